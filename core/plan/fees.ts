import { eq } from 'drizzle-orm'
import { dayOf } from '#core/calendar/calendar.ts'
import { addWorkingDays } from '#core/calendar/working-days.ts'
import { tidy } from '#core/fold.ts'
import type { Language } from '#core/language.ts'
import { loadOffice } from '#core/office.ts'
import { Refusal } from '#core/refusal.ts'
import { audit } from '#core/staff/audit.ts'
import { type Actor, may } from '#core/staff/roles.ts'
import { feeSupport } from '#core/tickets/fee-support.ts'
import { tell } from '#core/tickets/tell.ts'
import { lockChats, lockTicket } from '#core/tickets/ticket.ts'
import type { Db } from '#db/client.ts'
import { feeFiles } from '#db/schema/consultants.ts'
import { type FeeApplicant, feeBusiness, feeTicket } from './fee-business.ts'
import { allowedOf, type FeeSize, lockCap } from './fee-cap.ts'
import { feeTold } from './fee-words.ts'

export type FeeFile = typeof feeFiles.$inferSelect

/** A file as it comes in: whose, for which fee, and what it still lacks. */
export interface NewFeeFile extends FeeApplicant {
  size: FeeSize
  feeVnd: number
  receivedOn: string
  /** empty: the file is complete */
  missing: string
  note: string
}

/** The office's decision; the amount is at most what the rule leaves. */
export type FeeDecision =
  | { granted: true; amountVnd: number; decision: string; decidedOn: string }
  | { granted: false; reason: string; decision: string; decidedOn: string }

const mostVnd = 100_000_000_000

/** Takes in a file for support of a consultant's fee (Decree 55/2019/NĐ-CP, art. 9); the person hears of it. */
export async function receiveFee(
  db: Db,
  actor: Actor,
  input: NewFeeFile,
  now: Date,
): Promise<FeeFile> {
  mindFees(actor)
  if (!Number.isSafeInteger(input.feeVnd) || input.feeVnd <= 0 || input.feeVnd > mostVnd) {
    throw new Refusal('consultants:refusal.fee')
  }
  if (input.receivedOn > dayOf(now)) throw new Refusal('consultants:refusal.day-to-come')
  return db.transaction(async (tx) => {
    const ticket = await feeTicket(tx, input.ticketCode)
    const ticketId = ticket?.id ?? null
    if (ticketId !== null) await lockChats(tx, [ticketId])
    const businessId = await feeBusiness(tx, input, ticket, now)
    await lockCap(tx)
    const year = input.receivedOn.slice(0, 4)
    const { allowedVnd } = await allowedOf(tx, { ...input, businessId, year })
    const complete = input.missing.trim() === ''
    const [row] = await tx
      .insert(feeFiles)
      .values({
        ...{ ticketId, businessId, allowedVnd, size: input.size, feeVnd: input.feeVnd },
        receivedOn: input.receivedOn,
        missing: input.missing.trim(),
        note: input.note.trim(),
        state: complete ? 'complete' : 'incomplete',
        ...(complete && (await terms(tx, input.receivedOn))),
        staffId: actor.id,
        createdAt: now,
      })
      .returning()
    if (!row) throw new Error('a fee file was not written')
    await noted(tx, actor, row, 'received', now)
    return row
  })
}

/** The file still lacks something: the term does not run, the person is told what is missing. */
export async function askMissing(
  db: Db,
  actor: Actor,
  id: number,
  version: number,
  input: { missing: string },
  now: Date,
): Promise<FeeFile> {
  const missing = input.missing.trim()
  if (missing === '') throw new Refusal('consultants:refusal.no-missing')
  const set = { state: 'incomplete' as const, missing, completeOn: null, dueOn: null }
  return step(db, { actor, id, version, deed: 'incomplete' }, async () => set, now)
}

/** Everything is there: it is decided within the rule's working days from that day on. */
export async function completeFee(
  db: Db,
  actor: Actor,
  id: number,
  version: number,
  input: { completeOn: string },
  now: Date,
): Promise<FeeFile> {
  const { completeOn } = input
  if (completeOn > dayOf(now)) throw new Refusal('consultants:refusal.day-to-come')
  return step(
    db,
    { actor, id, version, deed: 'complete' },
    async (tx, file) => {
      if (completeOn < file.receivedOn) throw new Refusal('consultants:refusal.before-received')
      return { state: 'complete', missing: '', ...(await terms(tx, completeOn)) }
    },
    now,
  )
}

/**
 * Grants a complete file, or refuses one: also one that was never completed, as it cannot wait for ever. Decisions go
 * one after the other, so that together they stay within what a business may have in a year.
 */
