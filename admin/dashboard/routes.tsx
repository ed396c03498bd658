import { Hono } from 'hono'
import type { AdminDeps, AdminEnv } from '#admin/deps.ts'
import { allow } from '#admin/session.ts'
import { periodAsked, periodChoices } from '#admin/targets/period.ts'
import { loadOffice } from '#core/office.ts'
import { readDashboard } from '#core/plan/dashboard.ts'
import { loadTiles } from '#core/plan/tile-map.ts'
import { DashboardPage } from './page.tsx'
import { mapMeasures } from './tile-map.tsx'

/** The leaders' dashboard, at /admin/dashboard. */
export function dashboardRoutes({ db }: AdminDeps) {
  return new Hono<AdminEnv>().get('/dashboard', allow('plan.read'), async (c) => {
    const now = new Date()
    const period = periodAsked(c.req.query('period'), now)
    const [board, office, tiles] = await Promise.all([
      readDashboard(db, period, now),
      loadOffice(db),
      loadTiles(db),
    ])
    const english = c.get('language') === 'en'
    const by = mapMeasures.find((one) => one === c.req.query('map')) ?? 'tickets'
    const { targets } = office
    const units = office.units.map(({ id, name }) => ({ value: id, label: name }))
    const fields = office.fields.map(({ id, name, nameEn }) => ({
      ...{ value: id, label: english ? nameEn : name },
    }))
    const choices = periodChoices(period, now)
    return c.html(<DashboardPage {...{ c, board, choices, tiles, by, targets, units, fields }} />)
  })
}
