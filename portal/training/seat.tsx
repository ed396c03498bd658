import type { Context } from 'hono'
import { say } from '#core/language.ts'
import { Refusal } from '#core/refusal.ts'
import { codeWindowMs, ownCheckIn } from '#core/training/attendance-code.ts'
import { publicSessions, type Seat, seatAt, sessionRuns } from '#core/training/calendar-public.ts'
import { progressOf } from '#core/training/lesson-results.ts'
import { materialsOf } from '#core/training/materials.ts'
import { acceptOffer, giveUp } from '#core/training/seats.ts'
import { showMissing } from '#portal/library/missing.tsx'
import { partOf, type Visit, visitOf } from '#portal/library/visit.ts'
import { secure } from '#portal/secure.ts'
import type { PortalSettings } from '#portal/settings.ts'
import { sendMaterial, sendQr } from './course.tsx'
import { SeatPage, type Told } from './seat-page.tsx'

/** Runs `show` for the seat whose token the address holds; any other address is of nothing. */
export async function withSeat(
  c: Context,
  settings: PortalSettings,
  show: (visit: Visit, seat: Seat) => Promise<Response>,
): Promise<Response> {
  const visit = await visitOf(c, settings)
  const seat = await seatAt(settings.db, partOf(c, 'token'))
  return seat ? show(visit, seat) : showMissing(c, visit)
}

/** `/lop/ve/:token`: somebody's own page of a class. */
export function showSeat(c: Context, settings: PortalSettings): Promise<Response> {
  return withSeat(c, settings, (visit, seat) => seatPage(c, settings, { visit, seat }))
}

interface Shown {
  visit: Visit
  seat: Seat
  told?: Told
}

async function seatPage(c: Context, { db }: PortalSettings, { visit, seat, told }: Shown) {
  const seated = seat.seat === 'seated' && seat.state !== 'cancelled'
  const [sessions, materials, lessons, runs] = await Promise.all([
    publicSessions(db, seat.id),
    materialsOf(db, seat.id),
    progressOf(db, seat.signupId),
    seated ? sessionRuns(db, seat.id, visit.now, codeWindowMs) : false,
  ])
  secure(c, "'none'", 'private, no-store')
  return c.html(
    <SeatPage
      {...{ visit, seat, sessions, lessons, runs, told }}
      materials={seated ? materials : materials.filter(({ open }) => open)}
    />,
    told && !told.good ? 422 : 200,
  )
}

/** `POST /lop/ve/:token/co-mat`: the code said in class. */
export function takeCode(c: Context, settings: PortalSettings): Promise<Response> {
  return withSeat(c, settings, async (visit, { token }) => {
    const { code } = await c.req.parseBody()
    const given = typeof code === 'string' ? code.slice(0, 40) : ''
    const { outcome } = await ownCheckIn(settings.db, token, given, visit.now)
    const seat = await seatAt(settings.db, token)
    if (!seat) return showMissing(c, visit)
    const good = outcome === 'attended' || outcome === 'already'
    return seatPage(c, settings, {
      visit,
      seat,
      told: { key: `code.${outcome}`, good, typed: given },
    })
  })
}

/** `POST /lop/ve/:token/nhan-cho` and `/nhuong-cho`: takes the seat that was offered, or gives one's own up. */
export function takeSeatDeed(deed: 'accepted' | 'given-up') {
  const act = deed === 'accepted' ? acceptOffer : giveUp
  return (c: Context, settings: PortalSettings): Promise<Response> =>
    withSeat(c, settings, async (visit, { token, signupId }) => {
      let told: Told = { key: `seat.told.${deed}`, good: true, typed: '' }
      try {
        await settings.db.transaction((tx) => act(tx, { token }, signupId, visit.now))
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        const said = say(visit.language, error.key, error.values)
        told = { key: '', said, good: false, typed: '' }
      }
      const seat = await seatAt(settings.db, token)
      return seat ? seatPage(c, settings, { visit, seat, told }) : showMissing(c, visit)
    })
}

/** `/lop/ve/:token/ma.svg`: what staff scan at the door. */
export function sendSeatQr(c: Context, settings: PortalSettings): Promise<Response> {
  return withSeat(c, settings, async (visit, seat) =>
    sendQr(c, `${visit.site}/lop/ve/${seat.token}`, 'private, no-store'),
  )
}

/** `/lop/ve/:token/tep/:id`: a material for those who have a seat. */
export function sendSeatMaterial(c: Context, settings: PortalSettings): Promise<Response> {
  return withSeat(c, settings, async (visit, seat) => {
    const all = seat.seat === 'seated'
    return (await sendMaterial(c, settings, seat.id, all)) ?? showMissing(c, visit)
  })
}
