import type { AdminContext } from '#admin/deps.ts'
import type { Option } from '#admin/inputs.tsx'
import { Opens, RateCell } from '#admin/numbers/rates.tsx'
import { Card } from '#admin/parts.tsx'
import { number, words } from '#admin/words.ts'
import type { Targets } from '#core/office.ts'
import type { Dashboard } from '#core/plan/dashboard.ts'
import { filterQuery } from '#core/tickets/filter.ts'
import type { Numbers } from '#core/tickets/numbers.ts'
import { figureText, mapMeasures, measured } from './tile-map.tsx'

interface Tables {
  c: AdminContext
  board: Dashboard
  targets: Targets
  units: Option[]
  fields: Option[]
}

const rates = ['resolved', 'inTime', 'satisfied'] as const

function Heads({ c }: { c: AdminContext }) {
  const t = words(c)
  return (
    <>
      <th scope="col" class="num">
        {t('numbers:received')}
      </th>
      {rates.map((name) => (
        <th scope="col" class="num">
          {t(`numbers:rate.${name}`)}
        </th>
      ))}
    </>
  )
}

function Cells({ c, numbers, targets }: { c: AdminContext; numbers: Numbers; targets: Targets }) {
  return (
    <>
      <td class="num">
        <Opens c={c} filter={numbers.opened.filter}>
          {number(c, numbers.opened.count)}
        </Opens>
      </td>
      {rates.map((name) => (
        <RateCell c={c} rate={numbers[name]} target={targets[name]} />
      ))}
    </>
  )
}

/** The legal fields of the period. */
export function FieldTable({ c, board, targets, fields }: Tables) {
  const t = words(c)
  return (
    <Card title={t('plan:by.field')}>
      <div class="table-wrap">
        <table class="table numbers-table">
          <thead>
            <tr>
              <th scope="col">{t('numbers:field')}</th>
              <Heads c={c} />
            </tr>
          </thead>
          <tbody>
            {board.desk.byField.map((row) => (
              <tr>
                <th scope="row">{named(fields, row.fieldId) ?? t('numbers:no-field')}</th>
                <Cells c={c} numbers={row} targets={targets} />
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  )
}

/** The divisions: what they answered, the classes they held and plan, the tasks they are late with. */
export function UnitTable({ c, board, targets, units }: Tables) {
  const t = words(c)
  const tickets = new Map(board.desk.byUnit.map((row) => [row.unitId, row]))
  const others = new Map(board.byUnit.map((row) => [row.unitId, row]))
  const ids = [...units.map(({ value }) => Number(value)), null].filter(
    (id) => tickets.has(id) || others.has(id),
  )
  const period = board.period.code
  return (
    <Card title={t('plan:by.unit')}>
      <div class="table-wrap">
        <table class="table numbers-table">
          <thead>
            <tr>
              <th scope="col">{t('numbers:unit')}</th>
              <Heads c={c} />
              <th scope="col" class="num">
                {t('plan:by.classes')}
              </th>
              <th scope="col" class="num">
                {t('plan:by.tasks-late')}
              </th>
            </tr>
          </thead>
          <tbody>
            {ids.map((id) => {
              const own = tickets.get(id)
              const { classes = 0, planned = 0, tasksLate = 0 } = others.get(id) ?? {}
              const href = `/admin/targets/records/classes?period=${period}&unit=${id ?? ''}`
              return (
                <tr>
                  <th scope="row">{named(units, id) ?? t('numbers:no-unit')}</th>
                  {own ? (
                    <Cells c={c} numbers={own} targets={targets} />
                  ) : (
                    [0, 1, 2, 3].map(() => <td class="num muted">–</td>)
                  )}
                  <td class="num">
                    {id === null ? classes : <a href={href}>{classes}</a>}
                    {planned > 0 && <span class="muted small"> +{planned}</span>}
                  </td>
                  <td class={tasksLate > 0 ? 'num rate-short' : 'num'}>
                    <a href={`/admin/plan?unit=${id ?? 0}&state=late`}>{tasksLate}</a>
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
      <p class="hint">{t('plan:by.unit-hint')}</p>
    </Card>
  )
}

/** Every commune in figures: the same as the map. */
export function CommuneTable({ c, board }: Pick<Tables, 'c' | 'board'>) {
  const t = words(c)
  const days = { from: board.period.fromOn, to: board.period.toOn }
  return (
    <details class="commune-table">
      <summary>{t('plan:map.table')}</summary>
      <div class="table-wrap">
        <table class="table">
          <thead>
            <tr>
              <th scope="col">{t('plan:commune')}</th>
              {mapMeasures.map((by) => (
                <th scope="col" class="num">
                  {t(`plan:map.${by}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {board.communes.map((figure) => (
              <tr>
                <th scope="row">
                  {figure.commune === '' ? (
                    t('plan:commune.none')
                  ) : (
                    <a href={`/admin/tickets?${filterQuery({ commune: figure.commune, ...days })}`}>
                      {figure.commune}
                    </a>
                  )}
                </th>
                {mapMeasures.map((by) => {
                  const shown = measured(figure, by)
                  return (
                    <td class="num">
                      {figureText(c, shown?.value, by)}
                      {shown && by !== 'tickets' && <span class="muted small"> /{shown.n}</span>}
                    </td>
                  )
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  )
}

function named(options: Option[], id: number | null): string | undefined {
  if (id === null) return undefined
  return options.find(({ value }) => value === id)?.label ?? `#${id}`
}
