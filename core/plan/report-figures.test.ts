import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { readXlsx } from 'hucre/xlsx'
import mammoth from 'mammoth'
import { describe, expect } from 'vitest'
import { forgetOffice } from '#core/office.ts'
import { erasePerson } from '#core/people/erase.ts'
import { settingShapes } from '#core/profile-shape.ts'
import { saveSetting } from '#core/settings.ts'
import { sendAnswer } from '#core/tickets/answers.ts'
import { route } from '#core/tickets/routing.ts'
import { ask, at, makeDesk } from '#core/tickets/testing-desk.ts'
import type { Db } from '#db/client.ts'
import { consultants, feeFiles } from '#db/schema/consultants.ts'
import { difficulties } from '#db/schema/difficulties.ts'
import { planTasks } from '#db/schema/plan.ts'
import { recommendations } from '#db/schema/recommendations.ts'
import { courseSessions, courses } from '#db/schema/training.ts'
import { test } from '#db/testing.ts'
import { figuresOf } from './figures.ts'
import { findReport, reportOf } from './report.ts'
import { contentOf } from './report-content.ts'
import { reportDocx } from './report-docx.ts'
import { formDocx } from './report-form-docx.ts'
import { formXlsx } from './report-form-xlsx.ts'
import { frozenRecords, frozenSum } from './report-freezing.ts'
import { issueReport } from './report-issuing.ts'
import { reportLines } from './report-lines.ts'
import { makeDueReports } from './report-making.ts'
import { countFigure, recordsOfFigure } from './report-records.ts'
import { writeReport } from './report-writing.ts'

const run = promisify(execFile)
const soffice = await run('sh', ['-c', 'command -v soffice']).then(
  () => true,
  () => false,
)

const now = at('2026-06-05 08:00')
const day = '2026-03-10'

/** One or two of everything that a report counts. */
async function fillYear(db: Db) {
  const desk = await makeDesk(db)
  await saveSetting(
    db,
    'organisation',
    settingShapes.organisation.parse({
      ...{ name: 'Sở Khoa học và Công nghệ tỉnh Lào Cai', nameEn: 'Lào Cai DOST' },
      ...{ shortName: 'Sở KH&CN', province: 'Lào Cai', parent: 'Ủy ban nhân dân tỉnh Lào Cai' },
    }),
    now,
  )
  await saveSetting(
    db,
    'reporting',
    settingShapes.reporting.parse([
      { code: 'nua-nam', name: 'Báo cáo 6 tháng', due: '06-20', months: 6 },
      { code: '21a-nua-nam', name: 'Biểu 21a', due: '06-10', months: 6 },
      { code: '21b-nua-nam', name: 'Biểu 21b', due: '06-20', months: 6 },
    ]),
    now,
  )
  forgetOffice()
  const asked = at(`${day} 09:00`)
  for (let number = 0; number < 3; number += 1) {
    const { id, version } = await ask(db, desk.person, asked)
    const to = {
      ...{ fieldId: desk.fields.ip, leadUnitId: desk.units.technology },
      scope: 'general' as const,
    }
    const ticket = await route(db, desk.coordinator, id, version, to, asked)
    if (number === 0) {
      await sendAnswer(db, desk.coordinator, id, ticket.version, { body: 'Được' }, asked)
    }
  }
  for (const [at, kind] of (['class', 'class', 'dialogue'] as const).entries()) {
    const [course] = await db
      .insert(courses)
      .values({
        ...{ slug: `lop-${at}`, kind, title: `Lớp ${at}`, leadUnitId: desk.units.technology },
        ...{ mode: 'in-person', state: 'held', budgetVnd: 10_000_000, societyVnd: 2_500_000 },
        ...{ createdAt: asked, updatedAt: asked },
      })
      .returning({ id: courses.id })
    await db.insert(courseSessions).values({
      ...{ courseId: course?.id ?? 0, startsAt: asked, endsAt: asked, attendCode: '1' },
    })
  }
  await db.insert(consultants).values({ name: 'Luật sư An', since: day, updatedAt: asked })
  const file = {
    ...{ businessId: desk.person.businessId, feeVnd: 9_000_000, allowedVnd: 3_000_000 },
    ...{ receivedOn: day, staffId: desk.coordinator.id, createdAt: asked },
  }
  await db.insert(feeFiles).values([
    { ...file, size: 'micro', state: 'granted', grantedVnd: 3_000_000, decidedOn: day },
    { ...file, size: 'small', state: 'refused', decidedOn: day },
    { ...file, size: 'medium', state: 'incomplete' },
  ])
  await db.insert(difficulties).values({
    ...{ source: 'typed', content: 'Phí cao', fieldId: desk.fields.ip, raisedOn: day },
    createdAt: asked,
  })
  await db.insert(recommendations).values({
    ...{ authority: 'Bộ', content: 'Sửa mức phí', unitId: desk.units.technology, sentAt: asked },
    ...{ state: 'replied', repliedAt: asked, outcome: 'partly', staffId: desk.head.id },
  })
  await db.insert(planTasks).values({
    ...{ plan: 'p', number: '1', content: 'Mở lớp', deadline: 'date', dueOn: day, doneOn: day },
    ...{ state: 'done', leadUnitId: desk.units.technology, updatedAt: asked },
  })
  await makeDueReports(db, now)
  return desk
}

