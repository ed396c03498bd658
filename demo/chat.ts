import { createHash } from 'node:crypto'
import { and, desc, eq } from 'drizzle-orm'
import type { Incoming } from '#core/channel.ts'
import { takeDue } from '#core/files/due.ts'
import { settle } from '#core/files/settle.ts'
import { storeBytes } from '#core/files/store.ts'
import { hear } from '#core/hear.ts'
import { withCheckDigit } from '#core/people/tax-code.ts'
import { conversations } from '#db/schema/people.ts'
import { answers } from '#db/schema/tickets.ts'
import { type DemoBusiness, demoFile } from './read-data.ts'
import type { World } from './world.ts'

type Conversation = typeof conversations.$inferSelect

/** What somebody of a business does in their chat. */
export interface Chat {
  says(text: string): Promise<Conversation>
  presses(choice: string): Promise<Conversation>
  /** presses the button that bears these words; undefined when none does */
  picks(words: string): Promise<Conversation | undefined>
  sendsFile(name: string): Promise<Conversation>
  sharesPhone(phone: string): Promise<Conversation>
  leaves(): Promise<Conversation>
  now(): Promise<Conversation | undefined>
}

type Said =
  | { kind: 'text'; text: string }
  | { kind: 'choice'; choice: string }
  | { kind: 'contact'; phone: string }
  | { kind: 'files'; files: { name: string; source: Record<string, string> }[] }
  | { kind: 'unfollow' }

/** The chat of a business: what goes in is heard like any message, at the moment the past has come to. */
export function chatOf(world: World, business: DemoBusiness): Chat {
  const channel = world.telegram ? business.channel : 'web'
  const from = addressOf(business.key)
  const now = async () => {
    const on = and(eq(conversations.channel, channel), eq(conversations.address, from))
    const [row] = await world.db.select().from(conversations).where(on)
    return row
  }
  let events = 0
  let last: Conversation | undefined
  const hears = async (said: Said) => {
    events += 1
    const eventId = `demo-${business.key}-${world.clock.now.getTime()}-${events}`
    const { language } = business
    const at = world.clock.now
    await hear(world.desk, { channel, from, eventId, at, language, ...said } as Incoming)
    const after = await now()
    if (!after) throw new Error(`${business.key} was not heard`)
    last = after
    return after
  }
  return {
    now,
    says: (text) => hears({ kind: 'text', text }),
    presses: (choice) => hears({ kind: 'choice', choice }),
    async picks(words) {
      const button = (last ?? (await now()))?.choices.find(({ label }) => label === words)
      return button && hears({ kind: 'choice', choice: button.id })
    },
    sharesPhone: (phone) => hears({ kind: 'contact', phone }),
    leaves: () => hears({ kind: 'unfollow' }),
    async sendsFile(name) {
      const after = await hears({ kind: 'files', files: [{ name, source: { demo: name } }] })
      await fetchFiles(world)
      return after
    },
  }
}

/** An address nobody can hold: on the web no cookie has this hash, on Telegram no account this name. */
function addressOf(businessKey: string): string {
  return `demo-${createHash('sha256').update(businessKey).digest('hex').slice(0, 24)}`
}

/** What a business writes when it is asked for name and tax code. */
export function businessLine({ name, tax }: DemoBusiness): string {
  const code = taxCodeOf(tax)
  return code === undefined ? name : `${name}, ${code}`
}

/** The whole tax code; Error when the nine digits have no check digit. */
export function taxCodeOf(tax: string | undefined): string | undefined {
  if (tax === undefined || tax.length === 12) return tax
  const code = withCheckDigit(tax)
  if (code === undefined) throw new Error(`${tax} has no check digit`)
  return code
}

/** The answer a ticket got last. */
export async function lastAnswer(world: World, ticketId: number): Promise<number> {
  const [row] = await world.db
    .select({ id: answers.id })
    .from(answers)
    .where(and(eq(answers.ticketId, ticketId), eq(answers.state, 'sent')))
    .orderBy(desc(answers.id))
    .limit(1)
  if (!row) throw new Error(`ticket ${ticketId} has no answer`)
  return row.id
}

/** Stores what was just attached, as the fetching loop would. */
async function fetchFiles({ db, dataDir, clock }: World): Promise<void> {
  for (const file of await takeDue(db, 10, clock.now)) {
    const bytes = new Blob([new Uint8Array(demoFile(String(file.source.demo)))]).stream()
    const stored = await storeBytes(dataDir, bytes, { name: file.name })
    await settle(db, dataDir, file, stored, clock.now)
  }
}
