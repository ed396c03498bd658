import { eq } from 'drizzle-orm'
import { expect, vi } from 'vitest'
import { startMessengerFake } from '#bots/messenger/fake.ts'
import { startZaloFake } from '#bots/zalo/fake.ts'
import { speaker, startZaloBotFake } from '#bots/zalo-bot/fake.ts'
import { sendAnswer } from '#core/tickets/answers.ts'
import { route } from '#core/tickets/routing.ts'
import { addStaff } from '#core/tickets/testing-desk.ts'
import type { Db } from '#db/client.ts'
import { fields, units } from '#db/schema/profile.ts'
import { tickets } from '#db/schema/tickets.ts'
import { test } from '#db/testing.ts'
import { openDesk } from './testing-desk.ts'

const patient = { timeout: 15_000 }

/** The office's side: routed to the division of intellectual property, answered without approval. */
async function officeAnswers(db: Db, channel: string, body: string): Promise<void> {
  const [division] = await db.select().from(units).where(eq(units.code, 'qlcn'))
  const [focal] = await db.select().from(units).where(eq(units.focal, true))
  const [field] = await db.select().from(fields).where(eq(fields.code, 'so-huu-tri-tue'))
  if (!division || !focal || !field) throw new Error('the profile has changed')
  await db.update(units).set({ approval: false })
  const coordinator = await addStaff(db, { role: 'coordinator', unitId: focal.id, name: 'Hoa' })
  const officer = await addStaff(db, { role: 'officer', unitId: division.id, name: 'Minh' })
  const [ticket] = await db.select().from(tickets).where(eq(tickets.channel, channel))
  if (!ticket) throw new Error(`no ticket came over ${channel}`)
  const way = { fieldId: field.id, leadUnitId: division.id, scope: 'general' as const }
  const routed = await route(db, coordinator, ticket.id, ticket.version, way, new Date())
  await sendAnswer(db, officer, ticket.id, routed.version, { body, basis: '' }, new Date())
}

const question = 'muốn đăng ký nhãn hiệu cho chè shan tuyết thì làm thế nào'

test('the whole job over Zalo OA, Messenger and a Zalo bot, each with its platform', {
  timeout: 90_000,
}, async ({ db, url: databaseUrl }) => {
  const zalo = await startZaloFake()
  const messenger = await startMessengerFake()
  const bot = await startZaloBotFake()
  const desk = await openDesk({
    DATABASE_URL: databaseUrl,
    ...{ ZALO_APP_ID: '4242', ZALO_APP_SECRET: 'app-secret' },
    ...{ ZALO_OA_ID: '7000', ZALO_OA_SECRET: 'oa-secret' },
    ZALO_ACCESS_TOKEN: zalo.settings.accessToken,
    ZALO_REFRESH_TOKEN: zalo.settings.refreshToken,
    // a base address works with and without a final slash
    ...{ ZALO_OPENAPI_BASE: `${zalo.base}/`, ZALO_OAUTH_BASE: zalo.base },
    ...{ MESSENGER_PAGE_ID: '1044', MESSENGER_PAGE_TOKEN: 'page-token' },
    ...{ MESSENGER_APP_SECRET: 'app-secret', MESSENGER_VERIFY_TOKEN: 'verify' },
    GRAPH_BASE: messenger.address,
    ...{ ZALO_BOT_TOKEN: '1:bot', ZALO_BOT_API_ROOT: bot.apiRoot },
  })
  zalo.subscribe(`${desk.url}/webhooks/zalo`)
  messenger.subscribe(`${desk.url}/webhooks/messenger`)
  const lan = messenger.person('3001')
  const an = speaker({ id: 'an' })
  const people = {
    zalo: {
      says: (text: string) => zalo.post(zalo.events.text('246845883529197922', text)),
      heard: () => zalo.sent('246845883529197922'),
    },
    messenger: {
      says: (text: string) => messenger.post([lan.text(text)]),
      heard: () => messenger.sent('3001'),
    },
    'zalo-bot': {
      says: async (text: string) => {
        bot.queue(an.text(text))
        return 200
      },
      heard: () => bot.sent('an'),
    },
  }
  try {
    for (const [channel, { says, heard }] of Object.entries(people)) {
      const hears = (words: string) =>
        vi.waitFor(() => expect(JSON.stringify(heard())).toContain(words), patient)
      const tells = async (text: string) => expect(await says(text)).toBe(200)
      await tells(question)
      await hears('thuộc lĩnh vực nào')
      await tells('so huu tri tue')
      await hears('đồng ý')
      await tells('2')
      await hears('xem lại')
      await tells('1')
      await hears('HL-')
      await officeAnswers(db, channel, `Nộp tờ khai tại Cục Sở hữu trí tuệ (${channel}).`)
      await hears(`Cục Sở hữu trí tuệ (${channel})`)
      await tells('5')
      await vi.waitFor(async () => {
        const [rated] = await db.select().from(tickets).where(eq(tickets.channel, channel))
        expect(rated?.satisfaction).toBe(5)
      }, patient)
    }
    const codes = await db.select({ code: tickets.code }).from(tickets).orderBy(tickets.id)
    expect(codes.map(({ code }) => code.slice(-6))).toEqual(['000001', '000002', '000003'])
  } finally {
    await desk.stop()
    await Promise.all([zalo.close(), messenger.close(), bot.close()])
  }
})