async function reportOfKind(db: Db, kind: 'half' | '21a' | '21b', unitId: number | null = null) {
  const report = await reportOf(db, { kind, period: '2026-H1', unitId })
  if (!report) throw new Error('no report')
  return report
}

describe('figures', () => {
  test('each number of a report is the number of records it opens, of the whole and of a unit', async ({
    db,
  }) => {
    const { units } = await fillYear(db)
    for (const unitId of [undefined, units.technology]) {
      const scope = { fromOn: '2025-12-15', toOn: '2026-06-14', unitId }
      const figures = await figuresOf(db, scope, now)
      const lines = Object.values(reportLines).flat()
      for (const line of lines.filter(({ whole }) => unitId === undefined || !whole)) {
        const { n, hits, amount } = await countFigure(db, line.key, scope)
        const rate = n === 0 ? null : (100 * hits) / n
        const sum = line.unit === 'money' || line.key === 'recipients'
        const counted = line.unit === 'rate' ? rate : sum ? amount : n
        expect([line.key, line.of(figures)]).toEqual([line.key, counted])
        const { rows } = await recordsOfFigure(db, line.key, scope, 1)
        expect(rows).toHaveLength(n)
      }
      const { n } = await countFigure(
        db,
        `field-${figures.tickets.byField[0]?.fieldId}-answered`,
        scope,
      )
      expect(n).toBe(1)
    }
  })
})

test('a task that is open after the last day of the period is late in it', async ({ db }) => {
  const task = { plan: 'p', number: '9', content: 'Nộp báo cáo', deadline: 'date' as const }
  await db.insert(planTasks).values({ ...task, dueOn: '2025-01-10', updatedAt: now })
  const scope = { fromOn: '2025-01-01', toOn: '2025-01-10' }
  expect((await figuresOf(db, scope, now)).tasks.late).toBe(1)
  expect((await countFigure(db, 'tasks-late', scope)).n).toBe(1)
})

