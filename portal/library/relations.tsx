import { dayOf } from '#core/calendar/calendar.ts'
import { pathOf, placeOf } from '#core/law/documents/citation.ts'
import type { Reading } from '#core/law/public/readings.ts'
import type { PublicRelation } from '#core/law/public/relations.ts'
import { type Visit, written } from './visit.ts'

const order: PublicRelation['kind'][] = ['replaces', 'repeals', 'amends', 'guides', 'consolidates']
const changing: PublicRelation['kind'][] = ['replaces', 'repeals', 'amends']
const mostPlaces = 12

interface ChangesProps {
  visit: Visit
  path: string
  suffers: PublicRelation[]
  readings: Reading[]
}

/** What became of a document: what others changed in it, and what was put right in its text here. */
export function Changes({ visit, path, suffers, readings }: ChangesProps) {
  const { t } = visit
  const changes = suffers.filter(({ kind }) => changing.includes(kind))
  if (changes.length === 0 && readings.length === 0) return null
  return (
    <section aria-labelledby="changes">
      <h2 id="changes">{t('changes.title')}</h2>
      <ol class="changes">
        {changes.map((change) => (
          <li>
            {change.from && <time datetime={change.from}>{written(change.from)}</time>}
            <div>
              {t(
                change.from && change.from > visit.day
                  ? `suffers.${change.kind}.soon`
                  : `suffers.${change.kind}`,
              )}{' '}
              <Other relation={change} />
              <Places
                anchors={change.anchors}
                slug={path.slice('/van-ban/'.length)}
                visit={visit}
              />
            </div>
          </li>
        ))}
        {readings.map(({ version, replacedAt }) => (
          <li>
            <time datetime={dayOf(replacedAt)}>{written(dayOf(replacedAt))}</time>
            <div>
              <a href={`${path}/thay-doi/${version}`}>{t('changes.reading')}</a>
            </div>
          </li>
        ))}
      </ol>
    </section>
  )
}

interface RelationsProps {
  visit: Visit
  relations: { does: PublicRelation[]; suffers: PublicRelation[] }
}

/** What a document does to others, and which guide or consolidate it. */
export function Relations({ visit, relations }: RelationsProps) {
  const { t } = visit
  const suffers = relations.suffers.filter(({ kind }) => !changing.includes(kind))
  const groups = [
    ...order.map((kind) => ({
      key: `does.${kind}`,
      all: relations.does.filter((one) => one.kind === kind),
    })),
    ...order.map((kind) => ({
      key: `suffers.${kind}`,
      all: suffers.filter((one) => one.kind === kind),
    })),
  ].filter(({ all }) => all.length > 0)
  if (groups.length === 0) return null
  return (
    <section aria-labelledby="relations">
      <h2 id="relations">{t('relations.title')}</h2>
      <dl class="relations">
        {groups.map(({ key, all }) => (
          <div>
            <dt>{t(key)}</dt>
            <dd>
              <ul class="plain-list">
                {all.map((relation) => (
                  <li>
                    <Other relation={relation} />
                    {key.startsWith('does.') && (
                      <Places anchors={relation.anchors} slug={relation.slug} visit={visit} />
                    )}
                  </li>
                ))}
              </ul>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

function Other({ relation: { slug, number, title } }: { relation: PublicRelation }) {
  const words = [number, title].filter(Boolean).join(': ')
  if (slug === null) return <span lang="vi">{words}</span>
  return (
    <a href={`/van-ban/${slug}`} lang="vi">
      {words}
    </a>
  )
}

/** Which provisions are touched, each with its own address. */
function Places({
  anchors,
  slug,
  visit,
}: {
  anchors: string[]
  slug: string | null
  visit: Visit
}) {
  const { t } = visit
  const named = anchors.filter((anchor) => placeOf(anchor, 'vi') !== '')
  if (named.length === 0) return null
  return (
    <span class="touched" lang="vi">
      {' ('}
      {named.slice(0, mostPlaces).map((anchor, place) => (
        <>
          {place > 0 && ', '}
          {slug === null ? (
            placeOf(anchor, 'vi')
          ) : (
            <a href={pathOf(slug, anchor)}>{placeOf(anchor, 'vi')}</a>
          )}
        </>
      ))}
      {named.length > mostPlaces && t('relations.more', { n: named.length - mostPlaces })}
      {')'}
    </span>
  )
}
