import { Hono } from 'hono'
import type { AdminEnv } from './deps.ts'
import { Icon } from './icon.tsx'
import { Layout, open } from './layout.tsx'
import { type Area, groups, workAreas } from './nav.ts'
import { words } from './words.ts'

const account: Area = { id: 'account', path: '/admin/account', icon: 'circle-user-round' }

/** Every area on one page: what a phone shows behind "more". */
export function menuRoutes() {
  return new Hono<AdminEnv>().get('/menu', (c) => {
    const t = words(c)
    const parts = [
      { areas: open(c, workAreas) },
      ...groups.map(({ id, areas }) => ({ id, areas: open(c, areas) })),
      { areas: [account] },
    ].filter(({ areas }) => areas.length > 0)
    return c.html(
      <Layout c={c} title={t('panel:nav.menu')} area="menu">
        <nav class="stack" aria-label={t('panel:nav.menu')}>
          {parts.map((part) => (
            <>
              {'id' in part && <h2>{t(`panel:nav.group.${part.id}`)}</h2>}
              <div class="list">
                {part.areas.map(({ id, path, icon }) => (
                  <a class="list-row" href={path}>
                    <Icon name={icon} />
                    <span class="grow">{t(`panel:nav.${id}`)}</span>
                    <Icon name="chevron-right" />
                  </a>
                ))}
              </div>
            </>
          ))}
        </nav>
      </Layout>,
    )
  })
}
