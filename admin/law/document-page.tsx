import type { AdminContext } from '#admin/deps.ts'
import { type Filled, Form } from '#admin/inputs.tsx'
import { Layout } from '#admin/layout.tsx'
import { Badge, Button, ButtonLink, Card } from '#admin/parts.tsx'
import { words } from '#admin/words.ts'
import { nameOf, pathOf } from '#core/law/documents/citation.ts'
import type { Consequence } from '#core/law/documents/consequences.ts'
import type { LawDocument } from '#core/law/documents/documents.ts'
import { mayChange } from '#core/law/documents/facts.ts'
import type { RelationRow } from '#core/law/documents/relations.ts'
import type { Validity } from '#core/law/documents/standing.ts'
import type { Field } from '#core/office.ts'
import { may } from '#core/staff/roles.ts'
import { FactsForm, FactsList } from './facts-form.tsx'
import { type FilledRelation, RelationsCard } from './relations-card.tsx'
import { FilesCard, HistoryCard, RestingCard, type SideFacts, TimelineCard } from './side.tsx'
import { dayWord, LawStateBadge, partsWords, StandingBadge } from './words.tsx'

export interface LawPageProps extends SideFacts {
  c: AdminContext
  document: LawDocument
  validity: Validity
  relations: RelationRow[]
  consequences: { changes: Consequence[]; reviews: number }
  /** how many articles its text has; undefined without a text */
  articles: number | undefined
  fields: Field[]
  filled: Filled
  taken?: { id: number; title: string } | undefined
  filledRelation?: FilledRelation | undefined
}

/** A document: what is known of it, what it does to others, what rests on it, and what is to be done next. */
export function LawPage(props: LawPageProps) {
  const { c, document, fields, filled, taken, relations, filledRelation } = props
  const t = words(c)
  const editable = mayChange(c.get('actor'), document.state)
  const trail = [{ href: '/admin/law', label: t('panel:nav.law') }]
  const name = nameOf(document, c.get('language'))
  return (
    <Layout
      c={c}
      title={name}
      area="law"
      trail={trail}
      {...(!name.includes(document.title) && { lead: document.title })}
    >
      <div class="columns">
        <div class="stack">
          <StateCard {...props} />
          <TimelineCard {...props} />
          <TextCard {...props} editable={editable} />
          <RelationsCard
            c={c}
            document={document}
            relations={relations}
            editable={editable}
            filled={filledRelation}
          />
          <Card title={t('law:facts')} id="facts">
            {editable ? (
              <FactsForm c={c} document={document} fields={fields} filled={filled} taken={taken} />
            ) : (
              <FactsList c={c} document={document} fields={fields} />
            )}
          </Card>
        </div>
        <div class="stack">
          <RestingCard {...props} />
          <FilesCard {...props} editable={editable} />
          <HistoryCard {...props} />
        </div>
      </div>
    </Layout>
  )
}

function StateCard(props: LawPageProps) {
  const { c, document, validity } = props
  const t = words(c)
  const { id, state, version } = document
  const edit = may(c.get('actor'), 'law.edit')
  const publish = may(c.get('actor'), 'law.publish')
  return (
    <Card title={t('law:state')} id="state">
      <p class="row-line">
        <LawStateBadge c={c} state={state} />
        <StandingBadge c={c} validity={validity} />
        {!document.factsChecked && (
          <Badge tone="watch" icon="search-check">
            {t('law:unchecked')}
          </Badge>
        )}
      </p>
      {state !== 'published' && <Missing {...props} />}
      {state === 'draft' && edit && (
        <Form c={c} action={`/admin/law/${id}/review`}>
          <input type="hidden" name="version" value={String(version)} />
          <Button kind="primary" icon="stamp">
            {t('law:review')}
          </Button>
        </Form>
      )}
      {state === 'reviewed' && !publish && <p class="muted">{t('law:waits-for-publisher')}</p>}
      {state === 'reviewed' && publish && (
        <Form c={c} action={`/admin/law/${id}/publication`}>
          <input type="hidden" name="version" value={String(version)} />
          <WillHappen {...props} />
          <Button kind="primary" icon="globe">
            {t('law:publish')}
          </Button>
        </Form>
      )}
      {state === 'published' && (
        <div class="actions">
          <ButtonLink href={pathOf(document.slug)} icon="globe">
            {t('law:on-portal')}
          </ButtonLink>
          {may(c.get('actor'), 'notices.write') && (
            <ButtonLink href={`/admin/notices/new?document=${id}`} kind="quiet" icon="megaphone">
              {t('law:tell-people')}
            </ButtonLink>
          )}
          <ButtonLink href={`/admin/rollout/${id}`} kind="quiet" icon="route">
            {t('rollout:from-document')}
          </ButtonLink>
        </div>
      )}
    </Card>
  )
}

/** What a reviewer would look for: said, not forbidden. */
function Missing({ c, document, relations, articles }: LawPageProps) {
  const t = words(c)
  const proposed = relations.filter(
    (relation) => relation.proposed && relation.documentId === document.id,
  ).length
  const missing = [
    document.number === null && t('law:missing.number'),
    document.inForceOn === null && t('law:missing.in-force'),
    document.fieldIds.length === 0 && t('law:missing.fields'),
    document.summary === '' && t('law:missing.summary'),
    articles === undefined && t('law:missing.text'),
    proposed > 0 && t('law:missing.relations', { count: proposed }),
  ].filter((one) => one !== false)
  if (missing.length === 0) return null
  return (
    <ul class="law-missing">
      {missing.map((one) => (
        <li>{one}</li>
      ))}
    </ul>
  )
}

function WillHappen({ c, consequences }: LawPageProps) {
  const t = words(c)
  const { changes, reviews } = consequences
  return (
    <div class="law-will">
      <p>{t('law:will.public')}</p>
      <ul>
        {changes.map(({ kind, name, anchors, day }) => {
          const part = anchors.length > 0 && kind !== 'amends' ? 'part' : 'whole'
          const values = { name, day: dayWord(day), parts: partsWords(c, anchors) }
          return <li>{t(day === null ? 'law:will.no-day' : `law:will.${kind}-${part}`, values)}</li>
        })}
        {reviews > 0 && <li>{t('law:will.reviews', { count: reviews })}</li>}
      </ul>
    </div>
  )
}

function TextCard({ c, document, articles, editable }: LawPageProps & { editable: boolean }) {
  const t = words(c)
  const path = `/admin/law/${document.id}`
  return (
    <Card title={t('law:text')} id="text">
      <p>
        {articles === undefined ? t('law:text.none') : t('law:text.articles', { count: articles })}
      </p>
      <div class="actions">
        {articles !== undefined && (
          <ButtonLink href={`${path}/text`} icon="book-open-text">
            {t('law:text.read')}
          </ButtonLink>
        )}
        {editable && (
          <ButtonLink href={`${path}/correction`} icon="pencil">
            {t(articles === undefined ? 'law:text.type' : 'law:text.correct')}
          </ButtonLink>
        )}
        {editable && (
          <ButtonLink href="/admin/law/import" kind="quiet" icon="file-up">
            {t('law:import')}
          </ButtonLink>
        )}
      </div>
    </Card>
  )
}
