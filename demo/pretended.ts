import { randomUUID } from 'node:crypto'
import { type MailFake, startMailFake } from '#bots/email/fake.ts'
import { startMessengerFake } from '#bots/messenger/fake.ts'
import { startFakeTelegram } from '#bots/telegram/fake.ts'
import { speaker as onTelegram } from '#bots/telegram/fake-updates.ts'
import { startZaloFake } from '#bots/zalo/fake.ts'
import { startZaloBotFake, speaker as toBot } from '#bots/zalo-bot/fake.ts'
import { type Mail, readMail } from './read-mail.ts'

/** A platform that only exists on this machine. */
export interface Pretended {
  name: string
  /** what the desk is started with for it */
  settings: Record<string, string>
  /** Says something as a person, whose name is letters and digits. */
  say(who: string, text: string): Promise<unknown>
  /** everything people were told, in order */
  told(): Promise<{ to: string; text: string }[]>
  /** Zalo: an administrator agrees; gives the code the desk may exchange once */
  consent?(): string
  close(): Promise<unknown>
}

/** Starts every pretended platform, on ports from `port` on; `desk` is where they post what people say. */
export async function startPretended(port: number, desk: string): Promise<Pretended[]> {
  return Promise.all([
    zalo(port + 1, desk),
    messenger(port + 2, desk),
    email(port + 3),
    telegram(port + 5),
    zaloBot(port + 6),
  ])
}

async function zalo(port: number, desk: string): Promise<Pretended> {
  const webhookUrl = `${desk}/webhooks/zalo`
  // The same in every run, so that the settings in .env go on working.
  const first = { access: 'pretended-access', refresh: 'pretended-refresh' }
  const fake = await startZaloFake({ port, webhookUrl, echoes: true, first })
  const { appId, appSecret, oaId, oaSecret, accessToken, refreshToken } = fake.settings
  return {
    name: 'zalo',
    settings: {
      ...{ ZALO_APP_ID: appId, ZALO_APP_SECRET: appSecret },
      ...{ ZALO_OA_ID: oaId, ZALO_OA_SECRET: oaSecret },
      ...{ ZALO_ACCESS_TOKEN: accessToken, ZALO_REFRESH_TOKEN: refreshToken },
      ...{ ZALO_OPENAPI_BASE: fake.base, ZALO_OAUTH_BASE: fake.base },
      ZALO_BUSINESS_BASE: fake.base,
    },
    say: (who, text) => fake.post(fake.events.text(who, text)),
    told: async () =>
      fake.sent().map(({ payload: { recipient, user_id, message } }) => {
        const { template_type: type, buttons } = message?.attachment?.payload ?? {}
        const text = message?.text ?? `[${type ?? 'template'}]`
        return { to: recipient?.user_id ?? user_id, text: withButtons(text, buttons) }
      }),
    consent() {
      const code = randomUUID()
      fake.tokens.consent(code)
      return `${desk}/admin/channels/zalo/callback?code=${code}&oa_id=${oaId}`
    },
    close: fake.close,
  }
}

async function messenger(port: number, desk: string): Promise<Pretended> {
  const fake = await startMessengerFake({ port })
  fake.subscribe(`${desk}/webhooks/messenger`)
  return {
    name: 'messenger',
    settings: {
      ...{ MESSENGER_PAGE_ID: fake.pageId, MESSENGER_PAGE_TOKEN: fake.pageToken },
      ...{ MESSENGER_APP_SECRET: fake.appSecret, MESSENGER_VERIFY_TOKEN: 'verify-token' },
      GRAPH_BASE: `${fake.address}/v25.0`,
    },
    async say(who, text) {
      const said = fake.person(who).text(text)
      // The fake counts from one in every run; the desk remembers what it has heard before.
      return fake.post([{ ...said, message: { mid: `m_${randomUUID()}`, text } }])
    },
    told: async () =>
      fake.sent().map(({ payload: { recipient, message } }) => {
        const { text, attachment, quick_replies: replies } = message
        const shown = text ?? attachment?.payload?.text ?? `[${attachment?.type}]`
        return {
          to: recipient.id,
          text: withButtons(shown, replies ?? attachment?.payload?.buttons),
        }
      }),
    close: fake.close,
  }
}

