import type { AdminContext } from '#admin/deps.ts'
import { Icon } from '#admin/icon.tsx'
import { words } from '#admin/words.ts'
import type { PublishingWork } from '#core/law/published/home.ts'

/** What of the published answers waits for the reader; nothing is shown of what does not. */
export function PublishingTiles({ c, work }: { c: AdminContext; work: PublishingWork }) {
  const { due, firstDue = 0, submitted, reviews } = work
  const late = firstDue < 0 ? 'alarm' : firstDue <= 5 ? 'watch' : 'accent'
  const tiles = [
    { name: 'due', count: due, href: '/admin/published?state=due', icon: 'book-open', tone: late },
    {
      ...{ name: 'submitted', count: submitted, tone: 'accent', icon: 'stamp' },
      href: '/admin/published?state=submitted',
    },
    { name: 'review', count: reviews, href: '/admin/reviews', icon: 'book-alert', tone: 'watch' },
  ]
  return (
    <>
      {tiles
        .filter(({ count }) => count > 0)
        .map(({ name, count, href, icon, tone }) => (
          <a class={`tile heap heap-${tone}`} href={href}>
            <span class="tile-name">
              <Icon name={icon} size={16} /> {words(c)(`published:home.${name}`)}
            </span>
            <span class="tile-value">{count >= 100 ? '100+' : count}</span>
          </a>
        ))}
    </>
  )
}
