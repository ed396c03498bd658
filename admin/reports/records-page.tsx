import type { AdminContext } from '#admin/deps.ts'
import { Layout } from '#admin/layout.tsx'
import { Pager } from '#admin/paging.tsx'
import { Badge, Card, Empty } from '#admin/parts.tsx'
import { moment, number, words } from '#admin/words.ts'
import type { Report } from '#core/plan/report.ts'
import type { Line } from '#core/plan/report-lines.ts'
import { plainDay } from '#core/plan/report-paper.ts'
import type { ReportRecord } from '#core/plan/report-records.ts'
import { reportTitle } from '#core/plan/report-title.ts'

interface RecordsView {
  c: AdminContext
  report: Report
  figure: string
  /** what the figure is called */
  name: string
  unit: Line['unit']
  sum: { n: number; hits: number; amount: number }
  rows: ReportRecord[]
  page: number
  more: boolean
}

/** The records behind a number of a report, as they are now. */
export function RecordsPage(view: RecordsView) {
  const { c, report, name, unit, sum, rows } = view
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
        report.state === 'issued' ? t('reports:records.now') : ''
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
                  <Named row={row} />
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

const places: Record<string, string> = {
  course: '/admin/courses',
  document: '/admin/law',
  published: '/admin/published',
  notice: '/admin/notices',
  difficulty: '/admin/difficulties',
  recommendation: '/admin/recommendations',
  consultant: '/admin/consultants',
  fee: '/admin/fees',
  task: '/admin/plan',
  survey: '/admin/surveys',
}

/** A record's name, which opens its page where it has one. */
function Named({ row: { kind, key, label } }: { row: ReportRecord }) {
  if (kind === 'ticket') return <a href={`/admin/tickets/${label}`}>{label}</a>
  const place = places[kind]
  return place === undefined ? <span>{label}</span> : <a href={`${place}/${key}`}>{label}</a>
}
