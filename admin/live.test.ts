import { expect } from 'vitest'
import { note } from '#core/tickets/endings.ts'
import { route } from '#core/tickets/routing.ts'
import { ask, makeDesk } from '#core/tickets/testing-desk.ts'
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
