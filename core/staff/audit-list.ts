import { and, asc, desc, eq, gte, like, lt, type SQL } from 'drizzle-orm'
import type { Db } from '#db/client.ts'
import { auditLog, staff } from '#db/schema/staff.ts'

export interface AuditFilter {
  staffId?: string | undefined
  /** the first part of the action's name: `staff`, `people` ... */
  area?: string | undefined
  from?: Date | undefined
  /** exclusive */
  to?: Date | undefined
}

const columns = {
  id: auditLog.id,
  at: auditLog.at,
  staffId: auditLog.staffId,
  name: staff.name,
  action: auditLog.action,
  subject: auditLog.subject,
  subjectId: auditLog.subjectId,
  detail: auditLog.detail,
  ip: auditLog.ip,
}

export type AuditRow = Awaited<ReturnType<typeof listAudit>>['rows'][number]

/** A page of the audit log, newest first, and whether there is more. */
export async function listAudit(db: Db, filter: AuditFilter, page: number, size = 50) {
  const rows = await db
    .select(columns)
    .from(auditLog)
    .leftJoin(staff, eq(staff.id, auditLog.staffId))
    .where(and(...conditions(filter)))
    .orderBy(desc(auditLog.at), desc(auditLog.id))
    .limit(size + 1)
    .offset((page - 1) * size)
  return { rows: rows.slice(0, size), more: rows.length > size }
}

/** Every entry of the filter, oldest first, in steps, so that memory stays flat. */
export async function* auditRows(db: Db, filter: AuditFilter, step = 1000) {
  let after = 0
  for (;;) {
    const rows = await db
      .select(columns)
      .from(auditLog)
      .leftJoin(staff, eq(staff.id, auditLog.staffId))
      .where(and(...conditions(filter), gte(auditLog.id, after + 1)))
      .orderBy(asc(auditLog.id))
      .limit(step)
    yield* rows
    const last = rows.at(-1)
    if (last === undefined || rows.length < step) return
    after = last.id
  }
}

function conditions({ staffId, area, from, to }: AuditFilter): SQL[] {
  return [
    ...(staffId === undefined ? [] : [eq(auditLog.staffId, staffId)]),
    ...(area === undefined ? [] : [like(auditLog.action, `${area.replace(/[\\%_]/g, '\\$&')}.%`)]),
    ...(from === undefined ? [] : [gte(auditLog.at, from)]),
    ...(to === undefined ? [] : [lt(auditLog.at, to)]),
  ]
}
