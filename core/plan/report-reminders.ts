import { and, eq, inArray, isNull, or } from 'drizzle-orm'
import type { ChannelName } from '#core/channel.ts'
import { deliver } from '#core/deliveries/deliveries.ts'
import { type Language, say } from '#core/language.ts'
import type { Db } from '#db/client.ts'
import { conversations } from '#db/schema/people.ts'
import { reports } from '#db/schema/plan.ts'
import { staff } from '#db/schema/staff.ts'
import { localDay, lockReport, type Report } from './report.ts'
import { makeDueReports } from './report-making.ts'
import { reportTitle } from './report-title.ts'

/** Days from the due day on which a report that is still open is asked for. */
const steps = [-10, -5, -2, 0, 1, 3, 7, 14, 30]

/** Opens the reports that fall due and reminds those who have not handed in. Returns how much it did. */
export async function tendReports(db: Db, now: Date): Promise<number> {
  return (await makeDueReports(db, now)) + (await remindReports(db, now))
}

/**
 * Reminds the head of the unit (else whoever works there) in the chat they linked, of the whole office's Văn phòng Sở; once
 * each step, however many processes run it. In the panel the report stands on the first page meanwhile.
 */
export async function remindReports(db: Db, now: Date): Promise<number> {
  const today = localDay(now)
  const waiting = await db
    .select({ id: reports.id, dueOn: reports.dueOn, remindedOn: reports.remindedOn })
    .from(reports)
    .where(inArray(reports.state, ['draft', 'returned']))
  let reminded = 0
  for (const { id, dueOn, remindedOn } of waiting) {
    const step = lastStep(dueOn, today)
    if (step === undefined || (remindedOn !== null && remindedOn >= step)) continue
    if (await remind(db, id, step, now)) reminded += 1
  }
  return reminded
}

/** The day of the last step that has come; undefined before the first. */
function lastStep(dueOn: string, today: string): string | undefined {
  return steps
    .map((days) => new Date(Date.parse(dueOn) + days * 86_400_000).toISOString().slice(0, 10))
    .filter((on) => on <= today)
    .at(-1)
}

function remind(db: Db, id: number, step: string, now: Date): Promise<boolean> {
  return db.transaction(async (tx) => {
    const report = await lockReport(tx, id)
    const open = report.state === 'draft' || report.state === 'returned'
    if (!open || (report.remindedOn !== null && report.remindedOn >= step)) return false
    await tx
      .update(reports)
      .set({ remindedOn: localDay(now) })
      .where(eq(reports.id, id))
    for (const person of await whoWrites(tx, report)) await tell(tx, person, report, now)
    return true
  })
}

interface Told {
  id: string
  language: string
  role: string
  conversationId: number | null
}

async function whoWrites(tx: Db, { unitId }: Report): Promise<Told[]> {
  const people = await tx
    .select({
      id: staff.id,
      language: staff.language,
      role: staff.role,
      conversationId: staff.conversationId,
    })
    .from(staff)
    .where(
      and(
        isNull(staff.deactivatedAt),
        unitId === null
          ? eq(staff.role, 'coordinator')
          : and(
              eq(staff.unitId, unitId),
              or(inArray(staff.role, ['head', 'officer', 'coordinator'])),
            ),
      ),
    )
  const heads = people.filter(({ role }) => role === 'head')
  return heads.length > 0 ? heads : people
}

/** To the chat they linked: the report's name, its due day, and whether that has passed. */
async function tell(tx: Db, person: Told, report: Report, now: Date): Promise<void> {
  if (person.conversationId === null) return
  const [chat] = await tx
    .select({ id: conversations.id, channel: conversations.channel })
    .from(conversations)
    .where(eq(conversations.id, person.conversationId))
  if (!chat) return
  const language = person.language as Language
  const late = report.dueOn < localDay(now)
  const text = say(language, late ? 'reports:remind.late' : 'reports:remind.soon', {
    name: reportTitle(report, language),
    due: report.dueOn.split('-').reverse().join('/'),
  })
  const to = { conversationId: chat.id, channel: chat.channel as ChannelName, staffId: person.id }
  await deliver(tx, { ...to, class: 'notice', cause: 'warning', body: { text } }, now)
}
