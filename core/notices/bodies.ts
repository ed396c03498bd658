import { and, inArray, ne, notInArray } from 'drizzle-orm'
import type { Outgoing } from '#core/channel.ts'
import { isLanguage } from '#core/language.ts'
import { ownLinks } from '#core/surveys/sending.ts'
import type { Db } from '#db/client.ts'
import { noticeRecipients, notices } from '#db/schema/notices.ts'
import { digestOutgoing, noticeOutgoing, type Told } from './body.ts'
import { audienceOf, type Notice } from './notice.ts'

/** The mark, in `why`, of a row whose notice goes out within a digest. */
export function inDigest(digestId: number): string {
  return `in:${digestId}`
}

/**
 * What each of some recipients reads of a notice, by person. A digest is each one's own; who is missing in the answer
 * has nothing left to read in it and is to be dropped.
 */
export async function bodiesOf(
  db: Db,
  notice: Notice,
  to: { personId: number; language: string }[],
): Promise<Map<number, Outgoing>> {
  if (notice.kind !== 'digest') {
    const own = await ownLinks(
      db,
      [notice],
      to.map(({ personId }) => personId),
    )
    return new Map(
      to.map(({ personId, language }) => {
        const read = own(notice, personId)
        return [personId, noticeOutgoing(read, language === 'en' ? 'en' : 'vi')]
      }),
    )
  }
  const people = to.map(({ personId }) => personId)
  const gathered = await gatheredIn(db, [notice], people)
  return new Map(
    to.flatMap(({ personId, language }) => {
      const told = gathered.get(personId) ?? []
      if (told.length === 0) return []
      return [[personId, digestOutgoing(told, isLanguage(language) ? language : 'vi')] as const]
    }),
  )
}

/**
 * What a person is told when they write at last: the notices that waited, with those their digests gathered, oldest
 * first, once each; for `digestOutgoing`. Empty when nothing is left of them.
 */
export async function toldTogether(db: Db, personId: number, noticeIds: number[]): Promise<Told[]> {
  const rows = await db
    .select()
    .from(notices)
    .where(and(inArray(notices.id, noticeIds), ne(notices.state, 'stopped')))
  const digests = rows.filter(({ kind }) => kind === 'digest')
  const gathered = await gatheredIn(db, digests, [personId])
  const all = [...(gathered.get(personId) ?? []), ...rows.filter(({ kind }) => kind !== 'digest')]
  const own = await ownLinks(db, rows, [personId])
  const once = new Map(all.map((notice) => [notice.id, own(notice, personId)]))
  return [...once.values()].sort((a, b) => a.id - b.id)
}

/** The notices that digests hold for people; what was stopped since is no longer in them. */
async function gatheredIn(
  db: Db,
  digests: Notice[],
  personIds: number[],
): Promise<Map<number, Notice[]>> {
  const noticeIds = digests.flatMap((digest) => audienceOf(digest).noticeIds ?? [])
  if (noticeIds.length === 0 || personIds.length === 0) return new Map()
  const marks = digests.map(({ id }) => inDigest(id))
  const found = await db.select().from(notices).where(inArray(notices.id, noticeIds))
  const byId = new Map(found.map((notice) => [notice.id, notice]))
  const rows = await db
    .select({ personId: noticeRecipients.personId, noticeId: noticeRecipients.noticeId })
    .from(noticeRecipients)
    .where(
      and(
        inArray(noticeRecipients.noticeId, noticeIds),
        inArray(noticeRecipients.personId, personIds),
        inArray(noticeRecipients.why, marks),
        notInArray(noticeRecipients.state, ['dropped', 'stopped']),
      ),
    )
    .orderBy(noticeRecipients.noticeId)
  const own = await ownLinks(db, found, personIds)
  const of = new Map<number, Notice[]>()
  for (const { personId, noticeId } of rows) {
    const notice = byId.get(noticeId)
    if (!notice || notice.state === 'stopped') continue
    of.set(personId, [...(of.get(personId) ?? []), own(notice, personId)])
  }
  return of
}
