import { layDocument } from '#core/law/shelf/testing-base.ts'
import type { Actor } from '#core/staff/roles.ts'
import { sendAnswer } from '#core/tickets/answers.ts'
import { route } from '#core/tickets/routing.ts'
import { addPerson, ask, at, type TestDesk } from '#core/tickets/testing-desk.ts'
import type { Ticket } from '#core/tickets/ticket.ts'
import type { Db } from '#db/client.ts'
import { publishAnswer } from './published.ts'
import { startPublication } from './starting.ts'

export const asked = at('2026-03-02 09:00')
export const answeredAt = at('2026-03-05 10:00')
export const later = at('2026-03-09 10:00')

export const answer = {
  body: 'HTX Quế Lũng Pô nộp tờ khai, gọi 0912 345 678 khi cần.',
  basis: 'khoản 2 Điều 72 Luật Thả diều (12/2025/QH15)',
}
export const clean = {
  question: 'Đăng ký nhãn hiệu cho sản phẩm quế cần hồ sơ gì?',
  body: '[doanh nghiệp] nộp tờ khai.',
  basis: answer.basis,
}

/** A law of made-up provisions that answers may cite. */
export function layKites(db: Db, more: { number?: string; title?: string } = {}): Promise<number> {
  const number = more.number ?? '12/2025/QH15'
  return layDocument(db, {
    ...{ number, numberKey: number.toLowerCase(), title: more.title ?? 'Luật Thả diều' },
    text: 'Luật',
    articles: [
      { number: '1', title: 'Phạm vi điều chỉnh', text: 'Luật này quy định về diều.' },
      {
        ...{ number: '72', title: 'Nhãn hiệu của xưởng diều' },
        clauses: ['Nhãn hiệu là dấu riêng.', 'Nhãn hiệu phải đăng ký trong ba mươi ngày.'],
      },
      { number: '73', title: 'Thời hạn', text: 'Mười năm.' },
    ],
  })
}

/** A question that the standards division has answered; it sends without approval. */
export async function answeredTicket(
  db: Db,
  desk: TestDesk,
  text = answer,
  by: Actor = desk.standardsOfficer,
): Promise<Ticket> {
  askers += 1
  const person = await addPerson(db, 'web', `asker-${askers}`)
  const { id, version } = await ask(db, person, asked)
  const where = { fieldId: desk.fields.standard, leadUnitId: desk.units.standards }
  const routed = await route(
    db,
    desk.coordinator,
    id,
    version,
    { ...where, scope: 'general' },
    asked,
  )
  return sendAnswer(db, by, id, routed.version, { ...text, seen: undefined }, answeredAt)
}

let askers = 0

/** An answer made public by the coordinator. */
export async function publicAnswer(db: Db, desk: TestDesk, text = clean) {
  const ticket = await answeredTicket(db, desk)
  const draft = await startPublication(db, desk.standardsOfficer, ticket.id, text, later)
  const input = { ...text, confirmed: true }
  return publishAnswer(db, desk.coordinator, draft.id, draft.version, input, later)
}
