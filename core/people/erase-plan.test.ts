import { and, eq, ne } from 'drizzle-orm'
import type { Sql } from 'postgres'
import { expect } from 'vitest'
import { fold } from '#core/fold.ts'
import { receiveFee } from '#core/plan/fees.ts'
import { nowhere } from '#core/surveys/anonymous.ts'
import { countedBlocks } from '#core/surveys/counting.ts'
import { addPerson, makeDesk } from '#core/tickets/testing-desk.ts'
import type { Db } from '#db/client.ts'
import { feeFiles } from '#db/schema/consultants.ts'
import { businesses } from '#db/schema/people.ts'
import { surveyResponses } from '#db/schema/surveys.ts'
import { signups } from '#db/schema/training.ts'
import { test } from '#db/testing.ts'
import { shownData } from './data-rights.ts'
import { erasePerson } from './erase.ts'
import { heldOf } from './held.ts'
import { mergePeople } from './merging.ts'
import { liveThrough, now, openStage, type Whose } from './testing-life.ts'

const later = new Date(now.getTime() + 86_400_000)

const facts = [
  {
    ...{ name: 'Hạng Thị Sua', phone: '0977111222', taxCode: '5300123467' },
    ...{ business: 'HTX Dệt Pẻn Lẻng', commune: 'xã Sín Lủng', mark: 'khuổi Nậm Pẻn' },
  },
  {
    ...{ name: 'Lò Văn Ón', phone: '0988333444', taxCode: '5300087667' },
    ...{ business: 'HTX Mật ong Khau Vai', commune: 'xã Tả Van', mark: 'suối Huổi Luông' },
  },
] as const

/** Two people who did everything that step 4 knows; nothing of one is the other's. */
async function two(db: Db) {
  const desk = await makeDesk(db)
  const stage = await openStage(db, desk)
  const made: Whose[] = []
  for (const [at, one] of facts.entries()) {
    const chat = await addPerson(db, at === 0 ? 'telegram' : 'web', `dia-chi-${at}-7a9b`)
    const who = { ...chat, ...one }
    await liveThrough(db, stage, who)
    made.push(who)
  }
  return { desk, stage, gone: made[0]!, other: made[1]! }
}

/** Every row of every table that names one of the two, by what it names. */
async function rowsNaming(sql: Sql, needles: string[]): Promise<Map<string, string[]>> {
  const tables = await sql<{ name: string }[]>`
    select table_name as name from information_schema.tables
    where table_type = 'BASE TABLE' and table_schema = 'public'`
  expect(tables.length).toBeGreaterThan(60)
  const found = new Map<string, string[]>()
  for (const { name } of tables) {
    const rows = await sql<
      { row: string }[]
    >`select row_to_json(t)::text as row from ${sql(name)} t`
    const naming = rows.filter(({ row }) => needles.some((one) => fold(row).includes(fold(one))))
    if (naming.length > 0) found.set(name, naming.map(({ row }) => row).sort())
  }
  return found
}

const needlesOf = (who: Whose, at: number) => [
  ...[who.name, who.phone, who.taxCode, who.mark, who.commune],
  ...[who.business.slice(4), `dia-chi-${at}-7a9b`],
]

/** Tables that are about people and came with step 4, in which each of the two must have left something that names them. */
const naming = [
  ...['call_backs', 'certificates', 'difficulties', 'difficulty_groups', 'fee_files', 'files'],
  ...['recommendations', 'signups', 'subscriptions', 'survey_responses'],
]
/** And those that only point at them. */
const pointing = [
  'attendances',
  'course_questions',
  'course_told',
  'lesson_results',
  'referrals',
  'survey_marks',
]

test('who is erased leaves nothing in what step 4 keeps, and nobody else loses anything', async ({
  db,
  sql,
}) => {
  const { gone, other } = await two(db)
  const before = await rowsNaming(sql, needlesOf(gone, 0))
  expect([...before.keys()].filter((table) => naming.includes(table)).sort()).toEqual(naming)
  for (const table of pointing) {
    expect([table, (await sql`select 1 from ${sql(table)}`).length]).toEqual([table, 2])
  }
  const theirs = await rowsNaming(sql, needlesOf(other, 1))
  await db.transaction((tx) => erasePerson(tx, gone.personId, later))
  expect(await rowsNaming(sql, needlesOf(gone, 0))).toEqual(new Map())
  const left = await rowsNaming(sql, needlesOf(other, 1))
  // The erased one's seat went: that is told to nobody here, as nobody waited.
  expect(left).toEqual(theirs)
})

