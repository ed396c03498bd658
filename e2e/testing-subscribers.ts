import type { Page } from 'playwright-core'
import { expect, vi } from 'vitest'
import { startMessengerFake } from '#bots/messenger/fake.ts'
import { startFakeTelegram } from '#bots/telegram/fake.ts'
import { speaker } from '#bots/telegram/fake-updates.ts'
import { startZaloFake } from '#bots/zalo/fake.ts'

/** Somebody on a platform that only exists here. */
export interface Subscriber {
  says(text: string): Promise<void>
  /** everything they were told, in order */
  heard(): string[]
}

/** Telegram, Zalo and Messenger of the test's own, with the settings of a desk that talks to them. */
export async function startSubscribers() {
  const telegram = await startFakeTelegram()
  const zalo = await startZaloFake()
  const messenger = await startMessengerFake()
  const secret = 'secret'
  return {
    settings: {
      ...{ TELEGRAM_BOT_TOKEN: '123:test', TELEGRAM_API_ROOT: telegram.apiRoot },
      TELEGRAM_WEBHOOK_SECRET: secret,
      ...{ ZALO_APP_ID: zalo.settings.appId, ZALO_APP_SECRET: zalo.settings.appSecret },
      ...{ ZALO_OA_ID: zalo.settings.oaId, ZALO_OA_SECRET: zalo.settings.oaSecret },
      ZALO_ACCESS_TOKEN: zalo.settings.accessToken,
      ZALO_REFRESH_TOKEN: zalo.settings.refreshToken,
      ...{ ZALO_OPENAPI_BASE: zalo.base, ZALO_OAUTH_BASE: zalo.base },
      ...{ MESSENGER_PAGE_ID: messenger.pageId, MESSENGER_PAGE_TOKEN: messenger.pageToken },
      ...{ MESSENGER_APP_SECRET: messenger.appSecret, MESSENGER_VERIFY_TOKEN: 'verify' },
      GRAPH_BASE: messenger.address,
    },
    /** One person on each, once the desk is open at `url`. */
    people(url: string): Record<'telegram' | 'zalo' | 'messenger', Subscriber> {
      zalo.subscribe(`${url}/webhooks/zalo`)
      messenger.subscribe(`${url}/webhooks/messenger`)
      const [lan, an] = [speaker({ id: 7001, first_name: 'Lan' }), messenger.person('3001')]
      const user = '246845883529197922'
      return {
        telegram: {
          async says(text) {
            const reply = await fetch(`${url}/webhooks/telegram`, {
              method: 'POST',
              headers: {
                'content-type': 'application/json',
                'x-telegram-bot-api-secret-token': secret,
              },
              body: JSON.stringify(lan.text(text)),
            })
            expect(reply.status).toBe(200)
          },
          heard: () => telegram.sent(7001).map(({ payload }) => JSON.stringify(payload)),
        },
        zalo: {
          says: async (text) => expect(await zalo.post(zalo.events.text(user, text))).toBe(200),
          heard: () => zalo.sent(user).map(({ payload }) => JSON.stringify(payload)),
        },
        messenger: {
          says: async (text) => expect(await messenger.post([an.text(text)])).toBe(200),
          heard: () => messenger.sent('3001').map(({ payload }) => JSON.stringify(payload)),
        },
      }
    },
    close: () => Promise.all([telegram.close(), zalo.close(), messenger.close()]),
  }
}

const patient = { timeout: 20_000, interval: 100 }

/** Somebody at the web chat, in the browser. */
export function visitorOf(chat: Page): Subscriber & { catchUp(): Promise<void> } {
  let read: string[] = []
  return {
    async says(text) {
      await chat.locator('#text').fill(text)
      await chat.keyboard.press('Enter')
    },
    heard: () => read,
    async catchUp() {
      read = await chat.locator('#talk .desk').allInnerTexts()
    },
  }
}

/** How many notices of new law are among what somebody heard. */
export function noticesIn(heard: string[]): number {
  return heard.filter((words) => words.includes('VĂN BẢN MỚI')).length
}

const dialogue = [
  ['đăng ký nhận tin', 'lĩnh vực nào'],
  ['1', 'ngành nghề nào'],
  ['1', 'xã, phường nào'],
  ['bỏ qua', 'ngay khi có'],
  ['1', 'có đồng ý không'],
  ['1', 'nhắn DỪNG để thôi nhận'],
] as const

/** Says what subscribes to everything at once, as soon as each question comes. */
export async function subscribe({ says, heard }: Subscriber): Promise<void> {
  for (const [said, next] of dialogue) {
    await says(said)
    await vi.waitFor(() => expect(heard().at(-1)).toContain(next), patient)
  }
}

/** The same at the web chat. */
export async function subscribeInBrowser(chat: Page, says: Subscriber['says']): Promise<void> {
  for (const [said, next] of dialogue) {
    await says(said)
    await chat.locator('#talk .desk', { hasText: next }).last().waitFor()
  }
}

/** Says something and waits until what was heard since has these words. */
export async function answers(
  { says, heard }: Subscriber,
  said: string,
  words: string,
): Promise<void> {
  const before = heard().length
  await says(said)
  await vi.waitFor(() => {
    expect(heard().slice(before).join('\n')).toContain(words)
  }, patient)
}
