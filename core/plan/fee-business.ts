import { eq } from 'drizzle-orm'
import { tidy } from '#core/fold.ts'
import { readTaxCode } from '#core/people/tax-code.ts'
import { Refusal } from '#core/refusal.ts'
import type { Db } from '#db/client.ts'
import { businesses } from '#db/schema/people.ts'
import { registeredBusinesses } from '#db/schema/plan.ts'
import { tickets } from '#db/schema/tickets.ts'

/** Whose file it is: by the question it belongs to, by tax code, or by name where there is none. */
export interface FeeApplicant {
  ticketCode: string
  taxCode: string
  name: string
}

/**
 * The business a file is for, and the question it belongs to. A tax code the desk does not know takes its name from the
 * register. Refusal when nothing names a business, or the question is another business's.
 */
export async function feeBusiness(
  tx: Db,
  input: FeeApplicant,
  now: Date,
): Promise<{ businessId: number; ticketId: number | null }> {
  const ticket = await ticketNamed(tx, input.ticketCode)
  const taxCode = taxCodeOf(input.taxCode)
  const ticketId = ticket?.id ?? null
  const own = ticket?.businessId ?? null
  if (taxCode === undefined) {
    const businessId = own ?? (await newBusiness(tx, tidy(input.name), null, now))
    return { businessId, ticketId }
  }
  const [known] = await tx
    .select({ id: businesses.id })
    .from(businesses)
    .where(eq(businesses.taxCode, taxCode))
  if (known && own !== null && known.id !== own) {
    throw new Refusal('consultants:refusal.other-business', { code: input.ticketCode.trim() })
  }
  if (known) return { businessId: known.id, ticketId }
  if (own !== null) {
    const [row] = await tx.select().from(businesses).where(eq(businesses.id, own)).for('update')
    if (row?.taxCode) {
      throw new Refusal('consultants:refusal.other-business', { code: input.ticketCode.trim() })
    }
    await tx.update(businesses).set({ taxCode }).where(eq(businesses.id, own))
    return { businessId: own, ticketId }
  }
  const [listed] = await tx
    .select({ name: registeredBusinesses.name })
    .from(registeredBusinesses)
    .where(eq(registeredBusinesses.taxCode, taxCode))
  const name = tidy(input.name) || listed?.name || ''
  return { businessId: await newBusiness(tx, name, taxCode, now), ticketId }
}

function taxCodeOf(text: string): string | undefined {
  if (text.trim() === '') return undefined
  const read = readTaxCode(text)
  if ('invalid' in read) throw new Refusal(read.invalid, { ...read.values })
  return read.value
}

async function ticketNamed(tx: Db, code: string) {
  if (code.trim() === '') return undefined
  const [ticket] = await tx
    .select({ id: tickets.id, businessId: tickets.businessId })
    .from(tickets)
    .where(eq(tickets.code, code.trim().toUpperCase()))
  if (!ticket) throw new Refusal('consultants:refusal.no-ticket', { code: code.trim() })
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
