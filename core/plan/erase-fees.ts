import { and, asc, eq, inArray, isNull, or, sql } from 'drizzle-orm'
import { type Language, say } from '#core/language.ts'
import { isShared } from '#core/people/erase-businesses.ts'
import type { Db } from '#db/client.ts'
import { consultants, feeFiles, referrals } from '#db/schema/consultants.ts'
import { tickets } from '#db/schema/tickets.ts'

interface Whose {
  personId: number
  ticketIds: number[]
  businessIds: number[]
  cut: (text: string) => string
}

/**
 * Ends the referrals of a person's cases and empties what was noted in their fee files. That a fee was granted or
 * refused, when and by which decision, stays: it is a record of public money. The files of a business that others stand
 * for, too, are theirs: only the person is cut out of them.
 */
export async function eraseFees(
  tx: Db,
  { personId, ticketIds, businessIds, cut }: Whose,
  now: Date,
): Promise<void> {
  await tx
    .update(referrals)
    .set({
      endedAt: now,
      sharePhone: false,
      state: sql`case when ${referrals.state} = 'answered' then 'answered' else 'ended' end`,
    })
    .where(and(inArray(referrals.ticketId, ticketIds), isNull(referrals.endedAt)))
  await tx
    .update(tickets)
    .set({ consultantId: null })
    .where(and(inArray(tickets.id, ticketIds), sql`${tickets.consultantId} is not null`))
  const files = await tx
    .select()
    .from(feeFiles)
    .where(or(inArray(feeFiles.ticketId, ticketIds), inArray(feeFiles.businessId, businessIds)))
    .orderBy(asc(feeFiles.id))
    .for('update')
  for (const { id, businessId, note, missing, decision } of files) {
    const left = (await isShared(tx, businessId, personId))
      ? { note: cut(note), missing: cut(missing) }
      : { note: '', missing: '' }
    await tx
      .update(feeFiles)
      .set({ ...left, decision: cut(decision), version: sql`${feeFiles.version} + 1` })
      .where(eq(feeFiles.id, id))
  }
}

export type HeldFees = Awaited<ReturnType<typeof heldFees>>

/** What is held of a person about consultants and fees, for `/dulieu`. */
export async function heldFees(db: Db, personId: number) {
  const own = eq(tickets.personId, personId)
  const referred = await db
    .select({
      code: tickets.code,
      consultant: consultants.name,
      state: referrals.state,
      sharePhone: referrals.sharePhone,
      askedAt: referrals.askedAt,
      decidedAt: referrals.decidedAt,
      endedAt: referrals.endedAt,
    })
    .from(referrals)
    .innerJoin(tickets, eq(tickets.id, referrals.ticketId))
    .innerJoin(consultants, eq(consultants.id, referrals.consultantId))
    .where(own)
    .orderBy(referrals.id)
  const fees = await db
    .select({
      code: tickets.code,
      receivedOn: feeFiles.receivedOn,
      state: feeFiles.state,
      feeVnd: feeFiles.feeVnd,
      grantedVnd: feeFiles.grantedVnd,
      decision: feeFiles.decision,
      missing: feeFiles.missing,
      note: feeFiles.note,
    })
    .from(feeFiles)
    .innerJoin(tickets, eq(tickets.id, feeFiles.ticketId))
    .where(own)
    .orderBy(feeFiles.id)
  return { referrals: referred, fees }
}

/** The same in words, a line each. */
export function heldFeeLines(held: HeldFees, language: Language): string[] {
  return [
    ...held.referrals.map(({ code, consultant, state }) => {
      const words = say(language, `consultants:state.${state}`)
      return say(language, 'consultants:held.referral', { code, consultant, state: words })
    }),
    ...held.fees.map(({ receivedOn, state, feeVnd }) =>
      say(language, 'consultants:held.fee', {
        day: receivedOn.split('-').reverse().join('/'),
        state: say(language, `consultants:fee.state.${state}`),
        fee: feeVnd.toLocaleString(language === 'vi' ? 'vi-VN' : 'en-GB'),
      }),
    ),
  ]
}
