import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { audit } from '#core/staff/audit.ts'
import type { By } from '#core/staff/staff.ts'
import type { Db } from '#db/client.ts'
import { settings } from '#db/schema/profile.ts'

const key = 'notices'

const shape = z.object({
  /** a notice goes out only after the leadership has agreed */
  approval: z.boolean().default(false),
  /** 0: Sunday; the digest goes out on Fridays unless told otherwise */
  digestDay: z.number().int().min(0).max(6).default(5),
  digestHour: z.number().int().min(7).max(20).default(8),
})

/** How the office sends notices. */
export type NoticeSettings = z.infer<typeof shape>

export async function loadNoticeSettings(db: Db): Promise<NoticeSettings> {
  const [row] = await db
    .select({ value: settings.value })
    .from(settings)
    .where(eq(settings.key, key))
  return shape.parse(row?.value ?? {})
}

/** Keeps them and writes down who did. Throws when a value has not its shape. */
export async function saveNoticeSettings(db: Db, value: NoticeSettings, by: By): Promise<void> {
  const sound = shape.parse(value)
  await db.transaction(async (tx) => {
    await tx
      .insert(settings)
      .values({ key, value: sound, updatedAt: by.now })
      .onConflictDoUpdate({ target: settings.key, set: { value: sound, updatedAt: by.now } })
    await audit(tx, {
      ...{ at: by.now, staffId: by.actor.id, ip: by.ip },
      ...{ action: 'settings.changed', subject: 'setting', subjectId: key },
    })
  })
}
