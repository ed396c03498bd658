import { eq } from 'drizzle-orm'
import { expect } from 'vitest'
import { note } from '#core/tickets/endings.ts'
import { route } from '#core/tickets/routing.ts'
import { ask, makeDesk } from '#core/tickets/testing-desk.ts'
import { sessions, staff } from '#db/schema/staff.ts'
import { test } from '#db/testing.ts'
import { openPanel } from './testing.ts'

/** What a page hears: `heard` resolves with the names and data of the first events that fit. */
function listen(response: Response) {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  if (!reader) throw new Error('no stream')
  let text = ''
  return {
    async until(wanted: RegExp): Promise<string> {
      while (!wanted.test(text)) {
        const { value, done } = await reader.read()
        if (done) throw new Error(`ended with ${text}`)
        text += value
      }
      return text
    },
    async end(): Promise<string> {
      for (;;) {
        const { value, done } = await reader.read()
        if (done) return text
        text += value
      }
    },
    close: () => reader.cancel(),
  }
}

test('each open page hears of the tickets its reader may see, and only that lists moved of others', async ({
  db,
  sql,
}) => {
  const desk = await makeDesk(db)
  const panel = await openPanel(db, sql)
  const officer = await panel.as('officer', { unitId: desk.units.technology })
  const stranger = await panel.as('officer', { unitId: desk.units.standards })
  const here = listen(await officer.get('/admin/events'))
  const there = listen(await stranger.get('/admin/events'))
  await Promise.all([here.until(/event: hello/), there.until(/event: hello/)])

  const ticket = await ask(db, desk.person, new Date())
  const place = { fieldId: desk.fields.ip, leadUnitId: desk.units.technology }
  const as = { ...place, scope: 'general' as const }
  const routed = await route(db, desk.coordinator, ticket.id, ticket.version, as, new Date())
  await note(db, desk.coordinator, ticket.id, routed.version, { text: 'x' }, new Date())

  const own = await here.until(new RegExp(`event: ticket\\ndata: {"id":${ticket.id}}`))
  expect(own).not.toContain('nhãn hiệu')
  const others = await there.until(/event: list\ndata: {}/)
  expect(others).not.toContain('event: ticket')
  await Promise.all([here.close(), there.close()])
})

test('a stranger to the panel hears nothing', async ({ db, sql }) => {
  await makeDesk(db)
  const panel = await openPanel(db, sql)
  const response = await panel.stranger().get('/admin/events')
  expect(response.headers.get('location')).toContain('/admin/signin')
})

test('an open page hears nothing more once its session, account, role or unit is another', async ({
  db,
  sql,
}) => {
  const desk = await makeDesk(db)
  const panel = await openPanel(db, sql, { livePace: { beatMs: 40, stirMs: 40 } })
  const unitId = desk.units.technology
  const ends: ((id: string) => PromiseLike<unknown>)[] = [
    (id) => db.delete(sessions).where(eq(sessions.userId, id)),
    (id) => db.update(staff).set({ deactivatedAt: new Date() }).where(eq(staff.id, id)),
    (id) => db.update(staff).set({ role: 'leader' }).where(eq(staff.id, id)),
    (id) => db.update(staff).set({ unitId: desk.units.standards }).where(eq(staff.id, id)),
  ]
  for (const end of ends) {
    const officer = await panel.as('officer', { unitId })
    const ear = listen(await officer.get('/admin/events'))
    await ear.until(/(event: beat[\s\S]*){2}/)
    await end(officer.actor.id)
    await ear.end()
  }
})

test('the last of many moves is told too, and not each of them', async ({ db, sql }) => {
  const desk = await makeDesk(db)
  const panel = await openPanel(db, sql, { livePace: { beatMs: 20_000, stirMs: 300 } })
  const stranger = await panel.as('officer', { unitId: desk.units.standards })
  const ear = listen(await stranger.get('/admin/events'))
  await ear.until(/event: hello/)
  const ticket = await ask(db, desk.person, new Date())
  await ear.until(/event: list/)
  for (let round = 0; round < 5; round++)
    await note(db, desk.coordinator, ticket.id, 1 + round, { text: 'x' }, new Date())
  const heard = await ear.until(/(event: list[\s\S]*){2}/)
  expect(heard.match(/event: list/g)).toHaveLength(2)
  await ear.close()
})

test('a lost connection to the database sends every open page to look again', async ({
  db,
  sql,
}) => {
  await makeDesk(db)
  const panel = await openPanel(db, sql)
  const officer = await panel.as('officer')
  const ear = listen(await officer.get('/admin/events'))
  await ear.until(/event: hello/)
  await sql`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and query ilike 'listen%'`
  expect(await ear.end()).not.toContain('event: list')
  const again = listen(await officer.get('/admin/events'))
  await again.until(/event: hello/)
  await again.close()
})
