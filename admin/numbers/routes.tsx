import { Hono } from 'hono'
import type { AdminContext, AdminDeps, AdminEnv } from '#admin/deps.ts'
import { allow } from '#admin/session.ts'
import { words } from '#admin/words.ts'
import { sendWorkbook } from '#admin/workbook.ts'
import { loadOffice } from '#core/office.ts'
import { satisfiedElsewhere } from '#core/surveys/satisfied-elsewhere.ts'
import { safeText } from '#core/tickets/export.ts'
import { deskNumbers, type Numbers } from '#core/tickets/numbers.ts'
import { NumbersPage, type NumbersView } from './page.tsx'
import { askedPeriod, ownUnit } from './period.ts'
import { rateNames } from './rates.tsx'

/** The desk's numbers, at /admin/numbers. */
export function numbersRoutes(deps: AdminDeps) {
  const app = new Hono<AdminEnv>()
  app.use(allow('numbers.read'))
  app.get('/', async (c) => c.html(<NumbersPage {...(await readNumbers(c, deps))} />))
  app.get('/export.xlsx', (c) => exportNumbers(c, deps))
  return app
}

async function readNumbers(c: AdminContext, { db }: AdminDeps): Promise<NumbersView> {
  const asked = askedPeriod(new URL(c.req.url).searchParams, new Date(), ownUnit(c.get('actor')))
  const { name: _, ...period } = asked
  const [numbers, office, elsewhere] = await Promise.all([
    deskNumbers(db, period),
    loadOffice(db),
    period.field === undefined ? satisfiedElsewhere(db, period) : [],
  ])
  const english = c.get('language') === 'en'
  return {
    c,
    asked,
    numbers,
    elsewhere,
    targets: office.targets,
    units: office.units.map(({ id, name }) => ({ value: id, label: name })),
    fields: office.fields.map(({ id, name, nameEn }) => ({
      value: id,
      label: english ? nameEn : name,
    })),
  }
}

/** The tables of the page as one sheet: a line for each field, division and month. */
async function exportNumbers(c: AdminContext, deps: AdminDeps) {
  const t = words(c)
  const view = await readNumbers(c, deps)
  const { numbers, asked } = view
  const name = (list: NumbersView['units'], id: number | null, none: string) =>
    safeText(list.find(({ value }) => value === id)?.label ?? t(none))
  const lines: [string, string, Numbers][] = [
    [t('numbers:total'), '', numbers.total],
    ...numbers.byField.map((one): [string, string, Numbers] => [
      t('numbers:by.field'),
      name(view.fields, one.fieldId, 'numbers:no-field'),
      one,
    ]),
    ...numbers.byUnit.map((one): [string, string, Numbers] => [
      t('numbers:by.unit'),
      name(view.units, one.unitId, 'numbers:no-unit'),
      one,
    ]),
    ...numbers.byMonth.map((one): [string, string, Numbers] => [
      t('numbers:by.month'),
      one.month,
      one,
    ]),
  ]
  const rates = rateNames.flatMap((rate) => [
    { header: t(`numbers:rate.${rate}`), width: 16, numFmt: '0.0' },
    { header: `${t(`numbers:rate.${rate}`)} (n)`, width: 10 },
  ])
  const columns = [
    { header: t('numbers:group'), width: 20 },
    { header: t('numbers:name'), width: 40 },
    { header: t('numbers:received'), width: 12 },
    ...rates,
  ]
  const rows = lines.map(([group, label, one]) => [
    group,
    label,
    one.opened.count,
    ...rateNames.flatMap((rate) => [one[rate].percent, one[rate].of]),
  ])
  return sendWorkbook(c, `hoi-luat-so-lieu-${asked.from}-${asked.to}.xlsx`, columns, rows)
}
