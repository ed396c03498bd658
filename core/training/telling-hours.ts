import { addWorkingMinutes } from '#core/calendar/working-days.ts'
import { quietUntil } from '#core/notices/quiet-hours.ts'
import { loadOffice } from '#core/office.ts'
import type { Db } from '#db/client.ts'

const zone = 'Asia/Ho_Chi_Minh'
const hour = 3_600_000
/** Of a class so near people are told at night too: by the morning it would be late. */
const nearMs = 24 * hour
/** How long an offered seat is kept. */
const keptMs = 12 * hour
/** Nearer to the class it is kept until an hour before it begins, yet never shorter than half an hour. */
const beforeMs = hour
const leastMs = hour / 2

/** When people hear of it: now; at night in the morning, unless one of these sessions begins within a day. */
export function tellAt(now: Date, begins: (Date | null)[] = []): Date {
  const near = begins.some((at) => at !== null && at > now && +at - +now <= nearMs)
  return near ? now : (quietUntil(now, zone) ?? now)
}

interface Offer {
  /** when they are to hear of it */
  from: Date
  until: Date
}

/**
 * When somebody without a chat can hear of a seat and until when it is kept for them: staff call in office hours. When
 * those come too late for the class, they get no more time than everybody else.
 */
export async function offerByPhone(tx: Db, now: Date, startsAt: Date | null): Promise<Offer> {
  const usual = offerByChat(now, startsAt)
  const { calendar } = await loadOffice(tx)
  const called = new Date(+addWorkingMinutes(calendar, now, 1) - 60_000)
  const from = called > now ? called : now
  if (startsAt !== null && +from > +startsAt - beforeMs - hour) return usual
  return { from: usual.from, until: keptFrom(from, startsAt) }
}

/** The same of somebody with a chat: the twelve hours run from when they are to hear of it. */
export function offerByChat(now: Date, startsAt: Date | null): Offer {
  const from = tellAt(now, [startsAt])
  return { from, until: keptFrom(from, startsAt) }
}

/** The end of an offer that somebody hears of at `from`. */
export function keptFrom(from: Date, startsAt: Date | null): Date {
  const last = startsAt === null ? Number.POSITIVE_INFINITY : +startsAt - beforeMs
  return new Date(Math.max(Math.min(+from + keptMs, last), +from + leastMs))
}
