import type { AdminContext } from '#admin/deps.ts'
import { Badge, Card } from '#admin/parts.tsx'
import { words } from '#admin/words.ts'
import { localDay, type reportsToHandIn } from '#core/plan/report.ts'
import { plainDay } from '#core/plan/report-paper.ts'
import { reportTitle } from '#core/plan/report-title.ts'

/** Reports that the reader is to hand in, on the first page. */
export function DueReports({
  c,
  reports,
  now,
}: {
  c: AdminContext
  reports: Awaited<ReturnType<typeof reportsToHandIn>>
  now: Date
}) {
  if (reports.length === 0) return null
  const t = words(c)
  return (
    <Card title={t('reports:home')}>
      <ul class="list">
        {reports.map((report) => (
          <li class="list-row">
            <a class="grow" href={`/admin/reports/${report.id}`}>
              {reportTitle(report, c.get('language'))}
              {report.unitId === null && ` · ${t('reports:whole')}`}
            </a>
            {report.dueOn < localDay(now) && <Badge tone="late">{t('reports:late')}</Badge>}
            {report.state === 'returned' && (
              <Badge tone="watch">{t('reports:state.returned')}</Badge>
            )}
            <span class="muted nowrap">
              {t('reports:home.due', { due: plainDay(report.dueOn) })}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  )
}
