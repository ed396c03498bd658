import type { AdminContext } from '#admin/deps.ts'
import { Form } from '#admin/inputs.tsx'
import { Layout } from '#admin/layout.tsx'
import { Badge, Button, ButtonLink, Card, Empty, type Tone } from '#admin/parts.tsx'
import { type T, words } from '#admin/words.ts'
import type { Unit } from '#core/office.ts'
import { isLate, isOpen, type ReportRow, type ReportState } from '#core/plan/report.ts'
import { plainDay } from '#core/plan/report-paper.ts'
import type { ReportPeriod } from '#core/plan/report-periods.ts'
import { reportTitle } from '#core/plan/report-title.ts'
import { may } from '#core/staff/roles.ts'

export interface ListView {
  c: AdminContext
  year: number
  reports: ReportRow[]
  /** periods nobody has opened yet */
  coming: ReportPeriod[]
  units: Unit[]
  today: string
}

/** Every period of a year: who has handed in, who is late. */
export function ReportListPage(view: ListView) {
  const { c, year, reports } = view
  const t = words(c)
  return (
    <Layout
      c={c}
      title={t('panel:nav.reports')}
      area="reports"
      lead={t('reports:lead')}
      actions={
        may(c.get('actor'), 'settings.edit') && (
          <ButtonLink href="/admin/reports/periods" icon="calendar-cog">
            {t('reports:periods')}
          </ButtonLink>
        )
      }
    >
      <nav class="filters" aria-label={t('reports:year')}>
        <ButtonLink href={`/admin/reports?year=${year - 1}`} icon="chevron-left">
          {String(year - 1)}
        </ButtonLink>
        <b>
          {t('reports:year')} {year}
        </b>
        <ButtonLink href={`/admin/reports?year=${year + 1}`} icon="chevron-right">
          {String(year + 1)}
        </ButtonLink>
      </nav>
      <div class="stack">
        {reports.length === 0 ? (
          <Card>
            <Empty icon="file-text" title={t('reports:none', { year })}>
              <p class="muted">{t('reports:none.how')}</p>
            </Empty>
          </Card>
        ) : (
          <Matrix {...view} />
        )}
        <Coming {...view} />
      </div>
    </Layout>
  )
}

function Matrix({ c, reports, units, today }: ListView) {
  const t = words(c)
  const language = c.get('language')
  const rows = [...Map.groupBy(reports, ({ kind, period }) => `${kind} ${period}`).values()]
  const shown = units.filter(({ id }) => reports.some(({ unitId }) => unitId === id))
  return (
    <div class="table-wrap">
      <table class="table report-matrix">
        <caption class="visually-hidden">{t('reports:matrix')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('reports:matrix.period')}</th>
            <th scope="col">{t('reports:matrix.due')}</th>
            <th scope="col">{t('reports:whole')}</th>
            {shown.map(({ shortName, name }) => (
              <th scope="col" title={name}>
                {shortName}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const [first] = row
            if (!first) return null
            return (
              <tr>
                <th scope="row">{reportTitle(first, language)}</th>
                <td class="nowrap">{plainDay(first.dueOn)}</td>
                {[null, ...shown.map(({ id }) => id)].map((unitId) => (
                  <td>
                    <State
                      c={c}
                      report={row.find((one) => one.unitId === unitId)}
                      today={today}
                      short
                    />
                  </td>
                ))}
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}

const tones: Record<ReportState, Tone> = {
  draft: 'neutral',
  'handed-in': 'accent',
  returned: 'watch',
  issued: 'good',
}

/** Where a report stands, and that it is late, each in a word. */
export function State({
  c,
  report,
  today,
  short = false,
}: {
  c: AdminContext
  report: ReportRow | undefined
  today: string
  /** a word alone, for a narrow column */
  short?: boolean
}) {
  const t = words(c)
  if (report === undefined) return <span class="muted">–</span>
  return (
    <a class="report-state" href={`/admin/reports/${report.id}`}>
      <Badge tone={tones[report.state]} title={stateName(t, report)}>
        {short ? t(`reports:state.short.${report.state}`) : stateName(t, report)}
      </Badge>
      {isLate(report, today) && (
        <Badge tone="late">{t(isOpen(report) ? 'reports:late' : 'reports:late.handed-in')}</Badge>
      )}
    </a>
  )
}

export function stateName(t: T, { state, unitId }: Pick<ReportRow, 'state' | 'unitId'>): string {
  return t(`reports:state.${state === 'issued' && unitId !== null ? 'settled' : state}`)
}

function Coming({ c, coming }: ListView) {
  const t = words(c)
  if (coming.length === 0) return null
  const opens = may(c.get('actor'), 'reports.issue')
  return (
    <Card title={t('reports:coming')}>
      <ul class="list">
        {coming.map((one) => (
          <li class="list-row">
            <div class="grow">
              <b>{reportTitle(one, c.get('language'))}</b>
              <p class="muted small">
                {t('reports:coming.days', { from: plainDay(one.fromOn), to: plainDay(one.toOn) })}
              </p>
            </div>
            <span class="nowrap">{t('reports:home.due', { due: plainDay(one.dueOn) })}</span>
            {opens && (
              <Form c={c} action="/admin/reports">
                <input type="hidden" name="kind" value={one.kind} />
                <input type="hidden" name="period" value={one.period} />
                <Button icon="file-plus">{t('reports:coming.open')}</Button>
              </Form>
            )}
          </li>
        ))}
      </ul>
    </Card>
  )
}
