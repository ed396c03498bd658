import type { AdminContext } from '#admin/deps.ts'
import { CheckField, Form } from '#admin/inputs.tsx'
import { Layout } from '#admin/layout.tsx'
import { Button, ButtonLink, Card, Notice } from '#admin/parts.tsx'
import { words } from '#admin/words.ts'
import type { LawDocument } from '#core/law/documents/documents.ts'
import type { OneImport } from '#core/law/import/imports.ts'
import type { factChanges } from '#core/law/import/take.ts'
import type { ProvisionChange } from '#core/law/parse/diff.ts'
import { Changes } from './changes.tsx'

interface Compare {
  c: AdminContext
  file: OneImport
  document: LawDocument
  changes: ProvisionChange[]
  facts: ReturnType<typeof factChanges>
  mark: string
}

/** What a file would change in the document that has its number, provision by provision, before it does. */
export function ComparePage({ c, file, document, changes, facts, mark }: Compare) {
  const t = words(c)
  const here = `/admin/law/import/${file.id}`
  const trail = [
    { href: '/admin/law/import', label: t('law-import:title') },
    { href: here, label: file.name },
  ]
  const name = [document.kind, document.number].filter(Boolean).join(' ')
  const first = document.textVersion === 0
  return (
    <Layout c={c} title={t('law-import:compare-title', { name })} area="law" trail={trail}>
      <div class="stack">
        <Notice kind={document.state === 'published' ? 'warning' : 'info'}>
          {t(
            document.state === 'published'
              ? 'law-import:compare-public'
              : 'law-import:compare-lead',
          )}
        </Notice>
        <Card title={t('law-import:compare-text')}>
          <p>{t(summary(first, changes), countsOf(changes))}</p>
          {!first && <Changes c={c} changes={changes} />}
        </Card>
        <Form c={c} action={`${here}/replace`} class="form">
          <input type="hidden" name="mark" value={mark} />
          <input type="hidden" name="documentId" value={String(document.id)} />
          <input type="hidden" name="version" value={String(document.version)} />
          {facts.length > 0 && <FactChanges c={c} facts={facts} sure={document.factsChecked} />}
          <div class="form-actions">
            <Button kind="primary" icon="replace">
              {t(first ? 'law-import:fill' : 'law-import:replace')}
            </Button>
            <ButtonLink href={here} kind="quiet">
              {t('law-import:back')}
            </ButtonLink>
          </div>
        </Form>
      </div>
    </Layout>
  )
}

function summary(first: boolean, changes: ProvisionChange[]): string {
  if (first) return 'law-import:first-text'
  return changes.length === 0 ? 'law-import:no-change' : 'law-import:change-counts'
}

function countsOf(changes: ProvisionChange[]) {
  const count = (what: ProvisionChange['what']) =>
    changes.filter((change) => change.what === what).length
  const articles = changes.filter(({ kind }) => kind === 'article').length
  return {
    ...{ added: count('added'), removed: count('removed'), articles },
    ...{ changed: count('changed'), moved: count('moved') },
  }
}

type FactList = { c: AdminContext; facts: Compare['facts']; sure: boolean }

/** What is confirmed stays unless the clerk says otherwise; what nobody confirmed gives way. */
function FactChanges({ c, facts, sure }: FactList) {
  const t = words(c)
  return (
    <Card title={t('law-import:compare-facts')}>
      <dl class="facts">
        {facts.map(({ name, before, after }) => (
          <>
            <dt>{t(`law-import:fact.${name}`)}</dt>
            <dd>
              <del>{before}</del> <ins>{after}</ins>
            </dd>
          </>
        ))}
      </dl>
      <CheckField name="facts" label={t('law-import:take-facts')} checked={!sure} />
    </Card>
  )
}
