import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { asc } from 'drizzle-orm'
import { pino } from 'pino'
import PostalMime, { type Email } from 'postal-mime'
import { vi } from 'vitest'
import { startSender } from '#bots/deliver.ts'
import { startFetching } from '#core/files/fetch.ts'
import { type HearMail, hearMail } from '#core/mail/hear-mail.ts'
import { sendAnswer } from '#core/tickets/answers.ts'
import { route } from '#core/tickets/routing.ts'
import { makeDesk } from '#core/tickets/testing-desk.ts'
import type { Db } from '#db/client.ts'
import { tickets } from '#db/schema/tickets.ts'
import { createEmail, type EmailDesk, type EmailOptions } from './email.ts'
import { type MailFake, type MailFakeOptions, startMailFake } from './fake.ts'

const log = pino({ level: 'silent' })
const secret = 'a secret of thirty-two characters'

/** A file of ours that the desk can open. */
export const report = {
  id: 12,
  name: 'Dữ liệu.json',
  type: 'application/json',
  content: new TextEncoder().encode('{"tên":"Lan"}'),
}

const endings: (() => Promise<unknown>)[] = []

/** Something to end with the test, the last begun first. */
export function afterwards(end: () => Promise<unknown>): void {
  endings.push(end)
}

export async function endAll(): Promise<void> {
  for (const end of endings.splice(0).reverse()) await end()
}

export function optionsFor(fake: MailFake, db: Db): EmailOptions {
  return {
    ...{ smtpUrl: fake.smtpUrl, imapUrl: fake.imapUrl, from: `Hỏi Luật <${fake.address}>` },
    ...{ db, secret, log, now: () => new Date(), lookEveryMs: 300 },
    openFile: async (id) => (id === report.id ? report.content : undefined),
  }
}

/** A desk that reads and answers one mailbox. */
export interface World {
  db: Db
  fake: MailFake
  email: EmailDesk
  actors: Awaited<ReturnType<typeof makeDesk>>
  dataDir: string
  unanswered: string[]
  heard(): Promise<void>
}

export async function open(
  { db, url }: { db: Db; url: string },
  more: MailFakeOptions & { hear?: (real: HearMail) => HearMail; now?: () => Date } = {},
): Promise<World> {
  const fake = await startMailFake(more)
  afterwards(() => fake.close())
  const actors = await makeDesk(db)
  const dataDir = await mkdtemp(join(tmpdir(), 'hoi-luat-mail-'))
  const unanswered: string[] = []
  const desk = {
    db,
    dataDir,
    log,
    now: more.now ?? (() => new Date()),
    nudge: () => sender?.nudge(),
  }
  const real: HearMail = (mail) =>
    hearMail({ ...desk, publicUrl: 'https://hoi.example.vn', secret }, mail)
  const email = createEmail(
    { ...optionsFor(fake, db), onUnanswered: (why) => unanswered.push(why) },
    async (mail) => {
      await (more.hear ? more.hear(real) : real)(mail)
      fetching.nudge()
    },
  )
  afterwards(() => email.stop())
  const sender = startSender({ db, url, channel: email.channel, log, now: desk.now })
  afterwards(() => sender.stop())
  const channels = new Map([['email' as const, email.channel]])
  const fetching = startFetching({ db, dataDir, channels, now: desk.now, log })
  afterwards(() => fetching.stop())
  await email.start()
  const heard = async () => {
    await vi.waitFor(() => {
      const open = fake.messages().filter(({ flags }) => !flags.includes('\\Seen'))
      if (open.length > 0) throw new Error('mails are waiting')
    }, patient)
  }
  return { db, fake, email, actors, dataDir, unanswered, heard }
}

export const patient = { timeout: 8_000, interval: 20 }

export function mailFrom(
  from: string,
  id: string,
  text: string,
  more: Record<string, string> = {},
): string {
  const head = {
    From: from,
    To: 'hoi@so.example.vn',
    Subject: '=?UTF-8?Q?Nh=C3=A3n_hi=E1=BB=87u?=',
    'Message-ID': `<${id}@x.example>`,
    'Content-Type': 'text/plain; charset=utf-8',
    ...more,
  }
  const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}`)
  return `${lines.join('\r\n')}\r\n\r\n${text.replaceAll('\n', '\r\n')}\r\n`
}

export const an = 'Nguyen Van An <An@x.example>'
export const question = 'Đăng ký nhãn hiệu cho quế Văn Bàn cần hồ sơ gì?'

export function posted({ fake }: World, count: number): Promise<Email[]> {
  return vi.waitFor(() => {
    if (fake.posted.length < count) throw new Error(`only ${fake.posted.length} posted`)
    return Promise.all(fake.posted.map(({ raw }) => PostalMime.parse(raw)))
  }, patient)
}

export async function ticketsOf(db: Db) {
  return db.select().from(tickets).orderBy(asc(tickets.id))
}

/** Routes the newest ticket to a division without approval and answers it there. */
export async function answerNewest({ db, actors }: World, body: string): Promise<void> {
  const ticket = (await ticketsOf(db)).at(-1)
  if (!ticket) throw new Error('there is no ticket')
  const where = { fieldId: actors.fields.standard, leadUnitId: actors.units.standards }
  const now = new Date()
  const routed =
    ticket.state === 'received'
      ? await route(
          db,
          actors.coordinator,
          ticket.id,
          ticket.version,
          { ...where, scope: 'general' },
          now,
        )
      : ticket
  await sendAnswer(db, actors.standardsOfficer, ticket.id, routed.version, { body }, now)
}

export const header = (mail: Email | undefined, name: string) =>
  mail?.headers.find(({ key }) => key === name)?.value
