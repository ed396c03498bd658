import { Hono } from 'hono'
import { stream } from 'hono/streaming'
import type { AdminContext, AdminDeps, AdminEnv } from '#admin/deps.ts'
import { by, pageOf } from '#admin/request.ts'
import { allow } from '#admin/session.ts'
import { localDay } from '#admin/words.ts'
import { audit } from '#core/staff/audit.ts'
import { type AuditFilter, auditRows, listAudit } from '#core/staff/audit-list.ts'
import { listStaff } from '#core/staff/staff.ts'
import { AuditPage, auditAreas, deedName } from './pages.tsx'

/** Who did or saw what: filter, page, export. */
export function auditRoutes({ db, timeZone }: AdminDeps) {
  return new Hono<AdminEnv>()
    .use('/audit/*', allow('audit.read'))
    .get('/audit', async (c) => {
      const filter = filterOf(c, timeZone)
      const page = pageOf(c)
      const [found, members] = await Promise.all([listAudit(db, filter, page), listStaff(db)])
      return c.html(<AuditPage c={c} {...found} page={page} members={members} />)
    })
    .get('/audit/export', async (c) => {
      const filter = filterOf(c, timeZone)
      const { actor, ip, now } = by(c)
      await audit(db, { at: now, staffId: actor.id, action: 'audit.exported', ip })
      c.header('Content-Type', 'text/csv; charset=utf-8')
      c.header('Content-Disposition', 'attachment; filename="audit.csv"')
      return stream(c, async (out) => {
        await out.write(
          '\ufefftime,staff,staff id,action,deed,subject,subject id,detail,address\r\n',
        )
        for await (const row of auditRows(db, filter)) {
          const cells = [
            row.at.toISOString(),
            row.name,
            row.staffId,
            row.action,
            deedName(c, row.action),
            row.subject,
            row.subjectId,
            JSON.stringify(row.detail),
            row.ip,
          ]
          await out.write(`${cells.map(cell).join(',')}\r\n`)
        }
      })
    })
}

/** One cell of a CSV; a leading sign that a spreadsheet would run as a formula is disarmed. */
function cell(value: string | null): string {
  const text = value ?? ''
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return `"${safe.replaceAll('"', '""')}"`
}

function filterOf(c: AdminContext, timeZone: string): AuditFilter {
  const area = auditAreas.find((name) => name === c.req.query('area'))
  return {
    staffId: c.req.query('staff') || undefined,
    area,
    from: localDay(c.req.query('from'), timeZone),
    to: localDay(c.req.query('to'), timeZone, 1),
  }
}
