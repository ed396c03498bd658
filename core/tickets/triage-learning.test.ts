import { eq, inArray } from 'drizzle-orm'
import { expect } from 'vitest'
import { loadProfile } from '#core/profile.ts'
import { installProfile } from '#core/profile-install.ts'
import type { Db } from '#db/client.ts'
import { people } from '#db/schema/people.ts'
import { fields, triageModels, units } from '#db/schema/profile.ts'
import { tickets } from '#db/schema/tickets.ts'
import { test } from '#db/testing.ts'
import { suggest } from './triage.ts'
import { loadModel, trainTriage } from './triage-learning.ts'

const now = new Date('2026-03-02T09:00:00+07:00')
const laoCai = loadProfile('lao-cai-skhcn')

async function fieldId(db: Db, code: string): Promise<number> {
  const [row] = await db.select({ id: fields.id }).from(fields).where(eq(fields.code, code))
  return row!.id
}

/** Thirty routed questions: those about bees belong to research, the others to nobody. */
async function routeQuestions(db: Db): Promise<void> {
  const [person] = await db.insert(people).values({ createdAt: now }).returning({ id: people.id })
  const [research, other] = [await fieldId(db, 'nhiem-vu-khcn'), await fieldId(db, 'khac')]
  const bees = ['nuôi ong', 'tổ ong', 'ong mật', 'đàn ong', 'ong rừng']
  const rows = Array.from({ length: 30 }, (_, index) => ({
    code: `HL-2026-${String(index + 1).padStart(6, '0')}`,
    personId: person!.id,
    channel: 'web',
    question: index % 2 ? `${bees[index % 5]} cần giấy gì ${index}` : `câu hỏi chung ${index}`,
    fieldId: index % 2 ? research : other,
    scope: 'general' as const,
    openedAt: now,
    classifiedAt: now,
    dueAt: now,
    updatedAt: now,
  }))
  await db.insert(tickets).values(rows)
}

test('the model follows fields and units as the panel has them', async ({ db }) => {
  await installProfile(db, 'lao-cai-skhcn', laoCai, now)
  const told = suggest(await loadModel(db), 'đăng ký nhãn hiệu')
  const id = await fieldId(db, 'so-huu-tri-tue')
  expect(told).toMatchObject({ field: 'so-huu-tri-tue', lead: 'qlcn', fieldId: id })
  expect(told.leadUnitId).toBeTypeOf('number')

  const [cds] = await db.select({ id: units.id }).from(units).where(eq(units.code, 'cds'))
  await db.update(fields).set({ leadUnitId: cds!.id }).where(eq(fields.id, id))
  expect(suggest(await loadModel(db), 'đăng ký nhãn hiệu').lead).toBe('cds')
  await db.update(fields).set({ closedAt: now }).where(eq(fields.id, id))
  expect(suggest(await loadModel(db), 'đăng ký nhãn hiệu').field).not.toBe('so-huu-tri-tue')
})

test('confirmed routings teach it, once the job has run', async ({ db }) => {
  await installProfile(db, 'lao-cai-skhcn', laoCai, now)
  await routeQuestions(db)
  expect(suggest(await loadModel(db), 'trại ong của tôi').field).toBe('khac')
  expect(await trainTriage(db, now)).toBe(30)
  expect(suggest(await loadModel(db), 'trại ong của tôi').field).toBe('nhiem-vu-khcn')
})

test('what nobody routed, or was erased, teaches nothing', async ({ db }) => {
  await installProfile(db, 'lao-cai-skhcn', laoCai, now)
  await routeQuestions(db)
  const ids = (await db.select({ id: tickets.id }).from(tickets)).map((ticket) => ticket.id)
  await db
    .update(tickets)
    .set({ question: '' })
    .where(inArray(tickets.id, ids.slice(0, 10)))
  await db
    .update(tickets)
    .set({ classifiedAt: null })
    .where(inArray(tickets.id, ids.slice(10, 20)))
  expect(await trainTriage(db, now)).toBe(0)
  expect(await db.$count(triageModels)).toBe(0)
})

test('a few models are kept, the newest is used', async ({ db }) => {
  await installProfile(db, 'lao-cai-skhcn', laoCai, now)
  await routeQuestions(db)
  for (let day = 0; day < 8; day += 1) await trainTriage(db, new Date(now.getTime() + day))
  expect(await db.$count(triageModels)).toBe(5)
})

test('an empty database still gets an answer', async ({ db }) => {
  expect(suggest(await loadModel(db), 'nhãn hiệu')).toMatchObject({ field: 'khac', sure: 0 })
})
