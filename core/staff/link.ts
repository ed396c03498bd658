import { and, eq, isNull } from 'drizzle-orm'
import type { Db } from '#db/client.ts'
import { staff } from '#db/schema/staff.ts'
import { audit } from './audit.ts'
import { readableCode } from './readable-code.ts'

/** Gives a member of staff a fresh code to send to the desk's chat as `/lienket CODE`; the former one ends. */
export async function issueLinkCode(db: Db, staffId: string): Promise<string> {
  const code = readableCode(10)
  await db.update(staff).set({ linkCode: code }).where(eq(staff.id, staffId))
  return code
}

/**
 * Links a chat to the member of staff whose one-time code was typed there, whatever the case of its letters; false
 * when no active account has it.
 */
export async function linkStaff(
  tx: Db,
  code: string,
  conversationId: number,
  now: Date,
): Promise<boolean> {
  const [linked] = await tx
    .update(staff)
    .set({ conversationId, linkCode: null })
    .where(and(eq(staff.linkCode, code.toLowerCase()), isNull(staff.deactivatedAt)))
    .returning({ id: staff.id })
  if (linked === undefined) return false
  await note(tx, linked.id, 'account.chat-linked', now)
  return true
}

/** Warnings no longer go to the chat. */
export async function unlinkChat(db: Db, staffId: string, now: Date): Promise<void> {
  await db.transaction(async (tx) => {
    const nothing = { conversationId: null, linkCode: null }
    await tx.update(staff).set(nothing).where(eq(staff.id, staffId))
    await note(tx, staffId, 'account.chat-unlinked', now)
  })
}

async function note(tx: Db, staffId: string, action: string, at: Date): Promise<void> {
  await audit(tx, { at, staffId, action, subject: 'staff', subjectId: staffId })
}
