import type { AdminContext } from '#admin/deps.ts'
import { Form } from '#admin/inputs.tsx'
import { Layout } from '#admin/layout.tsx'
import { Badge, Button, Card, Empty } from '#admin/parts.tsx'
import { moment, words } from '#admin/words.ts'
import { mayCloseReview } from '#core/law/published/review-closing.ts'
import { type closedReviews, mostChanges, type Review } from '#core/law/published/review-list.ts'
import type { Unit } from '#core/office.ts'
import { CauseLine } from './cause.tsx'

interface Reviews {
  c: AdminContext
  reviews: Review[]
  closed: Awaited<ReturnType<typeof closedReviews>>
  unitId: number | undefined
  units: Unit[]
  nameOf: (staffId: string | null) => string
}

/** Everything that rests on law that was amended, replaced, repealed or ran out, by division. */
export function ReviewsPage(view: Reviews) {
  const { c, reviews, closed } = view
  const t = words(c)
  const trail = [{ href: '/admin/published', label: t('panel:nav.published') }]
  const changes = reviews.reduce((sum, { causes }) => sum + causes.length, 0)
  const byUnit = Map.groupBy(reviews, ({ unit }) => unit ?? t('published:review.no-unit'))
  return (
    <Layout
      c={c}
      title={t('panel:nav.reviews')}
      area="reviews"
      trail={trail}
      lead={t('published:review.lead')}
    >
      <Filter {...view} />
      {reviews.length === 0 && (
        <Card>
          <Empty icon="circle-check" title={t('published:review.none')} />
        </Card>
      )}
      {[...byUnit].map(([unit, all]) => (
        <section class="stack review-unit">
          <h2>
            {unit} <span class="count">{all.length}</span>
          </h2>
          {all.map((one) => (
            <One {...view} review={one} />
          ))}
        </section>
      ))}
      {changes >= mostChanges && (
        <p class="hint">{t('published:review.most', { most: mostChanges })}</p>
      )}
      {closed.length > 0 && <Closed {...view} />}
    </Layout>
  )
}

function Filter({ c, units, unitId }: Reviews) {
  const t = words(c)
  return (
    <form method="get" action="/admin/reviews" class="filters">
      <div class="field">
        <label for="unit">{t('published:fact.unit')}</label>
        <select id="unit" name="unit">
          <option value="">{t('published:filter.any-unit')}</option>
          {units.map(({ id, name }) => (
            <option value={id} selected={id === unitId}>
              {name}
            </option>
          ))}
        </select>
      </div>
      <Button icon="search">{t('panel:search')}</Button>
    </form>
  )
}

const places: Record<Review['holder'], (review: Review) => string> = {
  published: ({ holderId }) => `/admin/published/${holderId}`,
  canned: ({ holderId }) => `/admin/canned/${holderId}`,
  'self-check': ({ holderId }) => `/admin/self-checks/${holderId}`,
}
const icons: Record<Review['holder'], string> = {
  published: 'book-open-check',
  canned: 'message-square-quote',
  'self-check': 'list-checks',
}

function One(props: Reviews & { review: Review }) {
  const { c, review, unitId } = props
  const t = words(c)
  const { holder, title, causes } = review
  const key = `${holder}-${review.holderId}`
  return (
    <Card>
      <p class="row-line">
        <Badge tone="watch" icon={icons[holder]}>
          {t(`published:holder.${holder}`)}
        </Badge>
        <a href={places[holder](review)}>
          <b>{title.slice(0, 160)}</b>
        </a>
      </p>
      <ul class="causes">
        {causes.map((cause) => (
          <li>
            <CauseLine c={c} cause={cause} />{' '}
            <span class="muted small">{moment(c, cause.openedAt, true)}</span>
          </li>
        ))}
      </ul>
      {mayCloseReview(c.get('actor'), review.unitId) && (
        <Form c={c} action="/admin/reviews" class="form review-form">
          {causes.map(({ taskId }) => (
            <input type="hidden" name="task" value={taskId} />
          ))}
          <input type="hidden" name="unit" value={unitId ?? ''} />
          <div class="field">
            <label for={`note-${key}`}>
              {t('published:review.note')}
              <span class="optional">{t('panel:optional')}</span>
            </label>
            <input type="text" id={`note-${key}`} name="note" maxlength={1000} />
          </div>
          <div class="form-actions">
            <Button icon="check" name="outcome" value="kept">
              {t('published:outcome.kept-do')}
            </Button>
            <Button icon="pencil-line" name="outcome" value="changed">
              {t('published:outcome.changed-do')}
            </Button>
            {holder === 'self-check' && (
              <Button icon="eye-off" name="outcome" value="withdrawn">
                {t('published:outcome.withdrawn-do')}
              </Button>
            )}
          </div>
        </Form>
      )}
    </Card>
  )
}

function Closed({ c, closed, nameOf }: Reviews) {
  const t = words(c)
  return (
    <details>
      <summary>{t('published:review.closed', { count: closed.length })}</summary>
      <ul class="list">
        {closed.map((one) => (
          <li class="list-row">
            <div class="grow">
              {t(`published:holder.${one.holder}`)}: {one.title.slice(0, 120)}
              <p class="muted small">
                {one.number} {t(`published:cause.${one.cause}`)} · {nameOf(one.closedBy)},{' '}
                {moment(c, one.closedAt)}
                {one.note !== '' && ` · ${one.note}`}
              </p>
            </div>
            <Badge tone="good" icon="check">
              {t(`published:outcome.${one.outcome}`)}
            </Badge>
          </li>
        ))}
      </ul>
    </details>
  )
}
