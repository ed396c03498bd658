import { and, desc, eq, ne } from 'drizzle-orm'
import type { Language } from '#core/language.ts'
import type { Db } from '#db/client.ts'
import { conversations } from '#db/schema/people.ts'
import { sessions, staff } from '#db/schema/staff.ts'
import { audit } from './audit.ts'

export interface OpenSession {
  id: string
  createdAt: Date
  updatedAt: Date
  ipAddress: string | null
  userAgent: string | null
}

/** Where somebody is signed in, latest use first. */
export async function listSessions(db: Db, staffId: string, now: Date): Promise<OpenSession[]> {
  const rows = await db
    .select({
      id: sessions.id,
      createdAt: sessions.createdAt,
      updatedAt: sessions.updatedAt,
      ipAddress: sessions.ipAddress,
      userAgent: sessions.userAgent,
      expiresAt: sessions.expiresAt,
    })
    .from(sessions)
    .where(eq(sessions.userId, staffId))
    .orderBy(desc(sessions.updatedAt))
  return rows.filter(({ expiresAt }) => expiresAt > now)
}

/** Ends one of one's own sessions; nobody else's. */
export async function endSession(
  db: Db,
  staffId: string,
  sessionId: string,
  at: { now: Date; ip: string | undefined },
): Promise<boolean> {
  return db.transaction(async (tx) => {
    const ended = await tx
      .delete(sessions)
      .where(and(eq(sessions.id, sessionId), eq(sessions.userId, staffId)))
      .returning({ id: sessions.id })
    if (ended.length === 0) return false
    await audit(tx, { at: at.now, staffId, action: 'account.session-ended', ip: at.ip })
    return true
  })
}

/** Ends every session of somebody but the one they act in. */
export async function endOtherSessions(
  db: Db,
  staffId: string,
  keep: string,
  at: { now: Date; ip: string | undefined },
): Promise<number> {
  return db.transaction(async (tx) => {
    const ended = await tx
      .delete(sessions)
      .where(and(eq(sessions.userId, staffId), ne(sessions.id, keep)))
      .returning({ id: sessions.id })
    await audit(tx, { at: at.now, staffId, action: 'account.sessions-ended', ip: at.ip })
    return ended.length
  })
}

export async function setStaffLanguage(db: Db, staffId: string, language: Language): Promise<void> {
  await db.update(staff).set({ language }).where(eq(staff.id, staffId))
}

/** The password is one of their own choice now. */
export async function passwordChosen(
  db: Db,
  staffId: string,
  at: { now: Date; ip: string | undefined },
): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.update(staff).set({ mustChangePassword: false }).where(eq(staff.id, staffId))
    await audit(tx, { at: at.now, staffId, action: 'account.password-changed', ip: at.ip })
  })
}

/** The chat somebody's warnings go to, and the code that waits to be sent from one. */
export async function chatOf(
  db: Db,
  staffId: string,
): Promise<{ channel: string | null; conversationId: number | null; linkCode: string | null }> {
  const [row] = await db
    .select({
      channel: conversations.channel,
      conversationId: staff.conversationId,
      linkCode: staff.linkCode,
    })
    .from(staff)
    .leftJoin(conversations, eq(conversations.id, staff.conversationId))
    .where(eq(staff.id, staffId))
  return row ?? { channel: null, conversationId: null, linkCode: null }
}
