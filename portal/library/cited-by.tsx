import { dayOf } from '#core/calendar/calendar.ts'
import { shortened, type Visit, written } from './visit.ts'

export interface Citing {
  slug: string
  question: string
  publishedAt: Date
}

/** The published answers that rest on a document or provision. */
export function CitedBy({ visit: { t }, citing }: { visit: Visit; citing: Citing[] }) {
  if (citing.length === 0) return null
  return (
    <section aria-labelledby="citing">
      <h2 id="citing">{t('citing.title')}</h2>
      <ul class="plain-list">
        {citing.map(({ slug, question, publishedAt }) => (
          <li>
            <a href={`/hoi-dap/${slug}`}>{shortened(question, 160)}</a>{' '}
            <small>{written(dayOf(publishedAt))}</small>
          </li>
        ))}
      </ul>
    </section>
  )
}