export async function decideFee(
  db: Db,
  actor: Actor,
  id: number,
  version: number,
  input: FeeDecision,
  now: Date,
): Promise<FeeFile> {
  const decision = tidy(input.decision)
  if (decision === '') throw new Refusal('consultants:refusal.no-decision')
  if (!input.granted && input.reason.trim() === '') throw new Refusal('tickets:refusal.no-reason')
  if (input.decidedOn > dayOf(now)) throw new Refusal('consultants:refusal.day-to-come')
  const deed = input.granted ? 'granted' : 'refused'
  return step(
    db,
    { actor, id, version, deed },
    async (tx, file) => {
      const { decidedOn } = input
      if (input.granted && file.state !== 'complete') {
        throw new Refusal('consultants:refusal.not-complete')
      }
      if (decidedOn < file.receivedOn)
        throw new Refusal('consultants:refusal.before-received-decided')
      if (file.completeOn !== null && decidedOn < file.completeOn) {
        throw new Refusal('consultants:refusal.before-complete')
      }
      const ended = { decision, decidedOn, state: deed } as const
      if (!input.granted) return { ...ended, note: input.reason.trim(), grantedVnd: null }
      const { amountVnd } = input
      const { allowedVnd } = await allowedOf(tx, { ...file, year: decidedOn.slice(0, 4) })
      if (!Number.isSafeInteger(amountVnd) || amountVnd <= 0 || amountVnd > allowedVnd) {
        const allowed = allowedVnd.toLocaleString('vi-VN')
        throw new Refusal('consultants:refusal.above-allowed', { allowed })
      }
      return { ...ended, allowedVnd, grantedVnd: amountVnd }
    },
    now,
  )
}

async function terms(tx: Db, completeOn: string): Promise<{ completeOn: string; dueOn: string }> {
  const { calendar } = await loadOffice(tx)
  const { decisionDays } = await feeSupport(tx, null)
  const from = new Date(`${completeOn}T12:00:00+07:00`)
  return { completeOn, dueOn: dayOf(addWorkingDays(calendar, from, decisionDays)) }
}

type StepDeed = 'incomplete' | 'complete' | 'granted' | 'refused'

/** One step of a file that is not decided yet, in one transaction; chats are locked first, as by everybody who tells. */
async function step(
  db: Db,
  on: { actor: Actor; id: number; version: number; deed: StepDeed },
  act: (tx: Db, file: FeeFile) => Promise<Partial<FeeFile>>,
  now: Date,
): Promise<FeeFile> {
  const { actor, id, version, deed } = on
  mindFees(actor)
  return db.transaction(async (tx) => {
    const [seen] = await tx.select().from(feeFiles).where(eq(feeFiles.id, id))
    if (!seen) throw new Refusal('consultants:refusal.gone')
    if (seen.ticketId !== null) await lockChats(tx, [seen.ticketId])
    await lockCap(tx)
    const [file] = await tx.select().from(feeFiles).where(eq(feeFiles.id, id)).for('update')
    if (!file || file.version !== version) throw new Refusal('consultants:refusal.stale')
    if (file.state === 'granted' || file.state === 'refused') {
      throw new Refusal('consultants:refusal.decided')
    }
    const set = await act(tx, file)
    const [row] = await tx
      .update(feeFiles)
      .set({ ...set, remindedOn: null, version: version + 1 })
      .where(eq(feeFiles.id, id))
      .returning()
    if (!row) throw new Error(`fee file ${id} is gone`)
    await noted(tx, actor, row, deed, now)
    return row
  })
}

/** The audit log, and the person's chat when the file belongs to a question asked in one. */
async function noted(
  tx: Db,
  actor: Actor,
  file: FeeFile,
  deed: StepDeed | 'received',
  now: Date,
): Promise<void> {
  const detail = { state: file.state, ...(file.grantedVnd && { grantedVnd: file.grantedVnd }) }
  const subject = { subject: 'fee-file', subjectId: file.id }
  const by = { at: now, staffId: actor.id, ip: actor.ip }
  await audit(tx, { ...by, action: `fees.${deed}`, ...subject, detail })
  if (file.ticketId === null) return
  const ticket = await lockTicket(tx, file.ticketId)
  if (!ticket) return
  const why = { cause: 'fee', staffId: actor.id }
  await tell(tx, ticket, why, (language: Language) => feeTold(language, ticket.code, file), now)
}

function mindFees(actor: Actor): void {
  if (!may(actor, 'fees.edit')) throw new Refusal('consultants:refusal.not-allowed')
}
