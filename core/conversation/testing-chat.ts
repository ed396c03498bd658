import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { asc, eq } from 'drizzle-orm'
import { pino } from 'pino'
import type { ChannelName, Incoming, Outgoing } from '#core/channel.ts'
import { hear } from '#core/hear.ts'
import { forgetOffice } from '#core/office.ts'
import { loadProfile } from '#core/profile.ts'
import { installProfile } from '#core/profile-install.ts'
import type { Db } from '#db/client.ts'
import { deliveries } from '#db/schema/deliveries.ts'
import { conversations } from '#db/schema/people.ts'
import type { Desk } from './scene.ts'

export interface TestChats {
  desk: Desk
  /** the desk's clock; tests move it */
  clock: { now: Date }
  person(address: string, channel?: ChannelName): Person
}

/** Somebody chatting: says things and reads what came back. */
export interface Person {
  says(text: string): Promise<string>
  presses(choice: string): Promise<string>
  sends(incoming: Partial<Incoming> & Pick<Incoming, 'kind'>): Promise<string>
  /** everything said to them so far, oldest first */
  heard(): Promise<Outgoing[]>
  conversation(): Promise<typeof conversations.$inferSelect | undefined>
}

let events = 0

/** The Lào Cai office at 9:00 on Monday 2 March 2026, and people who chat with it. */
export async function openChats(db: Db): Promise<TestChats> {
  forgetOffice()
  const clock = { now: new Date('2026-03-02T09:00:00+07:00') }
  await installProfile(db, 'lao-cai-skhcn', loadProfile('lao-cai-skhcn'), clock.now)
  forgetOffice()
  const desk: Desk = {
    db,
    dataDir: mkdtempSync(join(tmpdir(), 'hoi-luat-chat-')),
    log: pino({ level: 'silent' }),
    now: () => clock.now,
    nudge() {},
  }
  return { desk, clock, person: (address, channel = 'web') => personOn(desk, channel, address) }
}

function personOn(desk: Desk, channel: ChannelName, address: string): Person {
  const find = async () => {
    const [row] = await desk.db
      .select()
      .from(conversations)
      .where(eq(conversations.address, address))
    return row
  }
  const heard = async () => {
    const rows = await desk.db
      .select({ body: deliveries.body })
      .from(deliveries)
      .innerJoin(conversations, eq(conversations.id, deliveries.conversationId))
      .where(eq(conversations.address, address))
      .orderBy(asc(deliveries.id))
    return rows.map((row) => row.body as Outgoing)
  }
  const sends: Person['sends'] = async (incoming) => {
    const before = (await heard()).length
    const at = desk.now()
    await hear(desk, {
      channel,
      from: address,
      eventId: `e${++events}`,
      at,
      ...incoming,
    } as Incoming)
    return (await heard())
      .slice(before)
      .map((out) => out.text)
      .join('\n---\n')
  }
  return {
    says: (text) => sends({ kind: 'text', text }),
    presses: (choice) => sends({ kind: 'choice', choice }),
    sends,
    heard,
    conversation: find,
  }
}
