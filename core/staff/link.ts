import { and, eq, isNull } from 'drizzle-orm'
import type { Db } from '#db/client.ts'
import { staff } from '#db/schema/staff.ts'

/** Links a chat to the member of staff whose one-time code was typed there; false when no code is such. */
export async function linkStaff(tx: Db, code: string, conversationId: number): Promise<boolean> {
  const linked = await tx
    .update(staff)
    .set({ conversationId, linkCode: null })
    .where(and(eq(staff.linkCode, code.toLowerCase()), isNull(staff.deactivatedAt)))
    .returning({ id: staff.id })
  return linked.length > 0
}
