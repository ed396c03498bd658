import { and, desc, eq } from 'drizzle-orm'
import type { Db } from '#db/client.ts'
import { auditLog, staff } from '#db/schema/staff.ts'

const mostShown = 100

/** What was done to a document and by whom, the latest first; without a name, the program itself did it. */
export function historyOf(db: Db, documentId: number) {
  return db
    .select({ at: auditLog.at, action: auditLog.action, name: staff.name })
    .from(auditLog)
    .leftJoin(staff, eq(staff.id, auditLog.staffId))
    .where(and(eq(auditLog.subject, 'law'), eq(auditLog.subjectId, String(documentId))))
    .orderBy(desc(auditLog.at), desc(auditLog.id))
    .limit(mostShown)
}
