import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, inject } from 'vitest'
import { channelContract, type Received } from '#bots/testing.ts'
import type { Hear, Incoming } from '#core/channel.ts'
import { type Connection, connect } from '#db/client.ts'
import { type FakeCall, type FakeFailure, startZaloFake, type ZaloFake } from './fake.ts'
import { openZalo, post } from './testing-zalo.ts'

const name = `test_${randomBytes(6).toString('hex')}`
let server: Connection
let desk: Connection

beforeAll(async () => {
  const { url, template } = inject('testServer')
  server = connect(url, { max: 1 })
  await server.sql.unsafe(`create database ${name} template ${template}`)
  desk = connect(Object.assign(new URL(url), { pathname: name }).href, { max: 5 })
})

afterAll(async () => {
  await desk.close()
  await server.sql.unsafe(`drop database ${name} with (force)`)
  await server.close()
})

const form = {
  id: 12,
  name: 'Mẫu đơn đăng ký.pdf',
  type: 'application/pdf',
  content: new TextEncoder().encode('%PDF-1.7 đơn'),
}

for (const buttons of ['plain', 'template', 'off'] as const) {
  channelContract(`zalo with buttons "${buttons}"`, async () => {
    await desk.sql`select testing.empty_all()`
    const fake = await startZaloFake({ limit: 4000 })
    const heard: Incoming[] = []
    let deaf = false
    const hear: Hear = async (incoming) => {
      if (deaf) throw new Error('the database is gone')
      heard.push(incoming)
    }
    const openFile = async (id: number) => (id === form.id ? form.content : undefined)
    const bot = openZalo(desk.db, fake, hear, { buttons, openFile })
    const next = (failure: FakeFailure) => () => fake.fail(failure, { path: '/message/', times: 1 })
    return {
      channel: bot.channel,
      to: '77',
      limits: { text: 2000, buttons: buttons === 'off' ? 0 : 5, numbered: true },
      received: () => Promise.all(fake.sent('77').map((call) => receivedOf(fake, call))),
      file: form,
      webhook: {
        heard,
        deafen: () => {
          deaf = true
        },
        post: (payload) => post(bot, payload as never),
        forge: (payload) =>
          post(bot, payload as never, { 'x-zevent-signature': `mac=${'0'.repeat(64)}` }),
        forgedStatus: 200,
        text: (said) => fake.events.text('77', said),
        choice: (id) => fake.events.press('77', id),
        file: (content) => {
          const url = fake.addFile(content, 'ho-so.txt')
          return fake.events.file('77', url, 'ho-so.txt', content.length)
        },
        echo: () => fake.events.echo('77', { text: 'Chào Anh/Chị' }),
      },
      trouble:
        buttons === 'plain'
          ? {
              busy: next({ error: -32, message: 'Your application reached limit call api' }),
              down: next({ status: 502 }),
              blocked: next({ error: -227, message: 'User is banned or has been inactive' }),
              closed: next({
                error: -230,
                message: 'User has not interacted with the OA in 7 days',
              }),
              refused: next({ error: -210, message: 'Parameter exceed allowable limit' }),
              configuration: next({ error: -224, message: 'OA must upgrade to OA Tier Package' }),
            }
          : {},
      hang: () => fake.fail('hang'),
      async close() {
        await bot.stop()
        await fake.close()
      },
    }
  })
}

async function receivedOf(fake: ZaloFake, { payload }: FakeCall): Promise<Received> {
  const { text = '', attachment } = payload.message
  const { buttons = [], token } = attachment?.payload ?? {}
  const file = token === undefined ? undefined : fake.uploaded(token)
  const pressed = buttons.filter(({ type }: { type: string }) => type === 'oa.query.hide')
  const link = buttons.find(({ type }: { type: string }) => type === 'oa.open.url')
  return {
    text,
    choices: pressed.map((button: { payload: string }) => button.payload.replace('#hl:', '')),
    ...(link && { link: link.payload.url }),
    ...(file && {
      file: { name: file.name, content: new Uint8Array(await file.arrayBuffer()) },
    }),
  }
}
