import { sql } from 'drizzle-orm'
import type { Sql } from 'postgres'
import { expect } from 'vitest'
import { forgetOffice, loadOffice } from '#core/office.ts'
import { Refusal } from '#core/refusal.ts'
import type { Db } from '#db/client.ts'
import { people } from '#db/schema/people.ts'
import { callBacks, surveyMarks, surveyResponses, surveys } from '#db/schema/surveys.ts'
import { test } from '#db/testing.ts'
import { keepAnonymous } from './anonymous.ts'
import { publishSurvey, saveDraft } from './drafting.ts'
import { enterResponse } from './entering.ts'
import { beginResponse, completeResponse, keepAnswers } from './responses.ts'
import type { Form } from './shape.ts'
import { surveyById } from './surveys.ts'
import { coordinator, formOf, openedSurvey } from './testing-surveys.ts'

// Six at once wait for a seventh.
test.override('connections', 10)

const now = new Date('2026-03-02T09:00:00+07:00')
const by = { actor: coordinator, now }
const stars: Form = formOf({
  id: 'sao',
  kind: 'stars',
  ask: 'Hài lòng?',
  required: true,
  mark: true,
})

async function peopleOf(db: Db, n: number): Promise<number[]> {
  forgetOffice()
  const rows = Array.from({ length: n }, () => ({ createdAt: now, commune: 'xã Văn Bàn' }))
  return (await db.insert(people).values(rows).returning({ id: people.id })).map(({ id }) => id)
}

async function answers(db: Db, surveyId: number, personId: number, given: object = { sao: 5 }) {
  const survey = await surveyById(db, surveyId)
  if (!survey) throw new Error('no survey')
  const office = await loadOffice(db)
  const begun = await beginResponse(db, survey, { personId, channel: 'web' }, now)
  return db.transaction((tx) =>
    completeResponse(
      tx,
      { surveyId, personId, channel: 'web', ...begun, answers: { ...given } },
      office,
      now,
    ),
  )
}

const keysOf = (settled: PromiseSettledResult<unknown>[]) =>
  settled.map((one) => (one.status === 'fulfilled' ? 'kept' : (one.reason as Refusal).key))

for (const anonymous of [false, true]) {
  test(`answered twice at once, ${anonymous ? 'anonymous' : 'by name'}: one response, the other is told so`, async ({
    db,
  }) => {
    const { id } = await openedSurvey(db, stars, now, { anonymous })
    const [person = 0] = await peopleOf(db, 1)
    const tries = [1, 2, 3, 4].map(() => answers(db, id, person))
    const told = keysOf(await Promise.allSettled(tries)).sort()
    expect(told).toEqual(['kept', ...Array(3).fill('surveys:refusal.answered')])
    expect(await db.$count(surveyResponses)).toBe(1)
  })

  test(`a quota is exact when many answer at once, ${anonymous ? 'anonymous' : 'by name'}, and closes the survey`, async ({
    db,
  }) => {
    const { id } = await openedSurvey(db, stars, now, { anonymous, quota: 4 })
    const persons = await peopleOf(db, 12)
    const told = keysOf(await Promise.allSettled(persons.map((person) => answers(db, id, person))))
    expect(told.filter((key) => key === 'kept')).toHaveLength(4)
    expect(new Set(told)).toEqual(new Set(['kept', 'surveys:refusal.full']))
    const complete = await db.$count(surveyResponses, sql`state = 'complete'`)
    expect(complete).toBe(4)
    expect(await db.$count(surveyMarks)).toBe(anonymous ? 4 : 0)
    expect((await surveyById(db, id))?.state).toBe('closed')
  })
}

for (const anonymous of [false, true]) {
  test(`a quota set while many are sending theirs holds for all of them, ${anonymous ? 'anonymous' : 'by name'}`, async ({
    db,
    sql: watch,
  }) => {
    const { id } = await openedSurvey(db, stars, now, { anonymous })
    const persons = await peopleOf(db, 6)
    const sent = await db.transaction(async (tx) => {
      await saveDraft(tx, { id, version: 1 }, { quota: 2 }, by)
      const tries = Promise.allSettled(persons.map((person) => answers(db, id, person)))
      await waiting(watch, persons.length)
      return { tries }
    })
    const told = keysOf(await sent.tries)
    expect(told.filter((key) => key === 'kept')).toHaveLength(2)
    expect(await db.$count(surveyResponses, sql`state = 'complete'`)).toBe(2)
  })
}

/** Until so many wait for a lock. */
async function waiting(watch: Sql, n: number): Promise<void> {
  await expect
    .poll(async () => {
      const [row] = await watch`
        select count(*)::int as n from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`
      return row?.n
    })
    .toBe(n)
}

test('a response goes on in the version it was begun in, and later ones in the new', async ({
  db,
}) => {
  const { id } = await openedSurvey(db, stars, now)
  const [lan = 0, mai = 0] = await peopleOf(db, 2)
  const survey = await surveyById(db, id)
  if (!survey) throw new Error('no survey')
  const begun = await beginResponse(db, survey, { personId: lan, channel: 'zalo' }, now)
  await keepAnswers(db, begun.responseId ?? '', { sao: 4 })
  const more = formOf(...(stars.sections[0]?.questions ?? []), {
    id: 'y',
    kind: 'text',
    ask: 'Ý kiến?',
    required: true,
  })
  const version = await saveDraft(db, { id, version: 1 }, { form: more }, by)
  expect(await publishSurvey(db, { id, version }, by)).toBe(2)
  expect(await publishSurvey(db, { id, version }, by)).toBe(2)
  const renewed = await surveyById(db, id)
  if (!renewed) throw new Error('no survey')
  const again = await beginResponse(db, renewed, { personId: lan, channel: 'web' }, now)
  expect(again).toEqual({ ...begun, answers: { sao: 4 } })
  await answers(db, id, lan, { sao: 4 })
  await expect(answers(db, id, mai, { sao: 5 })).rejects.toThrow('surveys:refusal.unanswered')
  await answers(db, id, mai, { sao: 5, y: 'Tốt' })
  const kept = await db.select().from(surveyResponses).orderBy(surveyResponses.version)
  expect(kept.map((row) => [row.version, row.state, row.commune])).toEqual([
    [1, 'complete', 'xã Văn Bàn'],
    [2, 'complete', 'xã Văn Bàn'],
  ])
})

