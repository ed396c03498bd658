import { expect, test } from 'vitest'
import { advance, back, begin, type Progress, repeat, type Turn } from './dialogue.ts'
import { choice, words } from './questions.ts'
import type { Flow, Heard } from './talk.ts'

const text = (typed: string): Heard => ({ kind: 'text', text: typed })
const plainText = (prompt: string) =>
  words(
    () => ({ text: prompt }),
    (typed) => (typed === 'xấu' ? { invalid: 'conversation:in-words' } : { value: typed }),
  )

interface Answers {
  name: string
  place?: string
  colour: string
}

let looked = 0

const first: Flow<Answers, object> = {
  name: 'demo',
  version: 1,
  async run(talk) {
    const name = await talk.ask('name', plainText('Tên?'))
    await talk.look('clock', () => ++looked)
    const colour = await talk.ask(
      'colour',
      choice('colour', () => 'Màu?', [
        { id: 'red', label: () => 'Đỏ' },
        { id: 'blue', label: () => 'Xanh' },
      ]),
    )
    return { name, colour }
  },
}

const second: Flow<Answers, object> = {
  name: 'demo',
  version: 2,
  async run(talk) {
    const place = await talk.ask('place', plainText('Ở đâu?'))
    const name = await talk.ask('name', plainText('Tên?'))
    const colour = await talk.ask('colour', plainText('Màu gì?'))
    return { name, place, colour }
  },
}

/** As the conversation row keeps it: nothing but JSON survives. */
function stored(turn: Turn<unknown>): Progress {
  if (turn.type !== 'asking') throw new Error(`expected a question, came to ${turn.type}`)
  return JSON.parse(JSON.stringify(turn.progress)) as Progress
}

async function talk(flow: Flow<Answers, object>, ...typed: string[]): Promise<Turn<Answers>> {
  let turn = await begin(flow, {}, {}, 'vi')
  for (const one of typed) turn = await advance(flow, {}, stored(turn), text(one), 'vi')
  return turn
}

test('asks one question after the other and ends with the answers', async () => {
  const turn = await talk(first, 'Lan', 'do')
  expect(turn).toMatchObject({ type: 'finished', result: { name: 'Lan', colour: 'red' } })
})

test('an unusable answer is asked again with the reason, and does not move the dialogue', async () => {
  const asking = stored(await talk(first))
  const turn = await advance(first, {}, asking, text('xấu'), 'vi')
  expect(turn).toMatchObject({
    type: 'invalid',
    reason: { key: 'conversation:in-words' },
    out: { text: 'Tên?' },
  })
  expect(await advance(first, {}, asking, text('Lan'), 'vi')).toMatchObject({ type: 'asking' })
})

test('what was looked up once is remembered, not looked up again', async () => {
  looked = 0
  await talk(first, 'Lan', 'do')
  expect(looked).toBe(1)
})

test('a dialogue begun on version 1 ends on version 2 with the answers already given', async () => {
  const asking = stored(await talk(first, 'Lan'))
  expect(asking.asking).toBe('colour')
  const changed = await advance(second, {}, asking, text('chàm'), 'vi')
  expect(changed).toMatchObject({ type: 'asking', out: { text: 'Ở đâu?' } })
  const done = await advance(second, {}, stored(changed), text('Văn Bàn'), 'vi')
  expect(done).toMatchObject({
    type: 'finished',
    result: { name: 'Lan', place: 'Văn Bàn', colour: 'chàm' },
  })
})

test('a dialogue that was kept as the engine has its state goes on', async () => {
  const asking = stored(await talk(first, 'Lan'))
  const state = {
    send: ['ask:name', 'read:name', 'look:clock', 'ask:colour'].map((payload) => ({ payload })),
    receive: [
      { send: 0, returnValue: text('Lan') },
      { send: 1, returnValue: { ok: true, value: { value: 'Lan' } } },
      { send: 2, returnValue: { ok: true, value: 1 } },
    ],
  }
  const before = { ...asking, replay: { ...asking.replay, state, open: 3 } }
  looked = 0
  expect(await advance(first, {}, before, text('Xanh'), 'vi')).toMatchObject({
    type: 'finished',
    result: { name: 'Lan', colour: 'blue' },
  })
  // Begun anew it would have looked again.
  expect(looked).toBe(0)
})

test('goes back to the question before, also twice, and stays at the first', async () => {
  const asking = stored(await talk(first, 'Lan'))
  const before = await back(first, {}, asking, 'vi')
  expect(before).toMatchObject({ type: 'asking', progress: { asking: 'name', answers: {} } })
  expect(await back(first, {}, stored(before), 'vi')).toMatchObject({ out: { text: 'Tên?' } })
  const again = await advance(first, {}, stored(before), text('Mai'), 'vi')
  expect(await advance(first, {}, stored(again), text('Xanh'), 'vi')).toMatchObject({
    result: { name: 'Mai', colour: 'blue' },
  })
})

test('going back to an answer that was given beforehand asks it anew', async () => {
  const turn = await begin(first, {}, { name: 'Lan' }, 'vi')
  expect(turn).toMatchObject({ progress: { asking: 'colour', answers: { name: 'Lan' } } })
  expect(await back(first, {}, stored(turn), 'vi')).toMatchObject({ out: { text: 'Tên?' } })
})

test('asks the question again in another language', async () => {
  const inWords: Flow<string, object> = {
    name: 'demo',
    version: 1,
    run: (talk) =>
      talk.ask(
        'name',
        words(
          (language) => ({ text: language }),
          (typed) => ({ value: typed }),
        ),
      ),
  }
  const asking = stored(await begin(inWords, {}, {}, 'vi'))
  expect(await repeat(inWords, {}, asking, 'en')).toMatchObject({ out: { text: 'en' } })
})

test('a look-up that fails breaks the turn, and the next answer goes on as if nothing had been', async () => {
  let faults = 1
  const shaky: Flow<string, object> = {
    name: 'demo',
    version: 1,
    async run(talk) {
      const name = await talk.ask('name', plainText('Tên?'))
      await talk.look('law', () => {
        if (faults-- > 0) throw new Error('no law today')
        return 'law'
      })
      return talk.ask('more', plainText(`Thêm, ${name}?`))
    },
  }
  const asking = stored(await begin(shaky, {}, {}, 'vi'))
  expect(await advance(shaky, {}, asking, text('Lan'), 'vi')).toMatchObject({ type: 'broken' })
  expect(await advance(shaky, {}, asking, text('Lan'), 'vi')).toMatchObject({
    out: { text: 'Thêm, Lan?' },
  })
})

test('a flow that never comes to rest is cut by the watchdog', { timeout: 10_000 }, async () => {
  const stuck: Flow<void, object> = {
    name: 'stuck',
    version: 1,
    run: (talk) => talk.look('for ever', () => new Promise<void>(() => {})),
  }
  expect(await begin(stuck, {}, {}, 'vi')).toMatchObject({ type: 'broken' })
})
