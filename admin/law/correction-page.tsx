import type { AdminContext } from '#admin/deps.ts'
import { type Filled, Form, TextArea } from '#admin/inputs.tsx'
import { Layout } from '#admin/layout.tsx'
import { Button, ButtonLink, Card, Notice } from '#admin/parts.tsx'
import { words } from '#admin/words.ts'
import { nameOf } from '#core/law/documents/citation.ts'
import type { LawDocument } from '#core/law/documents/documents.ts'
import type { ProvisionChange } from '#core/law/parse/diff.ts'
import type { Doubt } from '#core/law/parse/tree.ts'
import { Changes } from './changes.tsx'

interface CorrectionProps {
  c: AdminContext
  document: LawDocument
  text: string
  filled: Filled
  /** what the typed text would change, once somebody asked */
  preview?: { changes: ProvisionChange[]; doubts: Doubt[] }
}

/** The whole text to be corrected: first what would change, provision by provision, then saved. */
export function CorrectionPage({ c, document, text, filled, preview }: CorrectionProps) {
  const t = words(c)
  const name = nameOf(document, c.get('language'))
  const here = `/admin/law/${document.id}`
  const trail = [
    { href: '/admin/law', label: t('panel:nav.law') },
    { href: here, label: name },
  ]
  return (
    <Layout c={c} title={t('law:correct.title', { name })} area="law" trail={trail}>
      {document.state === 'published' && (
        <Notice kind="warning">{t('law:correct.published')}</Notice>
      )}
      <Form c={c} class="form" action={`${here}/correction`} filled={filled}>
        <input
          type="hidden"
          name="version"
          value={filled.typed.version ?? String(document.version)}
        />
        {preview && (
          <Card title={t('law:correct.preview')} id="preview">
            {preview.doubts.length > 0 && (
              <Notice kind="warning">
                {t('law:correct.doubts', { count: preview.doubts.length })}
              </Notice>
            )}
            <p>{t('law:correct.count', { count: preview.changes.length })}</p>
            <Changes c={c} changes={preview.changes} />
            <div class="form-actions">
              <Button kind="primary" icon="check" name="deed" value="save">
                {t('law:correct.save')}
              </Button>
              <ButtonLink href={here} kind="quiet">
                {t('law:correct.leave')}
              </ButtonLink>
            </div>
          </Card>
        )}
        <TextArea
          c={c}
          name="text"
          label={t('law:correct.text')}
          hint={t('law:correct.hint')}
          value={text}
          filled={filled}
          rows={30}
        />
        <div class="form-actions">
          <Button
            kind={preview ? 'plain' : 'primary'}
            icon="git-compare"
            name="deed"
            value="preview"
          >
            {t('law:correct.compare')}
          </Button>
          <ButtonLink href={here} kind="quiet">
            {t('law:correct.leave')}
          </ButtonLink>
        </div>
      </Form>
    </Layout>
  )
}

/** What changed from an earlier text to the present one. */
export function EarlierPage({
  c,
  document,
  version,
  changes,
}: {
  c: AdminContext
  document: LawDocument
  version: number
  changes: ProvisionChange[]
}) {
  const t = words(c)
  const name = nameOf(document, c.get('language'))
  const trail = [
    { href: '/admin/law', label: t('panel:nav.law') },
    { href: `/admin/law/${document.id}`, label: name },
  ]
  return (
    <Layout c={c} title={t('law:earlier.title', { name, version })} area="law" trail={trail}>
      <Card title={t('law:earlier.changes')}>
        <p>{t('law:correct.count', { count: changes.length })}</p>
        <Changes c={c} changes={changes} />
      </Card>
    </Layout>
  )
}
