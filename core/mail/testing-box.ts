/** A desk that is written to by mail, for tests. */
import { asc } from 'drizzle-orm'
import { pino } from 'pino'
import type { Outgoing } from '#core/channel.ts'
import { sendAnswer } from '#core/tickets/answers.ts'
import { route } from '#core/tickets/routing.ts'
import { makeDesk, type TestDesk } from '#core/tickets/testing-desk.ts'
import type { Db } from '#db/client.ts'
import { deliveries } from '#db/schema/deliveries.ts'
import { tickets } from '#db/schema/tickets.ts'
import { hearMail } from './hear-mail.ts'
import type { IncomingMail } from './incoming-mail.ts'

export const silent = pino({ level: 'silent' })
export const begin = new Date('2026-03-02T09:00:00+07:00')
export const question = 'Hồ sơ đăng ký nhãn hiệu tập thể gồm những gì?'

interface Box {
  db: Db
  office: TestDesk
  clock: { now: Date }
  write(mail?: Partial<IncomingMail>): Promise<Outgoing[]>
  tickets(): Promise<(typeof tickets.$inferSelect)[]>
  route(): Promise<typeof tickets.$inferSelect>
  answer(body?: string): Promise<void>
}

export async function box(db: Db): Promise<Box> {
  const office = await makeDesk(db)
  const clock = { now: begin }
  let written = 0
  const all = () => db.select().from(tickets).orderBy(asc(tickets.id))
  const routed = async () => {
    const ticket = (await all()).at(-1)
    if (!ticket) throw new Error('there is no ticket')
    if (ticket.state !== 'received') return ticket
    const where = { fieldId: office.fields.standard, leadUnitId: office.units.standards }
    const input = { ...where, scope: 'general' as const }
    await route(db, office.coordinator, ticket.id, ticket.version, input, clock.now)
    return (await all()).at(-1) ?? ticket
  }
  return {
    ...{ db, office, clock, tickets: all, route: routed },
    async write(mail = {}) {
      const before = await db.select({ id: deliveries.id }).from(deliveries)
      const desk = {
        ...{ db, dataDir: '/nonexistent', log: silent, now: () => clock.now },
        ...{ nudge() {}, publicUrl: 'https://hoi.example.vn', secret: 'secret' },
      }
      await hearMail(desk, {
        messageId: `<m${++written}@x.example>`,
        ...{ from: 'an@x.example', at: clock.now, subject: 'Nhãn hiệu', text: question },
        ...{ references: [], files: [], ...mail },
      })
      const said = await db.select().from(deliveries).orderBy(asc(deliveries.id))
      return said
        .filter(({ id }) => !before.some((one) => one.id === id))
        .map(({ body }) => body as Outgoing)
    },
    async answer(body = 'Theo Điều 87.') {
      const { id, version } = await routed()
      await sendAnswer(db, office.standardsOfficer, id, version, { body }, clock.now)
    },
  }
}

export const first = { references: ['<m1@x.example>'], subject: 'Re: Nhãn hiệu' }
