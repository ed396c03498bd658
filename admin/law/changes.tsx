import type { AdminContext } from '#admin/deps.ts'
import { Badge, type Tone } from '#admin/parts.tsx'
import { words } from '#admin/words.ts'
import { placeOf } from '#core/law/documents/citation.ts'
import type { ProvisionChange } from '#core/law/parse/diff.ts'

const mostShown = 300

const looks: Record<ProvisionChange['what'], { tone: Tone; icon: string }> = {
  added: { tone: 'good', icon: 'plus' },
  removed: { tone: 'alarm', icon: 'minus' },
  changed: { tone: 'watch', icon: 'pencil' },
  moved: { tone: 'neutral', icon: 'move-right' },
}

/** What differs between two readings of a text, provision by provision, words struck out and put in. */
export function Changes({ c, changes }: { c: AdminContext; changes: ProvisionChange[] }) {
  const t = words(c)
  const place = (anchor: string) => placeOf(anchor, c.get('language')) || t('law:change.around')
  return (
    <>
      <ul class="import-changes">
        {changes.slice(0, mostShown).map((change) => (
          <li>
            <p class="import-change-head">
              <Badge {...looks[change.what]}>{t(`law:change.${change.what}`)}</Badge>{' '}
              <b>{place(change.anchor)}</b>
              {change.what === 'moved' && ` (${t('law:change.was', { place: place(change.was) })})`}
            </p>
            <p class="prose">
              {change.words.map(({ what, text }, at) => {
                if (what === 'added') return <ins>{text}</ins>
                if (what === 'removed') return <del>{text}</del>
                return around(text, at > 0, at < change.words.length - 1)
              })}
            </p>
          </li>
        ))}
      </ul>
      {changes.length > mostShown && (
        <p class="muted">{t('law:change.more', { count: changes.length - mostShown })}</p>
      )}
    </>
  )
}

/** Enough of what stayed to know the place: a changed word in an appendix of fifty pages is found at once. */
const mostAround = 240

function around(text: string, before: boolean, after: boolean): string {
  const room = (before ? mostAround : 0) + (after ? mostAround : 0)
  if (text.length <= room + 100 || room === 0) return text
  const [start, end] = [
    before ? text.slice(0, mostAround) : '',
    after ? text.slice(-mostAround) : '',
  ]
  return `${start} […] ${end}`
}
