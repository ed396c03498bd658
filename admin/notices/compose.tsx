import type { AdminContext } from '#admin/deps.ts'
import { type Filled, Form, SelectField, TextArea, TextField } from '#admin/inputs.tsx'
import { Button, Card } from '#admin/parts.tsx'
import { words } from '#admin/words.ts'
import type { Draft } from '#core/notices/drafting.ts'
import { longestBody, longestTitle, writtenKinds } from '#core/notices/notice.ts'
import { type Offered, Ways, Whom } from './whom.tsx'

interface Compose {
  c: AdminContext
  action: string
  draft: Draft
  offered: Offered
  filled: Filled
  version?: number
}

/** The form of a notice; its look and its audience are read again while it is written. */
export function Compose({ c, action, draft, offered, filled, version }: Compose) {
  const t = words(c)
  return (
    <Form c={c} id="notice-form" class="stack" action={action} filled={filled}>
      {version !== undefined && <input type="hidden" name="version" value={version} />}
      <input type="hidden" name="documentId" value={draft.documentId ?? ''} />
      <Card title={t('notices:compose.words')}>
        <div class="form">
          <SelectField
            c={c}
            name="kind"
            label={t('notices:kind')}
            value={draft.kind}
            filled={filled}
            options={writtenKinds.map((kind) => ({
              value: kind,
              label: t(`notices:kind.${kind}`),
            }))}
          />
          <TextField
            c={c}
            name="title"
            label={t('notices:title')}
            value={draft.title}
            filled={filled}
            attributes={{ maxlength: longestTitle }}
          />
          <TextArea
            c={c}
            name="body"
            label={t('notices:body')}
            hint={t('notices:body.hint')}
            value={draft.body}
            filled={filled}
            rows={6}
            attributes={{ maxlength: longestBody }}
          />
          <TextField
            c={c}
            name="link"
            type="url"
            label={t('notices:link')}
            hint={t('notices:link.hint')}
            value={draft.link}
            filled={filled}
            required={false}
            attributes={{ maxlength: 500, placeholder: 'https://' }}
          />
          <details class="notice-english" open={draft.titleEn !== '' || draft.bodyEn !== ''}>
            <summary>{t('notices:english')}</summary>
            <div class="form">
              <p class="hint">{t('notices:english.hint')}</p>
              <TextField
                c={c}
                name="titleEn"
                label={t('notices:title-en')}
                value={draft.titleEn}
                filled={filled}
                required={false}
                attributes={{ maxlength: longestTitle, lang: 'en' }}
              />
              <TextArea
                c={c}
                name="bodyEn"
                label={t('notices:body-en')}
                value={draft.bodyEn}
                filled={filled}
                required={false}
                rows={5}
                attributes={{ maxlength: longestBody, lang: 'en' }}
              />
            </div>
          </details>
        </div>
      </Card>
      <Whom c={c} draft={draft} offered={offered} />
      <Ways c={c} draft={draft} offered={offered} filled={filled} />
      <div class="form-actions">
        <Button kind="primary" icon="save">
          {t('notices:save')}
        </Button>
      </div>
    </Form>
  )
}
