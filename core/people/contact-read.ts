import { and, eq, gt } from 'drizzle-orm'
import { audit } from '#core/staff/audit.ts'
import type { Actor } from '#core/staff/roles.ts'
import type { Db } from '#db/client.ts'
import { auditLog } from '#db/schema/staff.ts'

const sittingMs = 10 * 60_000

/** Writes down who read whose contact data (Law 91/2025/QH15); a page opened again within a sitting is one reading. */
export async function noteContactRead(
  db: Db,
  actor: Actor,
  of: { subject: 'person' | 'business'; id: number },
  { now, ip }: { now: Date; ip: string },
): Promise<void> {
  const action = 'people.contact-read'
  const subject = { subject: of.subject, subjectId: String(of.id) }
  const [before] = await db
    .select({ id: auditLog.id })
    .from(auditLog)
    .where(
      and(
        eq(auditLog.staffId, actor.id),
        eq(auditLog.action, action),
        eq(auditLog.subject, subject.subject),
        eq(auditLog.subjectId, subject.subjectId),
        gt(auditLog.at, new Date(now.getTime() - sittingMs)),
      ),
    )
    .limit(1)
  if (before === undefined) await audit(db, { at: now, staffId: actor.id, action, ...subject, ip })
}

/** Writes down that a page of the directory was read: which page, and whether names or numbers were searched for. */
export async function noteListRead(
  db: Db,
  actor: Actor,
  what: { page: number; searched?: true; shown: number },
  { now, ip }: { now: Date; ip: string },
): Promise<void> {
  await audit(db, { at: now, staffId: actor.id, action: 'people.listed', detail: what, ip })
}
