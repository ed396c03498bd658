import { randomUUID } from 'node:crypto'
import type { ChannelName } from '#core/channel.ts'
import type { Actor, Role } from '#core/staff/roles.ts'
import type { Db } from '#db/client.ts'
import { noticeRecipients, notices, subscriptions } from '#db/schema/notices.ts'
import { businesses, conversations, people } from '#db/schema/people.ts'
import { settings } from '#db/schema/profile.ts'
import { staff } from '#db/schema/staff.ts'
import type { Draft } from './drafting.ts'

/** Monday 2 March 2026, 9:00. */
export const monday = new Date('2026-03-02T09:00:00+07:00')
export const hoursBefore = (hours: number, from = monday) =>
  new Date(from.getTime() - hours * 3_600_000)

interface Facts {
  channel?: ChannelName
  /** hours since they last wrote */
  silentFor?: number
  blocked?: 'blocked' | 'closed'
  followed?: boolean
  pace?: 'now' | 'weekly'
  fieldIds?: number[]
  sectors?: string[]
  communes?: string[]
  size?: (typeof businesses.$inferSelect)['size']
  stopped?: boolean
  since?: Date
}

/** Somebody who subscribed in a chat. */
export async function subscriber(db: Db, facts: Facts = {}) {
  const { channel = 'telegram', silentFor = 1, since = hoursBefore(1_000) } = facts
  const businessId = facts.size ? await businessOf(db, facts.size) : null
  const [person] = await db
    .insert(people)
    .values({ createdAt: since, businessId })
    .returning({ id: people.id })
  const personId = person!.id
  const chatId = await chat(db, personId, { ...facts, channel, silentFor })
  await db.insert(subscriptions).values({
    ...{
      personId,
      conversationId: chatId,
      consentVersion: 'v',
      consentedAt: since,
      changedAt: since,
    },
    ...{
      fieldIds: facts.fieldIds ?? [],
      sectors: facts.sectors ?? [],
      communes: facts.communes ?? [],
    },
    ...{ pace: facts.pace ?? 'now', stoppedAt: facts.stopped ? monday : null },
  })
  return { personId, chatId }
}

/** Another chat of a person. */
export async function chat(db: Db, personId: number, facts: Facts): Promise<number> {
  const { channel = 'telegram', silentFor = 1, blocked, followed } = facts
  const [row] = await db
    .insert(conversations)
    .values({
      ...{ channel, address: randomUUID(), personId, createdAt: hoursBefore(2_000) },
      lastHeardAt: hoursBefore(silentFor),
      ...{ blockedAt: blocked ? monday : null, blockedWhy: blocked ?? null },
      followedAt: followed ? hoursBefore(900) : null,
    })
    .returning({ id: conversations.id })
  return row!.id
}

async function businessOf(db: Db, size: Facts['size']): Promise<number> {
  const [row] = await db
    .insert(businesses)
    .values({ name: 'Hợp tác xã Tả Phìn', size: size ?? null, createdAt: monday })
    .returning({ id: businesses.id })
  return row!.id
}

/** What Zalo's settings add to its window. */
export async function zaloTells(db: Db): Promise<void> {
  const value = { zalo: { humanAgent: false, tells: true, tellsNotices: true } }
  await db.insert(settings).values({ key: 'reach', value, updatedAt: monday })
}

export const draft = (more: Partial<Draft> = {}): Draft => ({
  kind: 'law',
  title: 'Nghị định 142/2026/NĐ-CP về trí tuệ nhân tạo',
  body: 'Cơ sở dùng hệ thống AI phải tự phân loại rủi ro.\nSố hiệu 142/2026/NĐ-CP, có hiệu lực từ ngày 01/05/2026.',
  ...{
    titleEn: '',
    bodyEn: '',
    link: 'https://luat.laocai.gov.vn/van-ban/142-2026',
    documentId: null,
  },
  audience: {
    ...{ fieldIds: [], sectors: [], communes: [], sizes: [], channels: [] },
    ...{ lateDays: 0, remind: false },
  },
  urgent: false,
  routes: { counted: true, template: false, broadcast: false },
  ...more,
})

/** A notice in the table, ready for `prepareRecipients`. */
export async function notice(db: Db, more: Partial<typeof notices.$inferInsert> = {}) {
  const { kind, title, body, link, audience, routes } = draft()
  const [row] = await db
    .insert(notices)
    .values({
      ...{ kind, title, body, link, audience: { ...audience }, routes: { ...routes } },
      ...{ state: 'preparing', createdAt: monday, updatedAt: monday, startedAt: monday },
      ...more,
    })
    .returning()
  return row!
}

/** Somebody of the staff who acts. */
export async function member(db: Db, role: Role) {
  const id = randomUUID()
  const at = monday
  await db.insert(staff).values({
    ...{ id, name: `Cán bộ ${role}`, email: `${id}@desk.test`, emailVerified: true, role },
    ...{ createdAt: at, updatedAt: at },
  })
  const actor: Actor = { id, role, unitId: undefined, name: `Cán bộ ${role}` }
  return (now = monday) => ({ actor, ip: undefined, now })
}

/** Who is to get a notice, and how. */
export async function recipients(db: Db, noticeId: number) {
  const rows = await db.select().from(noticeRecipients)
  return new Map(rows.filter((row) => row.noticeId === noticeId).map((row) => [row.personId, row]))
}
