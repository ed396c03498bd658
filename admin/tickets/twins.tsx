import type { AdminContext } from '#admin/deps.ts'
import { Icon } from '#admin/icon.tsx'
import { moment, words } from '#admin/words.ts'
import type { Twin } from '#core/people/twins.ts'
import { reachOf } from '#core/staff/roles.ts'

/** Who may be the same person as the one who asks; merging is done on their pages. */
export function Twins({ c, twins }: { c: AdminContext; twins: Twin[] }) {
  const t = words(c)
  const everybody = reachOf(c.get('actor'), 'people.read') === 'any'
  return (
    <>
      {twins.map((twin) => (
        <p class="small">
          <Icon name="users" size={14} /> {t('inbox:asker.twin')}{' '}
          {everybody ? (
            <a href={`/admin/people/${twin.id}`}>{t('directory:record', { id: twin.id })}</a>
          ) : (
            t('directory:record', { id: twin.id })
          )}{' '}
          ({twinWords(c, twin)})
        </p>
      ))}
    </>
  )
}

/** Since when somebody is known and where they write: no contact data. */
export function twinWords(c: AdminContext, { channels, since }: Twin): string {
  const t = words(c)
  const where = channels.map((channel) => t(`panel:channel.${channel}`)).join(', ')
  return t('directory:twin', {
    since: moment(c, since, true),
    where: where || t('inbox:typed.no-chat'),
  })
}