describe('a narrative report as docx', () => {
  test('has the heading, figures and texts, and is the same after the records have changed', async ({
    db,
  }) => {
    const desk = await fillYear(db)
    const draft = await reportOfKind(db, 'half')
    const texts = { narrative: { strengths: 'Chủ động hướng dẫn.' }, typed: {} }
    const by = { actor: desk.coordinator, ip: undefined, now }
    const { version } = await writeReport(db, draft.id, draft.version, texts, by)
    await issueReport(db, draft.id, version, { number: '125', anyway: true }, by)
    const drawn = async () => {
      const content = await contentOf(db, await findReport(db, draft.id), new Date())
      if (content.kind !== 'narrative') throw new Error('a form')
      return Buffer.from(await reportDocx(content.paper))
    }
    const first = await mammoth.convertToHtml({ buffer: await drawn() })
    await ask(db, desk.person, at(`${day} 10:00`))
    await db.update(courses).set({ title: 'Khác', state: 'cancelled' })
    const again = await mammoth.convertToHtml({ buffer: await drawn() })
    expect(again.value).toBe(first.value)
    const { value: text } = await mammoth.extractRawText({ buffer: await drawn() })
    expect(text.replace(/\s+/g, ' ')).toContain(
      'ỦY BAN NHÂN DÂN TỈNH LÀO CAI SỞ KHOA HỌC VÀ CÔNG NGHỆ CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM',
    )
    for (const words of ['Số: 125/BC-SKHCN', 'ngày 05 tháng 6 năm 2026', 'Chủ động hướng dẫn.'])
      expect(text).toContain(words)
    expect(first.value).toMatch(/Số yêu cầu tiếp nhận<\/p><\/td><td><p>3</)
  })

  test.skipIf(!soffice)(
    'opens in LibreOffice on A4 pages numbered from the second',
    { timeout: 60_000 },
    async ({ db }) => {
      await fillYear(db)
      const content = await contentOf(db, await reportOfKind(db, 'half'), now)
      if (content.kind !== 'narrative') throw new Error('a form')
      const folder = await mkdtemp(join(tmpdir(), 'bao-cao-'))
      try {
        await writeFile(join(folder, 'r.docx'), await reportDocx(content.paper))
        const profile = `-env:UserInstallation=file://${folder}/profile`
        await run('soffice', [
          profile,
          '--headless',
          '--convert-to',
          'pdf',
          '--outdir',
          folder,
          join(folder, 'r.docx'),
        ])
        const { extractText, getDocumentProxy } = await import('unpdf')
        const pdf = await getDocumentProxy(new Uint8Array(await readFile(join(folder, 'r.pdf'))))
        const { width, height } = (await pdf.getPage(1)).getViewport({ scale: 25.4 / 72 })
        expect([Math.round(width), Math.round(height)]).toEqual([210, 297])
        const { text } = await extractText(pdf, { mergePages: false })
        // Which letters come out whole depends on the machine's fonts: these always do.
        expect(text[0]).toContain('/BC-SKHCN')
        expect(text[0]?.trimStart()).not.toMatch(/^1\s/)
        expect(text[1]?.trimStart()).toMatch(/^2\s/)
        expect(text.at(-1)).toContain('- UBND')
      } finally {
        await rm(folder, { recursive: true, force: true })
      }
    },
  )
})

describe('the records behind an issued report', () => {
  test('are those counted when it was issued, without the name of who was erased since', async ({
    db,
  }) => {
    const desk = await fillYear(db)
    const draft = await reportOfKind(db, 'half')
    const scope = { fromOn: draft.fromOn, toOn: draft.toOn, unitId: undefined }
    await issueReport(
      db,
      draft.id,
      1,
      { number: '1', anyway: true },
      { actor: desk.coordinator, ip: undefined, now },
    )
    const field = `field-${desk.fields.ip}-answered`
    for (const figure of ['opened', 'resolved', 'classes', 'budget', 'tasks-due', field]) {
      const [sum, live] = [
        await frozenSum(db, draft.id, figure),
        await countFigure(db, figure, scope),
      ]
      expect([figure, sum]).toEqual([figure, live])
      const { rows } = await frozenRecords(db, draft.id, figure, 1)
      expect(rows).toEqual((await recordsOfFigure(db, figure, scope, 1)).rows)
    }
    const before = await frozenRecords(db, draft.id, 'opened', 1)
    await ask(db, desk.person, at(`${day} 10:00`))
    await db.update(courses).set({ state: 'cancelled' })
    await db.transaction((tx) => erasePerson(tx, desk.person.personId, now))
    const after = await frozenRecords(db, draft.id, 'opened', 1)
    expect(after.rows).toEqual(before.rows.map((row) => ({ ...row, erased: true })))
    expect((await frozenRecords(db, draft.id, 'classes', 1)).rows).toHaveLength(2)
  })

  test('of one issued before they were kept are not there', async ({ db }) => {
    await fillYear(db)
    expect(await frozenSum(db, (await reportOfKind(db, 'half')).id, 'opened')).toBeUndefined()
  })
})

