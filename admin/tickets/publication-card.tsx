import type { AdminContext } from '#admin/deps.ts'
import { ButtonLink, Card } from '#admin/parts.tsx'
import { DaysLeft, PublicationBadge } from '#admin/published/signs.tsx'
import { moment, words } from '#admin/words.ts'
import type { Publication } from '#core/law/published/publication.ts'

/** Whether the answer of a ticket is public; undefined while nothing was answered, or none of the reader's business. */
export type PublicationView =
  | {
      publication: Publication | undefined
      daysLeft: number
      mayStart: boolean
      /** a later answer was sent than the one that is public */
      outdated: boolean
      specific: boolean
    }
  | undefined

export function PublicationCard(props: {
  c: AdminContext
  publication: PublicationView
  page: { ticket: { code: string } }
}) {
  const { c, publication: view, page } = props
  if (view === undefined) return null
  const t = words(c)
  const { publication, daysLeft, mayStart, outdated, specific } = view
  if (publication === undefined) {
    return (
      <Card title={t('published:card.title')}>
        <p class="small">
          {specific ? t('published:card.specific') : <DaysLeft c={c} days={daysLeft} />}
        </p>
        {mayStart && (
          <p class="actions">
            <ButtonLink
              href={`/admin/published/new?ticket=${page.ticket.code}`}
              kind={specific ? 'plain' : 'primary'}
              icon="book-open-check"
            >
              {t('published:card.start')}
            </ButtonLink>
          </p>
        )}
      </Card>
    )
  }
  const { id, state, slug, publishedAt, correctedAt } = publication
  return (
    <Card title={t('published:card.title')}>
      <p class="row-line">
        <PublicationBadge c={c} state={state} stage={publication.correction?.stage} />
      </p>
      {state === 'published' && (
        <p class="small">
          <a href={`/hoi-dap/${slug}`} target="_blank" rel="noopener">
            {t('published:card.public-since', { day: moment(c, publishedAt, true) })}
          </a>{' '}
          {correctedAt && t('published:corrected-on', { day: moment(c, correctedAt, true) })}
        </p>
      )}
      {outdated && <p class="finding-warning small">{t('published:card.outdated')}</p>}
      <p class="actions">
        <ButtonLink href={`/admin/published/${id}`} icon="book-open-check">
          {t('published:card.open')}
        </ButtonLink>
      </p>
    </Card>
  )
}
