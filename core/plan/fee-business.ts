import { eq } from 'drizzle-orm'
import { tidy } from '#core/fold.ts'
import { readTaxCode } from '#core/people/tax-code.ts'
import { Refusal } from '#core/refusal.ts'
import type { Db } from '#db/client.ts'
import { businesses, people } from '#db/schema/people.ts'
import { registeredBusinesses } from '#db/schema/plan.ts'
import { tickets } from '#db/schema/tickets.ts'

/** Whose file it is: by the question it belongs to, by tax code, or by name where there is none. */
export interface FeeApplicant {
  ticketCode: string
  taxCode: string
  name: string
}

/**
 * The business a file is for. A tax code the desk does not know takes its name from the register. Refusal when nothing
 * names a business, or the question is another business's.
 */
export async function feeBusiness(
  tx: Db,
  input: FeeApplicant,
  ticket: FeeTicket | undefined,
  now: Date,
): Promise<number> {
  const taxCode = taxCodeOf(input.taxCode)
  const own = ticket?.businessId ?? null
  if (taxCode === undefined) return own ?? (await newBusiness(tx, tidy(input.name), null, now))
  const [known] = await tx
    .select({ id: businesses.id })
    .from(businesses)
    .where(eq(businesses.taxCode, taxCode))
  if (known && own !== null && known.id !== own) {
    throw new Refusal('consultants:refusal.other-business', { code: input.ticketCode.trim() })
  }
  if (known) return known.id
  if (own !== null) {
    const [row] = await tx.select().from(businesses).where(eq(businesses.id, own)).for('update')
    if (row?.taxCode) {
      throw new Refusal('consultants:refusal.other-business', { code: input.ticketCode.trim() })
    }
    await tx.update(businesses).set({ taxCode }).where(eq(businesses.id, own))
    return own
  }
  const [listed] = await tx
    .select({ name: registeredBusinesses.name })
    .from(registeredBusinesses)
    .where(eq(registeredBusinesses.taxCode, taxCode))
  const name = tidy(input.name) || listed?.name || ''
  return newBusiness(tx, name, taxCode, now)
}

function taxCodeOf(text: string): string | undefined {
  if (text.trim() === '') return undefined
  const read = readTaxCode(text)
  if ('invalid' in read) throw new Refusal(read.invalid, { ...read.values })
  return read.value
}

export interface FeeTicket {
  id: number
  businessId: number | null
}

/** The question of that code; undefined for an empty one. Refusal when there is none, or its person was erased. */
export async function feeTicket(tx: Db, code: string): Promise<FeeTicket | undefined> {
  const named = code.trim()
  if (named === '') return undefined
  const [ticket] = await tx
    .select({ id: tickets.id, businessId: tickets.businessId, erasedAt: people.erasedAt })
    .from(tickets)
    .innerJoin(people, eq(people.id, tickets.personId))
    .where(eq(tickets.code, named.toUpperCase()))
  if (!ticket) throw new Refusal('consultants:refusal.no-ticket', { code: named })
  if (ticket.erasedAt) throw new Refusal('consultants:refusal.erased-ticket', { code: named })
  return ticket
}

async function newBusiness(tx: Db, name: string, taxCode: string | null, now: Date) {
  if (name === '') throw new Refusal('consultants:refusal.no-business')
  const [row] = await tx
    .insert(businesses)
    .values({ name, taxCode, createdAt: now })
    .onConflictDoNothing()
    .returning({ id: businesses.id })
  if (row) return row.id
  const [known] = await tx
    .select({ id: businesses.id })
    .from(businesses)
    .where(eq(businesses.taxCode, taxCode ?? ''))
  if (!known) throw new Error('a business was neither written nor found')
  return known.id
}
