import type { AdminContext } from '#admin/deps.ts'
import { Layout } from '#admin/layout.tsx'
import { Pager } from '#admin/paging.tsx'
import { Badge, Card, Empty } from '#admin/parts.tsx'
import { RecordLink } from '#admin/plan/record-link.tsx'
import { moment, number, words } from '#admin/words.ts'
import type { Report } from '#core/plan/report.ts'
import type { Line } from '#core/plan/report-lines.ts'
import { plainDay } from '#core/plan/report-paper.ts'
import type { FigureSum, ReportRecord } from '#core/plan/report-records.ts'
import { reportTitle } from '#core/plan/report-title.ts'

interface RecordsView {
  c: AdminContext
  report: Report
  figure: string
  /** what the figure is called */
  name: string
  unit: Line['unit']
  sum: FigureSum
  /** kept when the report was issued; else as the records are now */
  frozen: boolean
  rows: ReportRecord[]
  page: number
  more: boolean
}

/** The records behind a number of a report: as they were counted when it was issued, else as they are now. */
export function RecordsPage(view: RecordsView) {
  const { c, report, name, unit, sum, rows, frozen } = view
  const t = words(c)
  const lead = {
    count: t('reports:records.n', { n: number(c, sum.n) }),
    rate: t('reports:records.share', { hits: number(c, sum.hits), n: number(c, sum.n) }),
    money: t('reports:records.money', { amount: number(c, sum.amount) }),
  }[unit]
  return (
    <Layout
      c={c}
      title={name}
      area="reports"
      lead={`${lead} · ${plainDay(report.fromOn)} – ${plainDay(report.toOn)}. ${
        report.state === 'issued'
          ? t(frozen ? 'reports:records.frozen' : 'reports:records.now')
          : ''
      }`}
      trail={[
        { href: '/admin/reports', label: t('panel:nav.reports') },
        {
          href: `/admin/reports/${report.id}`,
          label: reportTitle(report, c.get('language')),
        },
      ]}
    >
      {rows.length === 0 ? (
        <Card>
          <Empty icon="search-x" title={t('reports:records.none')} />
        </Card>
      ) : (
        <Rows {...view} />
      )}
    </Layout>
  )
}

function Rows({ c, report, figure, unit, rows, page, more }: RecordsView) {
  const t = words(c)
  const amounts = rows.some(({ amount }) => amount !== null)
  return (
    <>
      <div class="table-wrap">
        <table class="table">
          <thead>
            <tr>
              <th scope="col">{t('reports:records.name')}</th>
              <th scope="col">{t('reports:records.at')}</th>
              {unit === 'rate' && <th scope="col">{t('reports:records.counts')}</th>}
              {amounts && (
                <th scope="col" class="num">
                  {t('reports:records.amount')}
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr>
                <td>
                  <Named c={c} row={row} />
                </td>
                <td class="nowrap">{moment(c, row.at, true)}</td>
                {unit === 'rate' && (
                  <td>
                    <Badge tone={row.hit ? 'good' : 'watch'}>
                      {t(row.hit ? 'reports:records.hit' : 'reports:records.miss')}
                    </Badge>
                  </td>
                )}
                {amounts && (
                  <td class="num">{row.amount === null ? '–' : number(c, row.amount)}</td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Pager c={c} page={page} more={more} path={`/admin/reports/${report.id}/records/${figure}`} />
    </>
  )
}

/** A record's name, which opens its page; of whom was erased since, the page that is left alone. */
function Named({ c, row }: { c: AdminContext; row: ReportRecord }) {
  const t = words(c)
  if (!row.erased) return <RecordLink c={c} record={row} />
  if (row.kind !== 'ticket' || row.label === '') {
    return <span class="muted">{t('reports:records.erased')}</span>
  }
  return (
    <>
      <RecordLink c={c} record={row} />
      <span class="muted"> · {t('reports:records.erased')}</span>
    </>
  )
}
