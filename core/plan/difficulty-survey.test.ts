import { eq } from 'drizzle-orm'
import { expect } from 'vitest'
import { forgetOffice, loadOffice, type Office } from '#core/office.ts'
import { enterResponse } from '#core/surveys/entering.ts'
import { beginResponse, completeResponse } from '#core/surveys/responses.ts'
import type { Form } from '#core/surveys/shape.ts'
import { surveyById } from '#core/surveys/surveys.ts'
import { coordinator, formOf, openedSurvey } from '#core/surveys/testing-surveys.ts'
import { addPerson, at, makeDesk } from '#core/tickets/testing-desk.ts'
import type { Db } from '#db/client.ts'
import { difficulties } from '#db/schema/difficulties.ts'
import { people } from '#db/schema/people.ts'
import { test } from '#db/testing.ts'

const now = at('2026-03-10 09:00')
const asking: Form = formOf(
  { id: 'kho-khan', kind: 'text', ask: 'Khó khăn, vướng mắc?', required: false, difficulty: true },
  { id: 'gop-y', kind: 'text', ask: 'Góp ý khác?', required: false },
)
const said = 'Hồ sơ đăng ký nhãn hiệu rườm rà, phải đi lại nhiều lần'

async function ready(db: Db, settings: { anonymous?: boolean } = {}) {
  forgetOffice()
  const desk = await makeDesk(db)
  const { personId } = await addPerson(db, 'web', 'Lò Văn Sửu')
  await db.update(people).set({ commune: 'xã Văn Bàn' }).where(eq(people.id, personId))
  const { id: surveyId } = await openedSurvey(db, asking, now, settings)
  return { desk, personId, surveyId, office: await loadOffice(db) }
}

interface Given {
  surveyId: number
  personId: number
  office: Office
}

async function answers(db: Db, { surveyId, personId, office }: Given, given: object) {
  const survey = await surveyById(db, surveyId)
  if (!survey) throw new Error('no survey')
  const begun = await beginResponse(db, survey, { personId, channel: 'web' }, now)
  const completing = { surveyId, personId, channel: 'web', ...begun, answers: { ...given } }
  return db.transaction((tx) => completeResponse(tx, completing, office, now))
}

test('what a response says to a question for difficulties is kept once, with who and where', async ({
  db,
}) => {
  const given = await ready(db)
  const tries = [1, 2, 3].map(() =>
    answers(db, given, { 'kho-khan': said, 'gop-y': 'Cảm ơn Sở đã hỏi' }),
  )
  await Promise.allSettled(tries)
  expect(await db.select().from(difficulties)).toMatchObject([
    {
      ...{ source: 'survey', content: said, personId: given.personId, raisedOn: '2026-03-10' },
      ...{ commune: 'xã Văn Bàn', ticketId: null, staffId: null },
    },
  ])
})

test('a question left without an answer, or answered with spaces, is no difficulty', async ({
  db,
}) => {
  const given = await ready(db)
  await answers(db, given, { 'gop-y': 'Không có' })
  const { personId } = await addPerson(db, 'web', 'Giàng Thị Mỷ')
  await answers(db, { ...given, personId }, { 'kho-khan': '   ' })
  expect(await db.$count(difficulties)).toBe(0)
})

test('an anonymous response leaves no difficulty, as its moment would tell whose it was', async ({
  db,
}) => {
  const given = await ready(db, { anonymous: true })
  await answers(db, given, { 'kho-khan': said })
  expect(await db.$count(difficulties)).toBe(0)
})

test('a refused response leaves no difficulty', async ({ db }) => {
  const given = await ready(db)
  const tooMuch = answers(db, given, { 'kho-khan': said, 'gop-y': 'a'.repeat(20_000) })
  await expect(tooMuch).rejects.toThrow('surveys:refusal')
  expect(await db.$count(difficulties)).toBe(0)
})

test('one staff enter at an inspection is kept once as heard there, of nobody known', async ({
  db,
}) => {
  const { desk, surveyId, office } = await ready(db)
  const entered = {
    ...{ surveyId, source: 'inspection' as const, answers: { 'kho-khan': said } },
    ...{ id: crypto.randomUUID(), size: 'small', fieldId: desk.fields.standard },
  }
  await enterResponse(db, entered, office, { actor: coordinator, now })
  await enterResponse(db, entered, office, { actor: coordinator, now })
  expect(await db.select().from(difficulties)).toMatchObject([
    {
      ...{ source: 'inspection', content: said, fieldId: desk.fields.standard, size: 'small' },
      ...{ staffId: coordinator.id, personId: null },
    },
  ])
})
