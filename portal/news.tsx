import { nameOf } from '#core/law/documents/citation.ts'
import type { Listed } from '#core/law/public/documents.ts'
import { daysBetween, shortened, type Visit, written } from './library/visit.ts'

export interface NewsProps {
  visit: Visit
  /** what lately changed for a business, what will, and what was put on the portal last */
  changed: Listed[]
  coming: Listed[]
  newest: Listed[]
}

const mostNewest = 5

/** What is new in the law for a business; nothing while no document is published. */
export function News({ visit, changed, coming, newest }: NewsProps) {
  const { t, day } = visit
  const told = new Set([...changed, ...coming].map(({ id }) => id))
  const others = newest.filter(({ id }) => !told.has(id)).slice(0, mostNewest)
  if (told.size + others.length === 0) return null
  return (
    <div class="block news">
      {changed.length > 0 && (
        <section aria-labelledby="changed">
          <h2 id="changed">{t('home.changed')}</h2>
          <ul>
            {changed.map((one) => (
              <Piece
                document={one}
                when={t('fact.force.on', { day: written(one.inForceOn ?? '') })}
              />
            ))}
          </ul>
        </section>
      )}
      <div>
        {coming.length > 0 && (
          <section aria-labelledby="coming">
            <h2 id="coming">{t('home.coming')}</h2>
            <ul>
              {coming.map((one) => (
                <Piece
                  document={one}
                  when={t('home.coming.in', {
                    day: written(one.inForceOn ?? ''),
                    days: daysBetween(day, one.inForceOn ?? day),
                  })}
                />
              ))}
            </ul>
          </section>
        )}
        {others.length > 0 && (
          <section aria-labelledby="newest">
            <h2 id="newest">{t('home.newest')}</h2>
            <ul>
              {others.map((one) => (
                <Piece document={one} />
              ))}
            </ul>
          </section>
        )}
        <p class="all">
          <a href="/van-ban">{t('documents.all')}</a>
        </p>
      </div>
    </div>
  )
}

/** A document in the news: what it is called, since when, and what it changes in a sentence. */
function Piece({ document, when }: { document: Listed; when?: string }) {
  const { slug, title, summary } = document
  const name = nameOf(document, 'vi')
  const words = summary || (name.includes(title) ? '' : title)
  return (
    <li>
      <a href={`/van-ban/${slug}`} lang="vi">
        {name}
      </a>
      {when && <small>{when}</small>}
      {words !== '' && <p lang="vi">{shortened(words, when ? 170 : 100)}</p>}
    </li>
  )
}