describe('form 21a and 21b', () => {
  test('counts in column 4 what the committee above the office answered, not the office', async ({
    db,
  }) => {
    const desk = await fillYear(db)
    const scope = { fromOn: '2026-01-01', toOn: '2026-05-31' }
    const replied = (authority: string, repliedAt = at(`${day} 10:00`)) =>
      db.insert(recommendations).values({
        ...{ authority, content: 'Sửa mức phí', unitId: desk.units.technology, repliedAt },
        ...{ sentAt: at('2025-11-03 09:00'), state: 'replied', staffId: desk.head.id },
      })
    await replied('UBND tỉnh Lào Cai')
    await replied('Ủy ban nhân dân tỉnh')
    await replied('Chủ tịch UBND  tỉnh Lào Cai')
    await replied('UBND phường Lào Cai')
    await replied('UBND tỉnh Bắc Ninh')
    await replied('Văn phòng UBND tỉnh Lào Cai')
    await replied('UBND tỉnh Lào Cai', at('2026-06-01 00:00'))
    expect((await countFigure(db, 'committee-answers', scope)).n).toBe(3)
    const report = await reportOfKind(db, '21a')
    const content = await contentOf(db, report, now)
    if (content.kind !== 'form') throw new Error('no form')
    expect(content.paper.rows[0]?.[3]).toMatchObject({ value: 3, figure: 'committee-answers' })
  })

  test('fills its thirteen columns from the records, or with what staff typed in', async ({
    db,
  }) => {
    const { coordinator } = await fillYear(db)
    const report = await reportOfKind(db, '21a')
    const values = async () => {
      const content = await contentOf(db, await findReport(db, report.id), now)
      if (content.kind !== 'form') throw new Error('no form')
      return content.paper
    }
    const first = await values()
    expect(first.rows[0]?.map(({ value }) => value)).toEqual([
      ...[1, 2, 1, 0, 0, 3, 2, 0, 1, 1, 3_000_000, 30_000_000, 7_500_000],
    ])
    const typed = { narrative: {}, typed: { 'own-4': 6, 'own-2': 2 } }
    await writeReport(db, report.id, 1, typed, { actor: coordinator, ip: undefined, now })
    const paper = await values()
    expect(paper.rows[0]?.[3]).toMatchObject({ value: 6, source: 'typed', recorded: 0 })
    expect(paper.rows[0]?.[1]).toMatchObject({ value: 2, source: 'records' })

    const book = await readXlsx(await formXlsx(paper))
    const rows = book.sheets[0]?.rows ?? []
    expect(
      rows
        .find((row) => row[0] === '(1)')
        ?.slice(0, 13)
        .at(-1),
    ).toBe('(13)')
    expect(rows.find((row) => row[10] === 3_000_000)?.slice(0, 4)).toEqual([1, 2, 1, 6])
    const { value } = await mammoth.convertToHtml({ buffer: Buffer.from(await formDocx(paper)) })
    expect(value).toContain('colspan="9"')
    expect(value).toContain('Số hồ sơ được giải quyết')
  })

  test('form 21b adds the other departments that staff typed in', async ({ db }) => {
    const { coordinator } = await fillYear(db)
    const report = await reportOfKind(db, '21b')
    const narrative = { 'row-1': 'Sở Công Thương', 'row-1-note': 'Gửi ngày 15/6' }
    const typed = { 'row-1-2': 5, 'row-1-13': 1_000 }
    await writeReport(
      db,
      report.id,
      1,
      { narrative, typed },
      { actor: coordinator, ip: undefined, now },
    )
    const content = await contentOf(db, await findReport(db, report.id), now)
    if (content.kind !== 'form') throw new Error('no form')
    const { rows, marks } = content.paper
    expect(marks).toHaveLength(16)
    expect(rows.map((row) => [row[1]?.text, row[3]?.value, row[14]?.value])).toEqual([
      ['Tổng số tại cấp tỉnh', 7, 7_501_000],
      ['Sở Khoa học và Công nghệ tỉnh Lào Cai', 2, 7_500_000],
      ['Sở Công Thương', 5, 1_000],
    ])
    expect(rows[2]?.at(-1)?.text).toBe('Gửi ngày 15/6')
  })
})
