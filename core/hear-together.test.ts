import { sql } from 'drizzle-orm'
import { expect } from 'vitest'
import { deliveries } from '#db/schema/deliveries.ts'
import { conversations, messages } from '#db/schema/people.ts'
import { test } from '#db/testing.ts'
import type { Incoming } from './channel.ts'
import { openChats } from './conversation/testing-chat.ts'
import { hear } from './hear.ts'
import { together } from './hear-together.ts'

const said = (from: string, text: string): Incoming => ({
  ...{ channel: 'telegram', kind: 'text' },
  ...{ from, eventId: `${from}-${text}`, text, at: new Date() },
})

const crowd = Array.from({ length: 60 }, (_, at) => `person-${at}`)

test('a crowd that writes at once is heard in few transactions, and each is answered once', async ({
  db,
}) => {
  const { desk, person } = await openChats(db)
  const before = await commits(db)
  await Promise.all(crowd.map((from) => hear(desk, said(from, 'menu'))))
  expect(await db.$count(messages)).toBe(60)
  expect(await db.$count(deliveries)).toBe(60)
  for (const from of crowd.slice(0, 5)) {
    expect(await person(from, 'telegram').heard()).toHaveLength(1)
  }
  expect((await commits(db)) - before).toBeLessThan(40)
})

test('whoever cannot be heard fails alone', async ({ db }) => {
  const { desk } = await openChats(db)
  await db.execute(sql`
    create or replace function refuse_poison() returns trigger language plpgsql as $$
    begin if new.text = 'poison' then raise 'poison'; end if; return new; end $$`)
  await db.execute(sql`
    create trigger refuse_poison before insert on messages for each row execute function refuse_poison()`)
  try {
    const texts = crowd.map((from, at) => said(from, at % 7 === 3 ? 'poison' : 'menu'))
    const outcomes = await Promise.allSettled(texts.map((event) => hear(desk, event)))
    const failed = outcomes.flatMap(({ status }, at) => (status === 'rejected' ? [at] : []))
    expect(failed).toEqual(crowd.flatMap((_, at) => (at % 7 === 3 ? [at] : [])))
    expect(await db.$count(messages)).toBe(60 - failed.length)
    expect(await db.$count(deliveries)).toBe(60 - failed.length)
    expect(await db.$count(conversations)).toBe(60 - failed.length)
  } finally {
    await db.execute(sql`drop trigger refuse_poison on messages`)
  }
})

test('a deed that needs a transaction within is done alone', async ({ db }) => {
  const { desk } = await openChats(db)
  const tried: number[] = []
  const outcomes = await Promise.allSettled(
    crowd.map((from) =>
      together(desk, said(from, 'menu'), async (_desk, _known, tx, all) => {
        tried.push(all.length)
        await tx.transaction((inner) => inner.execute(sql`select 1`))
        return async () => {}
      }),
    ),
  )
  expect(outcomes.every(({ status }) => status === 'fulfilled')).toBe(true)
  expect(tried.filter((size) => size === 1)).toHaveLength(60)
})

async function commits(db: Parameters<typeof hear>[0]['db']): Promise<number> {
  const [row] = await db.execute<{ n: number }>(sql`
    select count(distinct xmin::text)::int as n from ${deliveries}`)
  return row?.n ?? 0
}
