import { and, asc, eq, isNotNull, lte } from 'drizzle-orm'
import { dayOf } from '#core/calendar/calendar.ts'
import { type Language, say } from '#core/language.ts'
import { tellStaff } from '#core/staff/linked.ts'
import type { Db } from '#db/client.ts'
import { feeFiles } from '#db/schema/consultants.ts'
import { businesses } from '#db/schema/people.ts'
import { staff } from '#db/schema/staff.ts'
import { daysOf, termOf } from './fee-list.ts'
import { dayLater } from './periods.ts'

/** A late file is said again after so many days. */
const againDays = 3
const shown = 8

/**
 * The job: tells those who decide on fee files, in their linked chats, which are near their end or past it (Decree
 * 55/2019/NĐ-CP, art. 9: ten working days): once when one comes near, once when it is late, then every three days.
 * Safe to run in several processes. Returns how many files were told of.
 */
export async function remindFees(db: Db, now: Date): Promise<number> {
  const days = await daysOf(db, now)
  return db.transaction(async (tx) => {
    const near = await tx
      .select({ file: feeFiles, business: businesses.name })
      .from(feeFiles)
      .innerJoin(businesses, eq(businesses.id, feeFiles.businessId))
      .where(
        and(
          eq(feeFiles.state, 'complete'),
          isNotNull(feeFiles.dueOn),
          lte(feeFiles.dueOn, days.soon),
        ),
      )
      .orderBy(asc(feeFiles.dueOn), asc(feeFiles.id))
      .for('update', { of: feeFiles, skipLocked: true })
    const due = near.filter(({ file }) => {
      const { remindedOn, dueOn } = file
      if (remindedOn === null) return true
      if (termOf(file, days) !== 'late') return false
      return remindedOn <= (dueOn ?? '') || remindedOn <= dayLater(days.today, -againDays)
    })
    if (due.length === 0) return 0
    const words = (lng: Language) => {
      const lines = due.slice(0, shown).map(({ file, business }) =>
        say(lng, `consultants:remind.${termOf(file, days)}`, {
          ...{ id: file.id, business },
          due: (file.dueOn ?? '').split('-').reverse().join('/'),
        }),
      )
      return {
        text: [say(lng, 'consultants:remind.head', { count: due.length }), ...lines].join('\n'),
      }
    }
    await tellStaff(tx, eq(staff.role, 'coordinator'), words, now)
    for (const { file } of due) {
      await tx
        .update(feeFiles)
        .set({ remindedOn: dayOf(now) })
        .where(eq(feeFiles.id, file.id))
    }
    return due.length
  })
}
