import { expect } from 'vitest'
import type { Db } from '#db/client.ts'
import { test } from '#db/testing.ts'
import { sendAnswer } from './answers.ts'
import { route } from './routing.ts'
import { similarAnswered } from './similar.ts'
import { ask, at, makeDesk, type TestDesk } from './testing-desk.ts'

const now = at('2026-03-02 09:00')

/** A question of a unit's field that has been answered. */
async function answer(db: Db, desk: TestDesk, question: string, unit: 'technology' | 'standards') {
  const field = unit === 'technology' ? desk.fields.ip : desk.fields.standard
  const ticket = await ask(db, desk.person, now, { question })
  const place = { fieldId: field, leadUnitId: desk.units[unit], scope: 'general' as const }
  const { version } = await route(db, desk.coordinator, ticket.id, ticket.version, place, now)
  const text = { body: `Trả lời: ${question}`, basis: 'Điều 100' }
  return sendAnswer(db, desk.coordinator, ticket.id, version, text, now)
}

test('the nearest answered question of the field comes first, with its answer', async ({ db }) => {
  const desk = await makeDesk(db)
  await answer(db, desk, 'Chuyển giao công nghệ ươm tơ cần đăng ký hợp đồng không?', 'technology')
  const near = await answer(db, desk, 'Hồ sơ đăng ký nhãn hiệu chè Shan gồm gì?', 'technology')
  await answer(db, desk, 'Đăng ký nhãn hiệu quế Văn Bàn cần hồ sơ gì?', 'standards')
  const ticket = await ask(db, desk.person, now, { suggestion: { fieldId: desk.fields.ip } })
  const found = await similarAnswered(db, desk.officer, ticket)
  expect(found[0]).toMatchObject({
    code: near.code,
    answer: 'Trả lời: Hồ sơ đăng ký nhãn hiệu chè Shan gồm gì?',
    basis: 'Điều 100',
  })
})

test('nobody is shown an answer they may not read, and a question of no field finds none', async ({
  db,
}) => {
  const desk = await makeDesk(db)
  await answer(db, desk, 'Hồ sơ đăng ký nhãn hiệu chè Shan gồm gì?', 'technology')
  const ticket = await ask(db, desk.person, now, { suggestion: { fieldId: desk.fields.ip } })
  expect(await similarAnswered(db, desk.standardsOfficer, ticket)).toEqual([])
  const unknown = await ask(db, desk.person, now)
  expect(await similarAnswered(db, desk.coordinator, unknown)).toEqual([])
})
