import type { AdminContext } from '#admin/deps.ts'
import { CheckField, emptyForm, Form, TextArea } from '#admin/inputs.tsx'
import { Layout } from '#admin/layout.tsx'
import { Badge, Button, ButtonLink, Card, Empty, Notice } from '#admin/parts.tsx'
import { moment, words } from '#admin/words.ts'
import type { StoredCheck } from '#core/assistant/self-checks.ts'
import { type Fault, tellFault } from '#core/fault.ts'
import type { Refusal } from '#core/refusal.ts'
import { Outline } from './outline.tsx'

export function ChecksPage({ c, rows }: { c: AdminContext; rows: StoredCheck[] }) {
  const t = words(c)
  const language = c.get('language')
  const add = (
    <ButtonLink href="/admin/self-checks/new" kind="primary" icon="plus">
      {t('self-check-editor:add')}
    </ButtonLink>
  )
  return (
    <Layout
      c={c}
      title={t('panel:nav.self-checks')}
      area="self-checks"
      lead={t('self-check-editor:lead')}
      actions={add}
    >
      {rows.length === 0 ? (
        <Card>
          <Empty icon="list-checks" title={t('self-check-editor:none')} />
        </Card>
      ) : (
        <ul class="list">
          {rows.map(({ id, check, shown, version, updatedAt }) => (
            <li class="list-row">
              <div class="grow">
                <a href={`/admin/self-checks/${id}`}>
                  <b>{check.title[language]}</b>
                </a>
                <p class="muted small">
                  {t('self-check-editor:size', {
                    questions: check.questions.length,
                    outcomes: check.outcomes.length,
                    version,
                  })}
                </p>
              </div>
              <Badge tone={shown ? 'good' : 'neutral'}>
                {t(shown ? 'self-check-editor:shown' : 'self-check-editor:hidden')}
              </Badge>
              <ButtonLink href={`/admin/self-checks/${id}/try`} kind="quiet" icon="play">
                {t('self-check-editor:try')}
              </ButtonLink>
              <span class="muted small">{moment(c, updatedAt, true)}</span>
            </li>
          ))}
        </ul>
      )}
    </Layout>
  )
}

interface One {
  c: AdminContext
  known?: StoredCheck
  edited: {
    text: string
    shown: boolean
    version: number | undefined
    faults: Fault[]
    refusal?: Refusal
    preview?: StoredCheck['check']
  }
}

export function CheckPage({ c, known, edited }: One) {
  const t = words(c)
  const language = c.get('language')
  const { text, shown, version, faults, refusal, preview } = edited
  const title = known?.check.title[language] ?? t('self-check-editor:add')
  const path = known ? `/admin/self-checks/${known.id}` : '/admin/self-checks/new'
  const trail = [{ href: '/admin/self-checks', label: t('panel:nav.self-checks') }]
  const tryIt = known && (
    <ButtonLink href={`${path}/try`} icon="play">
      {t('self-check-editor:try')}
    </ButtonLink>
  )
  return (
    <Layout c={c} title={title} area="self-checks" trail={trail} actions={tryIt}>
      {refusal && <Notice kind="problem">{t(refusal.key, refusal.values)}</Notice>}
      {faults.length > 0 && (
        <Notice kind="problem">
          <p>{t('self-check-editor:faults', { n: faults.length })}</p>
          <ul>
            {faults.slice(0, 30).map((fault) => (
              <li>{tellFault(language, fault)}</li>
            ))}
          </ul>
        </Notice>
      )}
      <Card>
        <Form c={c} class="form" action={path}>
          <input type="hidden" name="version" value={version ?? ''} />
          <TextArea
            c={c}
            name="text"
            label={t('self-check-editor:text')}
            hint={t('self-check-editor:text-hint')}
            value={text}
            filled={emptyForm}
            rows={28}
            attributes={{ spellcheck: 'false', class: 'mono' }}
          />
          <CheckField
            name="shown"
            label={t('self-check-editor:show')}
            hint={t('self-check-editor:show-hint')}
            checked={shown}
          />
          <div class="form-actions">
            <Button kind="primary" name="deed" value="save">
              {t('panel:save')}
            </Button>
            <Button icon="eye" name="deed" value="preview">
              {t('self-check-editor:preview')}
            </Button>
          </div>
        </Form>
      </Card>
      {preview && (
        <Card title={t('self-check-editor:preview-title')}>
          <Outline c={c} check={preview} />
        </Card>
      )}
    </Layout>
  )
}
