import type { AdminContext } from '#admin/deps.ts'
import { emptyForm, type Filled, Form, SelectField, TextField } from '#admin/inputs.tsx'
import { Badge, Button, Card } from '#admin/parts.tsx'
import { words } from '#admin/words.ts'
import type { LawDocument } from '#core/law/documents/documents.ts'
import { type RelationRow, relationKinds } from '#core/law/documents/relations.ts'
import { wordsOfAnchors } from './forms.ts'
import { dayWord, partsWords } from './words.tsx'

/** The form that came back with a fault: of a relation by its id, or the one for a new relation. */
export interface FilledRelation {
  which: number | 'new'
  filled: Filled
}

interface RelationsProps {
  c: AdminContext
  document: LawDocument
  relations: RelationRow[]
  editable: boolean
  filled?: FilledRelation | undefined
}

/** What a document does to others and others do to it; what was read from the text waits for one click each. */
export function RelationsCard({ c, document, relations, editable, filled }: RelationsProps) {
  const t = words(c)
  const does = relations.filter(({ documentId }) => documentId === document.id)
  const suffers = relations.filter(
    ({ otherId, documentId, proposed }) =>
      otherId === document.id && documentId !== document.id && !proposed,
  )
  return (
    <Card title={t('law:relations')} id="relations">
      {does.length + suffers.length === 0 && <p class="muted">{t('law:relations.none')}</p>}
      <ul class="law-relations">
        {does.map((relation) => (
          <li>
            <Does c={c} relation={relation} />
            {editable && <Deeds c={c} relation={relation} filled={filled} />}
          </li>
        ))}
        {suffers.map((relation) => (
          <li>
            <Suffers c={c} relation={relation} />
          </li>
        ))}
      </ul>
      {editable && (
        <details class="law-more" open={filled?.which === 'new'}>
          <summary>{t('law:relation.add')}</summary>
          <RelationForm
            c={c}
            action={`/admin/law/${document.id}/relations`}
            filled={filled?.which === 'new' ? filled.filled : emptyForm}
            within="new"
          />
        </details>
      )}
    </Card>
  )
}

function Does({ c, relation }: { c: AdminContext; relation: RelationRow }) {
  const t = words(c)
  const { kind, otherId, otherNumber, otherName, otherTitle, fromOn } = relation
  const name = otherNumber || otherName
  return (
    <p>
      {relation.proposed && (
        <Badge tone="watch" icon="sparkles">
          {t('law:relation.proposed')}
        </Badge>
      )}{' '}
      {t(`law:relation.${kind}`)}{' '}
      {otherId === null ? <b>{name}</b> : <a href={`/admin/law/${otherId}`}>{name}</a>}
      {otherTitle !== null && <span class="muted"> {otherTitle}</span>}
      {partOf(c, relation)}
      {fromOn !== null && ` · ${t('law:relation.from', { day: dayWord(fromOn) })}`}
      {otherId === null && <span class="muted"> · {t('law:relation.unbound')}</span>}
    </p>
  )
}

function Suffers({ c, relation }: { c: AdminContext; relation: RelationRow }) {
  const t = words(c)
  const { kind, documentId, documentNumber, documentTitle, documentState } = relation
  const day = relation.fromOn ?? relation.documentInForceOn
  return (
    <p>
      {t(`law:relation-by.${kind}`)}{' '}
      <a href={`/admin/law/${documentId}`}>{documentNumber ?? documentTitle}</a>
      {documentNumber !== null && <span class="muted"> {documentTitle}</span>}
      {partOf(c, relation)}
      {day !== null && ` · ${t('law:relation.from', { day: dayWord(day) })}`}
      {documentState !== 'published' && (
        <span class="muted"> · {t('law:relation.not-public')}</span>
      )}
    </p>
  )
}

/** Which part; "the whole" is said only where it takes a document out of force. */
function partOf(c: AdminContext, { kind, anchors, note, proposed }: RelationRow): string {
  if (anchors.length > 0) return ` · ${partsWords(c, anchors)}`
  if (proposed && note !== '') return ` · ${note}`
  return kind === 'replaces' || kind === 'repeals' ? ` · ${partsWords(c, [])}` : ''
}

type DeedsProps = Pick<RelationsProps, 'c' | 'filled'> & { relation: RelationRow }

function Deeds({ c, relation, filled }: DeedsProps) {
  const t = words(c)
  const path = `/admin/law/${relation.documentId}/relations/${relation.id}`
  const own = filled?.which === relation.id ? filled.filled : undefined
  return (
    <>
      <div class="row-line">
        {relation.proposed && (
          <Form c={c} action={`${path}/confirmation`}>
            <Button kind="primary" icon="check">
              {t('law:relation.confirm')}
            </Button>
          </Form>
        )}
        <Form c={c} action={`${path}/removal`}>
          <Button kind="quiet" icon="x">
            {t('law:relation.remove')}
          </Button>
        </Form>
      </div>
      <details class="law-more" open={own !== undefined}>
        <summary>{t('law:relation.edit')}</summary>
        <RelationForm
          c={c}
          action={path}
          filled={own ?? emptyForm}
          relation={relation}
          within={String(relation.id)}
        />
      </details>
    </>
  )
}

interface RelationFormProps {
  c: AdminContext
  action: string
  filled: Filled
  within: string
  relation?: RelationRow
}

function RelationForm({ c, action, filled, within, relation }: RelationFormProps) {
  const t = words(c)
  return (
    <Form c={c} class="form" action={action} filled={filled}>
      <div class="form-grid">
        <SelectField
          c={c}
          within={within}
          name="kind"
          label={t('law:relation.kind')}
          value={relation?.kind}
          filled={filled}
          options={relationKinds.map((value) => ({ value, label: t(`law:relation.${value}`) }))}
        />
        <TextField
          c={c}
          within={within}
          name="otherNumber"
          label={t('law:relation.other-number')}
          hint={t('law:relation.other-number-hint')}
          value={relation?.otherNumber}
          filled={filled}
          required={false}
          attributes={{ maxlength: 100 }}
        />
        <TextField
          c={c}
          within={within}
          name="otherName"
          label={t('law:relation.other-name')}
          value={relation?.otherName}
          filled={filled}
          required={false}
          attributes={{ maxlength: 500 }}
        />
      </div>
      <div class="form-grid">
        <TextField
          c={c}
          within={within}
          name="parts"
          label={t('law:relation.parts')}
          hint={t('law:relation.parts-hint')}
          value={relation && wordsOfAnchors(relation.anchors)}
          filled={filled}
          required={false}
          attributes={{ maxlength: 1000 }}
        />
        <TextField
          c={c}
          within={within}
          type="date"
          name="fromOn"
          label={t('law:relation.from-on')}
          hint={t('law:relation.from-on-hint')}
          value={relation?.fromOn}
          filled={filled}
          required={false}
        />
      </div>
      <div>
        <Button icon="check">{t('law:relation.save')}</Button>
      </div>
    </Form>
  )
}