test('the export has every kind of it', async ({ db }) => {
  const { gone } = await two(db)
  const held = JSON.stringify(await heldOf(db, gone.personId))
  const kinds = [
    ...[
      '"attendee":"Hạng Thị Sua"',
      '"comment":"Lớp học chưa hay',
      '"printed":{',
      '"lesson":"Một"',
    ],
    ...['"attendedAt"', '"survey":"Khảo sát thử"', '"survey":"Bỏ dở"', '"survey":"Nhập hộ"'],
    ...['"anonymous":[', 'Vướng mắc của Hạng Thị Sua', 'chờ văn bằng quá lâu', 'Gọi 0977111222'],
    ...['"outcome":"Đã gọi', '"consultant":"Luật sư An"', '"feeVnd":2000000', 'Bản sao của Hạng'],
    ...['xã Sín Lủng', '"pace":"weekly"'],
  ]
  expect(kinds.filter((kind) => !held.includes(kind))).toEqual([])
  const shown = await shownData(db, gone.personId, 'vi')
  for (const kind of ['Luật sư An', 'chờ văn bằng quá lâu', '2.000.000', 'Chứng nhận']) {
    expect(shown).toContain(kind)
  }
})

test('two who become one have the rows of both', async ({ db, sql }) => {
  const { gone, other } = await two(db)
  const kinds = async (personId: number) => {
    const { classes, support, difficulties, surveys, records, tickets } = await heldOf(db, personId)
    return {
      classes: classes.length,
      records: Object.values(records).map((list) => list.length),
      support: [support.referrals.length, support.fees.length],
      difficulties: difficulties.length,
      surveys: [surveys.responses.length, surveys.anonymous.length, surveys.calls.length],
      tickets: tickets.length,
    }
  }
  const one = await kinds(gone.personId)
  expect(await kinds(other.personId)).toEqual(one)
  const doer = { staffId: null, patient: true }
  await db.transaction((tx) => mergePeople(tx, [gone.personId, other.personId], doer, later))
  const both = await kinds(gone.personId)
  expect(both).toEqual({
    classes: one.classes * 2,
    records: one.records.map((n) => n * 2),
    support: one.support.map((n) => n * 2),
    difficulties: one.difficulties * 2,
    surveys: [one.surveys[0]! * 2, one.surveys[1], one.surveys[2]! * 2],
    tickets: one.tickets * 2,
  })
  await db.transaction((tx) => erasePerson(tx, gone.personId, later))
  const needles = [...needlesOf(gone, 0), ...needlesOf(other, 1)]
  expect(await rowsNaming(sql, needles)).toEqual(new Map())
})

test('a business with a file of its own keeps it, without the name of who left', async ({ db }) => {
  const { desk, gone } = await two(db)
  const { businessId, taxCode } = gone
  const paper = {
    ...{ ticketCode: '', taxCode, name: '', size: 'micro' as const, feeVnd: 1_000_000 },
    ...{ receivedOn: '2026-03-10', missing: '', note: `Bà ${gone.name} nộp tại quầy` },
  }
  const { id } = await receiveFee(db, desk.coordinator, paper, now)
  await db.transaction((tx) => erasePerson(tx, gone.personId, later))
  const [firm] = await db.select().from(businesses).where(eq(businesses.id, businessId))
  expect(firm).toMatchObject({ taxCode: gone.taxCode, erasedAt: null })
  const [file] = await db.select().from(feeFiles).where(eq(feeFiles.id, id))
  expect(file).toMatchObject({ businessId, note: 'Bà […] nộp tại quầy' })
  const seats = await db.select().from(signups).where(eq(signups.personId, gone.personId))
  expect(seats.map((seat) => seat.businessId === businessId)).toEqual([false, false])
})

test('of a survey the mark and the month stay, and what was counted of it is counted anew', async ({
  db,
  sql,
}) => {
  const { stage, gone } = await two(db)
  const { id } = stage.named
  const survey = { id, createdAt: now }
  const countable = { single: ['sao', 'kenh', 'nguoi'], several: [] }
  await countedBlocks(db, survey, countable)
  const kept = () => sql`select n from survey_counts where survey_id = ${id}`
  expect(await kept()).toEqual([{ n: 1 }, { n: 1 }])
  await db.transaction((tx) => erasePerson(tx, gone.personId, later))
  expect(await kept()).toEqual([])
  const rows = await db
    .select()
    .from(surveyResponses)
    .where(and(eq(surveyResponses.completedOn, '2026-03-01'), ne(surveyResponses.channel, nowhere)))
  expect(rows).toHaveLength(2)
  for (const row of rows) {
    expect(row).toMatchObject({
      ...{ answers: { sao: 2, kenh: 'other:' }, size: 'medium', commune: null, staffId: null },
      ...{ personId: null, ticketId: null, startedAt: null, completedAt: null },
    })
  }
  const [own] = await countedBlocks(db, survey, { ...countable, single: ['sao'] })
  expect(own).toMatchObject({ n: 1 })
})
