import { forgetOffice, loadOffice } from '#core/office.ts'
import type { Actor, Role } from '#core/staff/roles.ts'
import type { Db } from '#db/client.ts'
import { businesses, conversations, people } from '#db/schema/people.ts'
import { fields, units } from '#db/schema/profile.ts'
import { staff } from '#db/schema/staff.ts'
import { type NewTicket, openTicket } from './open.ts'
import type { Ticket } from './ticket.ts'

/** Local time in Việt Nam: `at('2026-03-02 09:00')`. */
export function at(text: string): Date {
  return new Date(`${text.replace(' ', 'T')}:00+07:00`)
}

export type TestDesk = Awaited<ReturnType<typeof makeDesk>>

/** A small office: the focal unit, a division with approval and one without, two fields, and its people. */
export async function makeDesk(db: Db) {
  forgetOffice()
  const [office, technology, standards] = await db
    .insert(units)
    .values([
      { code: 'van-phong', name: 'Văn phòng Sở', shortName: 'Văn phòng', focal: true },
      {
        code: 'cong-nghe',
        name: 'Phòng Quản lý công nghệ',
        shortName: 'Công nghệ',
        approval: true,
      },
      { code: 'tieu-chuan', name: 'Phòng Tiêu chuẩn Đo lường Chất lượng', shortName: 'TĐC' },
    ])
    .returning({ id: units.id })
  if (!office || !technology || !standards) throw new Error('no units')
  const [ip, standard] = await db
    .insert(fields)
    .values([
      { code: 'shtt', name: 'Sở hữu trí tuệ', nameEn: 'IP', leadUnitId: technology.id },
      { code: 'tieu-chuan', name: 'Tiêu chuẩn', nameEn: 'Standards', leadUnitId: standards.id },
    ])
    .returning({ id: fields.id })
  if (!ip || !standard) throw new Error('no fields')
  const member = (role: Role, unitId?: number, name: string = role) =>
    addStaff(db, { role, unitId, name })
  const actors = {
    coordinator: await member('coordinator', office.id, 'Nguyễn Thị Hoa'),
    head: await member('head', technology.id, 'Trần Văn Bình'),
    officer: await member('officer', technology.id, 'Lê Minh'),
    colleague: await member('officer', technology.id, 'Phạm Lan'),
    standardsOfficer: await member('officer', standards.id, 'Vũ Dũng'),
    leader: await member('leader', undefined, 'Giám đốc'),
    administrator: await member('administrator'),
    consultant: await member('consultant', undefined, 'Luật sư An'),
  }
  const person = await addPerson(db, 'web', 'visitor-1')
  return {
    ...actors,
    person,
    units: { office: office.id, technology: technology.id, standards: standards.id },
    fields: { ip: ip.id, standard: standard.id },
  }
}

let staffNumber = 0

/** A member of staff who can be an actor. */
export async function addStaff(
  db: Db,
  of: { role: Role; unitId: number | undefined; name: string },
): Promise<Actor> {
  staffNumber += 1
  const id = `staff-${staffNumber}`
  const now = at('2026-01-05 08:00')
  await db.insert(staff).values({
    id,
    name: of.name,
    email: `${id}@laocai.example`,
    role: of.role,
    unitId: of.unitId ?? null,
    createdAt: now,
    updatedAt: now,
  })
  return { id, role: of.role, unitId: of.unitId, name: of.name }
}

/** Somebody who asks, with a business and a chat. */
export async function addPerson(
  db: Db,
  channel: 'web' | 'telegram',
  address: string,
  language: 'vi' | 'en' = 'vi',
) {
  const createdAt = at('2026-01-05 08:00')
  const [business] = await db
    .insert(businesses)
    .values({ name: `HTX Quế ${address}`, createdAt })
    .returning({ id: businesses.id })
  const [person] = await db
    .insert(people)
    .values({ phone: '0912345678', businessId: business?.id ?? null, createdAt })
    .returning({ id: people.id })
  if (!business || !person) throw new Error('no person')
  const [conversation] = await db
    .insert(conversations)
    .values({ channel, address, personId: person.id, language, createdAt, lastHeardAt: createdAt })
    .returning({ id: conversations.id })
  if (!conversation) throw new Error('no conversation')
  const ids = { personId: person.id, businessId: business.id, conversationId: conversation.id }
  return { ...ids, channel, language }
}

/** A question just sent. */
export async function ask(
  db: Db,
  person: Awaited<ReturnType<typeof addPerson>>,
  now: Date,
  more: Partial<NewTicket> = {},
): Promise<Ticket> {
  const office = await loadOffice(db)
  const { personId, conversationId, channel, businessId } = person
  const question = 'Đăng ký nhãn hiệu cho quế Văn Bàn cần hồ sơ gì?'
  const input = { personId, conversationId, channel, businessId, question, ...more }
  return db.transaction((tx) => openTicket(tx, input, office, now))
}