async function telegram(port: number): Promise<Pretended> {
  const fake = await startFakeTelegram({ port })
  const numbers = new Map<string, number>()
  const numberOf = (who: string) => {
    const known = numbers.get(who) ?? Number.parseInt(Buffer.from(who).toString('hex'), 16) % 1e9
    numbers.set(who, known)
    return known
  }
  const nameOf = (id: number) => [...numbers].find(([, number]) => number === id)?.[0] ?? String(id)
  // The fake counts from one in every run; the desk remembers what it has heard before.
  const before = Math.floor(Date.now() / 1000)
  return {
    name: 'telegram',
    settings: { TELEGRAM_BOT_TOKEN: '4242:pretended', TELEGRAM_API_ROOT: fake.apiRoot },
    async say(who, text) {
      const said = onTelegram({ id: numberOf(who), first_name: who }).text(text)
      fake.queue({ ...said, update_id: before + said.update_id })
    },
    told: async () =>
      fake.sent().map(({ payload: { chat_id, text, caption, reply_markup: marks } }) => {
        const rows = marks?.inline_keyboard ?? []
        const shown = text ?? caption ?? '[document]'
        return { to: nameOf(Number(chat_id)), text: withButtons(shown, rows.flat()) }
      }),
    close: fake.close,
  }
}

async function zaloBot(port: number): Promise<Pretended> {
  const fake = await startZaloBotFake({ port })
  return {
    name: 'zalo-bot',
    settings: { ZALO_BOT_TOKEN: 'pretended', ZALO_BOT_API_ROOT: fake.apiRoot },
    say: async (who, text) => fake.queue(toBot({ id: who, display_name: who }).text(text)),
    told: async () =>
      fake.sent().map(({ payload: { chat_id, text } }) => ({ to: `${chat_id}`, text: `${text}` })),
    close: fake.close,
  }
}

/** People write from `<name>@dan.example.vn`; who was answered before answers that mail. */
async function email(port: number): Promise<Pretended> {
  const fake = await startMailFake({ imapPort: port, smtpPort: port + 1 })
  const host = 'dan.example.vn'
  return {
    name: 'email',
    settings: {
      ...{ IMAP_URL: fake.imapUrl, SMTP_URL: fake.smtpUrl },
      MAIL_FROM: `Hỏi Luật <${fake.address}>`,
    },
    async say(who, text) {
      const from = `${who} <${who}@${host}>`
      const last = (await answersOf(fake)).filter(({ to }) => to === `${who}@${host}`).at(-1)
      const [first = ''] = text.split('\n')
      const subject = last ? `Re: ${last.subject}` : first.slice(0, 60)
      await fake.write({ from, subject, text, ...(last && { inReplyTo: last.messageId }) })
    },
    told: async () =>
      (await answersOf(fake)).map(({ to, subject, text }) => ({
        to: to.replace(`@${host}`, ''),
        text: `${subject}\n${text}`,
      })),
    close: fake.close,
  }
}

async function answersOf({ posted, address }: MailFake): Promise<Mail[]> {
  const out = posted.filter(({ to }) => !to.includes(address))
  return Promise.all(out.map(({ raw, to }) => readMail(raw, to[0] ?? '')))
}

interface PretendedButton {
  title?: string
  text?: string
}

/** A message as one would read it on a phone, the buttons with the number that stands for them. */
function withButtons(text: string, buttons: PretendedButton[] = []): string {
  const lines = buttons.map(({ title, text: label }, index) => `[${index + 1}] ${title ?? label}`)
  return [text, ...lines].join('\n')
}
