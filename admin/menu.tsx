import { Hono } from 'hono'
import type { AdminEnv } from './deps.ts'
import { Icon } from './icon.tsx'
import { Layout, open } from './layout.tsx'
import { type Area, deskAreas, workAreas } from './nav.ts'
import { words } from './words.ts'

const account: Area = { id: 'account', path: '/admin/account', icon: 'circle-user-round' }

/** Every area on one page: what a phone shows behind "more". */
export function menuRoutes() {
  return new Hono<AdminEnv>().get('/menu', (c) => {
    const t = words(c)
    const areas = [...open(c, workAreas), ...open(c, deskAreas), account]
    return c.html(
      <Layout c={c} title={t('panel:nav.menu')} area="menu">
        <nav class="list" aria-label={t('panel:nav.menu')}>
          {areas.map(({ id, path, icon }) => (
            <a class="list-row" href={path}>
              <Icon name={icon} />
              <span class="grow">{t(`panel:nav.${id}`)}</span>
              <Icon name="chevron-right" />
            </a>
          ))}
        </nav>
      </Layout>,
    )
  })
}
