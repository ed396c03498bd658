import type { AdminContext } from '#admin/deps.ts'
import { dayWords } from '#admin/published/validity.tsx'
import { words } from '#admin/words.ts'
import { citationOf, pathOf, placeOf } from '#core/law/documents/citation.ts'
import type { ReviewCause } from '#core/law/published/review-list.ts'

/** What was done to a cited document, by which, from when on, and where it is cited. */
export function CauseLine({ c, cause }: { c: AdminContext; cause: ReviewCause }) {
  const t = words(c)
  const language = c.get('language')
  const { document, by, anchors } = cause
  const places = anchors.filter((anchor) => anchor !== '')
  return (
    <>
      <a href={pathOf(document.slug)} target="_blank" rel="noopener">
        {citationOf({ ...document, anchor: '' }, language)}
      </a>{' '}
      {t(`published:cause.${cause.cause}`)}{' '}
      {by && (
        <>
          <a href={pathOf(by.slug)} target="_blank" rel="noopener">
            {citationOf({ ...by, anchor: '' }, language)}
          </a>
          {by.inForceOn && `, ${t('published:cause.from', { day: dayWords(by.inForceOn) })}`}
        </>
      )}
      {places.length > 0 && (
        <span class="muted small">
          {' '}
          ({t('published:cause.cited')}{' '}
          {places.map((anchor, at) => (
            <>
              {at > 0 && ', '}
              <a href={pathOf(document.slug, anchor)} target="_blank" rel="noopener">
                {placeOf(anchor, language)}
              </a>
            </>
          ))}
          )
        </span>
      )}
    </>
  )
}
