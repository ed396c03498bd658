import type { Db } from '#db/client.ts'
import { auditLog } from '#db/schema/staff.ts'

export interface AuditEntry {
  at: Date
  staffId: string | undefined
  /** a dotted name: `staff.invited`, `people.contact-read`; its words are `staff:audit.<action>` */
  action: string
  subject?: string
  subjectId?: string | number
  /** facts, never message text, contact data or secrets */
  detail?: Record<string, unknown>
  ip?: string | undefined
}

/** Writes who did or saw what; call it in the transaction of the deed. */
export async function audit(db: Db, entry: AuditEntry): Promise<void> {
  await db.insert(auditLog).values({
    at: entry.at,
    staffId: entry.staffId ?? null,
    action: entry.action,
    subject: entry.subject ?? null,
    subjectId: entry.subjectId === undefined ? null : String(entry.subjectId),
    detail: entry.detail ?? {},
    ip: entry.ip ?? null,
  })
}