test('two who edit one form: the second is told, and the first is kept', async ({ db }) => {
  const { id } = await openedSurvey(db, stars, now)
  const saves = ['A', 'B'].map((title) => saveDraft(db, { id, version: 1 }, { title }, by))
  expect(keysOf(await Promise.allSettled(saves)).sort()).toEqual([
    'kept',
    'surveys:refusal.changed',
  ])
  await answers(db, id, (await peopleOf(db, 1))[0] ?? 0)
  const change = saveDraft(db, { id, version: 2 }, { anonymous: true }, by)
  await expect(change).rejects.toThrow('surveys:refusal.anonymity-fixed')
})

test('a low mark calls back, but never of an anonymous survey', async ({ db }) => {
  const [lan = 0] = await peopleOf(db, 1)
  await answers(db, (await openedSurvey(db, stars, now, { anonymous: true })).id, lan, { sao: 1 })
  expect(await db.$count(callBacks)).toBe(0)
  await answers(db, (await openedSurvey(db, stars, now)).id, lan, { sao: 1 })
  expect(await db.select().from(callBacks)).toMatchObject([{ personId: lan, score: 1 }])
})

async function paired(db: Db): Promise<number> {
  const joined = await db.execute(sql`
    select 1 from survey_marks m join survey_responses r on m.xmin::text = r.xmin::text`)
  return joined.length
}

test('of an anonymous response no table tells whose it is', async ({ db }) => {
  // Gaps that tests before left in the pages would be filled out of turn.
  await db.execute(sql`truncate survey_responses, survey_marks cascade`)
  const { id } = await openedSurvey(db, stars, now, { anonymous: true })
  const persons = await peopleOf(db, 6)
  for (const [at, person] of persons.toReversed().entries())
    await answers(db, id, person, { sao: 1 + (at % 5) })
  expect(await paired(db)).toBe(6)
  await keepAnonymous(db, now)
  const rows = await db.select().from(surveyResponses)
  for (const row of rows) {
    const { id: _, surveyId, version, state, answers: given, channel, completedOn, ...rest } = row
    expect([surveyId, version, state, channel, completedOn]).toEqual([
      id,
      1,
      'complete',
      'anonymous',
      '2026-03-01',
    ])
    expect(Object.keys(given)).toEqual(['sao'])
    expect(Object.values(rest).every((value) => value === null)).toBe(true)
  }
  // Neither a value nor PostgreSQL's own columns lead from a response to a mark.
  const tables = await db.execute<{ name: string }>(sql`
    select table_name as name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE' and table_name <> 'survey_responses'`)
  for (const { name } of tables) {
    const hits = await db.execute(sql`
      select 1 from ${sql.identifier(name)} t join survey_responses r on t::text like '%' || r.id || '%'`)
    expect(hits, name).toHaveLength(0)
  }
  // Every mark with every response: that tells nothing.
  expect(await paired(db)).toBe(36)
  const writers = await db.execute<{ n: number }>(
    sql`select count(distinct xmin::text)::int as n from survey_responses`,
  )
  expect(writers[0]?.n).toBe(1)
  const placed = await db.execute<{ id: string }>(
    sql`select id from survey_responses order by ctid`,
  )
  expect(placed.map((row) => row.id)).toEqual(rows.map((row) => row.id).sort())
  const order = await db.execute<{ person: number }>(
    sql`select person_id as person from survey_marks order by ctid`,
  )
  expect(order.map(({ person }) => person)).toEqual([...persons].sort((a, b) => a - b))
})

test('staff enter a response once; another unit and a wrong answer are refused', async ({ db }) => {
  const { id } = await openedSurvey(db, stars, now)
  const office = await loadOffice(db)
  const entered = {
    surveyId: id,
    source: 'inspection' as const,
    answers: { sao: '4' },
    id: crypto.randomUUID(),
    size: 'small',
  }
  expect(await enterResponse(db, entered, office, by)).toBe(
    await enterResponse(db, entered, office, by),
  )
  expect(await db.select().from(surveyResponses)).toMatchObject([
    {
      answers: { sao: 4 },
      channel: 'inspection',
      size: 'small',
      staffId: 'coordinator',
      personId: null,
    },
  ])
  const consultant = { actor: { ...coordinator, role: 'consultant' as const }, now }
  await expect(enterResponse(db, entered, office, consultant)).rejects.toThrow(
    'surveys:refusal.role',
  )
  await expect(enterResponse(db, { ...entered, answers: {} }, office, by)).rejects.toThrow(Refusal)
})

test('before its day and after it a survey takes nothing', async ({ db }) => {
  const [lan = 0] = await peopleOf(db, 1)
  const { id } = await openedSurvey(db, stars, now, {
    opensAt: new Date('2026-04-01'),
    closesAt: new Date('2026-05-01'),
  })
  await expect(answers(db, id, lan)).rejects.toThrow('surveys:refusal.soon')
  await db.update(surveys).set({ opensAt: null, closesAt: now })
  await expect(answers(db, id, lan)).rejects.toThrow('surveys:refusal.closed')
})
