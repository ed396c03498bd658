import { and, asc, eq, inArray, sql } from 'drizzle-orm'
import { dayOf } from '#core/calendar/calendar.ts'
import { type Language, say } from '#core/language.ts'
import type { Db } from '#db/client.ts'
import { lawDocuments } from '#db/schema/law.ts'
import { notices } from '#db/schema/notices.ts'
import { audienceOf, longestTitle, type Notice } from './notice.ts'

const dayMs = 86_400_000
const daysBefore = 15

/**
 * Every day: of each document whose notice asked for it, and which comes into force within fifteen days, reminds those who
 * were told of it. Once a document; not of one that was told of when so little was left already. Returns how many
 * reminders were written.
 */
export async function remindInForce(db: Db, now: Date): Promise<number> {
  const today = dayOf(now)
  const last = dayOf(new Date(now.getTime() + daysBefore * dayMs))
  const due = await db
    .select({ id: notices.id })
    .from(notices)
    .innerJoin(lawDocuments, eq(lawDocuments.id, notices.documentId))
    .where(
      and(
        inArray(notices.state, ['sending', 'done']),
        eq(notices.kind, 'law'),
        eq(lawDocuments.state, 'published'),
        sql`${notices.audience} ->> 'remind' = 'true'`,
        sql`${lawDocuments.inForceOn} > ${today}::date and ${lawDocuments.inForceOn} <= ${last}::date`,
        sql`${notices.startedAt} < (${lawDocuments.inForceOn} - ${daysBefore}::int)::timestamp at time zone 'Asia/Ho_Chi_Minh'`,
      ),
    )
    .orderBy(asc(notices.id))
  let written = 0
  for (const { id } of due) if (await remindOf(db, id, now)) written++
  return written
}

/** Holds the document while it looks, so that two who do it at once write one. */
async function remindOf(db: Db, noticeId: number, now: Date): Promise<boolean> {
  return db.transaction(async (tx) => {
    const [found] = await tx
      .select({ notice: notices, document: lawDocuments })
      .from(notices)
      .innerJoin(lawDocuments, eq(lawDocuments.id, notices.documentId))
      .where(eq(notices.id, noticeId))
      .for('update', { of: lawDocuments })
    if (!found?.document.inForceOn) return false
    const { notice, document } = found
    const ofDocument = and(
      eq(notices.documentId, document.id),
      eq(notices.kind, 'deadline'),
      sql`${notices.audience} ? 'of'`,
    )
    if ((await tx.$count(notices, ofDocument)) > 0) return false
    await tx.insert(notices).values(reminderOf(notice, document.inForceOn ?? '', now))
    return true
  })
}

/** In words of ours around the notice's own title; it goes the ways the notice went, but for the mass route. */
function reminderOf(notice: Notice, inForceOn: string, now: Date) {
  const days = (Date.parse(inForceOn) - Date.parse(dayOf(now))) / dayMs
  const day = inForceOn.split('-').reverse().join('/')
  const title = (language: Language) => say(language, 'notices:reminder.title', { days })
  const body = (language: Language, about: string) =>
    say(language, 'notices:reminder.body', { title: about, day })
  const english = notice.titleEn !== ''
  return {
    ...{ kind: 'deadline' as const, link: notice.link, documentId: notice.documentId },
    ...{ title: title('vi').slice(0, longestTitle), body: body('vi', notice.title) },
    titleEn: english ? title('en').slice(0, longestTitle) : '',
    bodyEn: english ? body('en', notice.titleEn) : '',
    audience: { channels: audienceOf(notice).channels, of: notice.id },
    routes: { ...notice.routes, broadcast: false },
    ...{ state: 'scheduled' as const, sendAt: now, authorId: notice.authorId },
    ...{ approverId: notice.approverId, createdAt: now, updatedAt: now },
  }
}
