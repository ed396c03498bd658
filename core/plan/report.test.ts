import { asc, eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { forgetOffice } from '#core/office.ts'
import { settingShapes } from '#core/profile-shape.ts'
import type { Refusal } from '#core/refusal.ts'
import { saveSetting } from '#core/settings.ts'
import type { Actor } from '#core/staff/roles.ts'
import { sendAnswer } from '#core/tickets/answers.ts'
import { route } from '#core/tickets/routing.ts'
import { addPerson, ask, at, makeDesk, type TestDesk } from '#core/tickets/testing-desk.ts'
import type { Db } from '#db/client.ts'
import { deliveries } from '#db/schema/deliveries.ts'
import { reports } from '#db/schema/plan.ts'
import { staff } from '#db/schema/staff.ts'
import { test } from '#db/testing.ts'
import { divisionReports, findReport, reportOf } from './report.ts'
import { type Content, contentOf } from './report-content.ts'
import { issueReport, missingIn } from './report-issuing.ts'
import { makeByHand, makeDueReports } from './report-making.ts'
import { remindReports } from './report-reminders.ts'
import { type Doer, giveBack, handIn, takeIn, writeReport } from './report-writing.ts'

const rules = settingShapes.reporting.parse([
  { code: 'nua-nam', name: 'Báo cáo 6 tháng', due: '06-20', months: 6 },
  { code: 'ca-nam', name: 'Báo cáo năm', due: '12-20', months: 12 },
  { code: '21a-nua-nam', name: 'Biểu 21a', due: '06-10', months: 6 },
])
const june = at('2026-06-01 08:00')

const by = (actor: Actor, now = june): Doer => ({ actor, ip: undefined, now })

async function openReports(db: Db): Promise<TestDesk> {
  const desk = await makeDesk(db)
  await saveSetting(db, 'reporting', rules, june)
  forgetOffice()
  await makeDueReports(db, june)
  return desk
}

async function wholeOf(db: Db) {
  const report = await reportOf(db, { kind: 'half', period: '2026-H1', unitId: null })
  if (!report) throw new Error('no report')
  return report
}

async function ofUnit(db: Db, unitId: number) {
  const report = await reportOf(db, { kind: 'half', period: '2026-H1', unitId })
  if (!report) throw new Error('no report')
  return report
}

const nothing = { narrative: {}, typed: {} }

function paperIn(content: Content) {
  if (content.kind !== 'narrative') throw new Error('a form')
  return content
}

async function answered(db: Db, desk: TestDesk, asked: Date) {
  const { id, version } = await ask(db, desk.person, asked)
  const to = {
    fieldId: desk.fields.standard,
    leadUnitId: desk.units.standards,
    scope: 'general' as const,
  }
  const ticket = await route(db, desk.coordinator, id, version, to, asked)
  await sendAnswer(db, desk.coordinator, id, ticket.version, { body: 'Được' }, asked)
}

describe('opening reports', () => {
  test('opens those due within 30 days once, of every unit and the whole, however many do it', async ({
    db,
  }) => {
    const desk = await openReports(db)
    const again = await Promise.all([1, 2, 3].map(() => makeDueReports(db, june)))
    expect(again).toEqual([0, 0, 0])
    const rows = await db.select({ kind: reports.kind, unitId: reports.unitId }).from(reports)
    const units = Object.values(desk.units)
    expect(
      rows
        .filter(({ kind }) => kind === 'half')
        .map(({ unitId }) => unitId)
        .toSorted(),
    ).toEqual([...units, null].toSorted())
    expect(rows.filter(({ kind }) => kind === '21a')).toEqual([{ kind: '21a', unitId: null }])
  })

  test('opens one early by hand, and says when there is nothing to open', async ({ db }) => {
    const { coordinator, officer } = await openReports(db)
    const year = { kind: 'year', period: '2026' } as const
    await expect(makeByHand(db, officer, year, by(officer))).rejects.toThrow('refusal.rights')
    await makeByHand(db, coordinator, year, by(coordinator))
    await expect(makeByHand(db, coordinator, year, by(coordinator))).rejects.toThrow('refusal.made')
    const none = { kind: 'year', period: '2026-H2' } as const
    await expect(makeByHand(db, coordinator, none, by(coordinator))).rejects.toThrow('no-period')
  })
})

describe('reminding', () => {
  test('tells the head of a unit once a step, and nobody once it is handed in', async ({ db }) => {
    const desk = await openReports(db)
    const chat = await addPerson(db, 'telegram', 'head')
    await db
      .update(staff)
      .set({ conversationId: chat.conversationId })
      .where(eq(staff.id, desk.head.id))
    const told = async (now: Date) => {
      await Promise.all([remindReports(db, now), remindReports(db, now)])
      const rows = await db
        .select({ body: deliveries.body })
        .from(deliveries)
        .orderBy(asc(deliveries.id))
      return rows.map(({ body }) => (body as { text: string }).text)
    }
    expect(await told(june)).toEqual([])
    expect(await told(at('2026-06-10 08:00'))).toHaveLength(1)
    expect(await told(at('2026-06-14 08:00'))).toHaveLength(1)
    const late = await told(at('2026-06-21 08:00'))
    expect(late).toHaveLength(2)
    expect(late[0]).toContain('20/06/2026')
    expect(late[1]).toContain('quá hạn')
    const own = await ofUnit(db, desk.units.technology)
    await handIn(db, own.id, own.version, by(desk.head))
    expect(await told(at('2026-06-30 08:00'))).toHaveLength(2)
  })
})

describe('writing', () => {
  test('a division writes its own report alone, and not after it is handed in', async ({ db }) => {
    const desk = await openReports(db)
    const own = await ofUnit(db, desk.units.technology)
    const other = await ofUnit(db, desk.units.standards)
    const text = { ...nothing, narrative: { steering: 'Đã ban hành kế hoạch.' } }
    await expect(writeReport(db, other.id, 1, text, by(desk.officer))).rejects.toThrow('rights')
    const written = await writeReport(db, own.id, 1, text, by(desk.officer))
    await expect(writeReport(db, own.id, 1, nothing, by(desk.head))).rejects.toMatchObject({
      theirs: { narrative: { steering: 'Đã ban hành kế hoạch.' } },
    })
    const handed = await handIn(db, own.id, written.version, by(desk.head))
    await expect(writeReport(db, own.id, handed.version, text, by(desk.head))).rejects.toThrow(
      'closed',
    )
    await expect(giveBack(db, own.id, handed.version, 'Bổ sung', by(desk.officer))).rejects.toThrow(
      'rights',
    )
    const back = await giveBack(db, own.id, handed.version, 'Bổ sung số lớp', by(desk.coordinator))
    expect(back).toMatchObject({ state: 'returned', reason: 'Bổ sung số lớp' })
    await writeReport(db, own.id, back.version, text, by(desk.head))
  })

  test('of two who save one version at once, the later sees what the earlier wrote', async ({
    db,
  }) => {
    const desk = await openReports(db)
    const own = await ofUnit(db, desk.units.technology)
    const save = (who: Actor) =>
      writeReport(db, own.id, 1, { ...nothing, narrative: { next: who.name } }, by(who))
    const results = await Promise.allSettled([save(desk.head), save(desk.officer)])
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  })

  test('the whole takes in what divisions handed in, under their names, once', async ({ db }) => {
    const desk = await openReports(db)
    for (const unit of [desk.units.technology, desk.units.standards]) {
      const own = await ofUnit(db, unit)
      const text = { ...nothing, narrative: { strengths: `Làm tốt ${unit}` } }
      const { version } = await writeReport(db, own.id, 1, text, by(desk.coordinator))
      if (unit === desk.units.technology) await handIn(db, own.id, version, by(desk.coordinator))
    }
    const whole = await wholeOf(db)
    const first = { ...nothing, narrative: { strengths: 'Chủ động.' } }
    const { version } = await writeReport(db, whole.id, 1, first, by(desk.coordinator))
    const { report } = await takeIn(db, whole.id, version, by(desk.coordinator))
    expect(report.narrative.strengths).toBe(
      `Chủ động.\nPhòng Quản lý công nghệ: Làm tốt ${desk.units.technology}`,
    )
    await expect(takeIn(db, whole.id, report.version, by(desk.coordinator))).rejects.toThrow(
      'nothing-to-take',
    )
  })
})

describe('issuing', () => {
  test('asks before leaving out divisions, then freezes the whole with those handed in', async ({
    db,
  }) => {
    const desk = await openReports(db)
    await answered(db, desk, at('2026-03-02 09:00'))
    const own = await ofUnit(db, desk.units.standards)
    await handIn(db, own.id, own.version, by(desk.standardsOfficer))
    const whole = await wholeOf(db)
    const issue = (anyway: boolean, actor: Actor) =>
      issueReport(
        db,
        whole.id,
        whole.version,
        { number: '125', anyway },
        by(actor, at('2026-06-19 09:00')),
      )
    await expect(issue(true, desk.head)).rejects.toThrow('refusal.rights')
    await expect(issue(false, desk.leader)).rejects.toThrow('refusal.unready')
    expect(await missingIn(db, whole)).toEqual(['Văn phòng Sở', 'Phòng Quản lý công nghệ'])
    await issue(true, desk.leader)
    const states = await divisionReports(db, whole)
    expect(states.map(({ state }) => state)).toEqual(['draft', 'draft', 'issued'])

    const before = paperIn(await contentOf(db, await findReport(db, whole.id), june))
    await answered(db, desk, at('2026-04-02 09:00'))
    const after = paperIn(await contentOf(db, await findReport(db, whole.id), june))
    expect(after).toEqual(before)
    expect(after.figures.tickets.opened).toBe(1)
    expect(after.paper).toMatchObject({ number: '125', datedOn: '2026-06-19' })
  })

  test('two issue it at once: once, and the other is told', async ({ db }) => {
    const desk = await openReports(db)
    const whole = await wholeOf(db)
    const issue = (number: string) =>
      issueReport(db, whole.id, whole.version, { number, anyway: true }, by(desk.leader))
    const results = await Promise.allSettled([issue('1'), issue('2'), issue('3')])
    const refused = results.filter((one) => one.status === 'rejected')
    expect(refused.map(({ reason }) => (reason as Refusal).key)).toEqual(
      Array(2).fill('reports:refusal.issued'),
    )
    const { version, number, figures } = await findReport(db, whole.id)
    expect(version).toBe(whole.version + 1)
    expect(paperIn(figures as Content).paper.number).toBe(number)
  })

  test('figures that change while it is issued still fit each other', async ({ db }) => {
    const desk = await openReports(db)
    const whole = await wholeOf(db)
    let going = true
    const busy = Promise.all(
      [1, 2, 3].map(async () => {
        while (going) await answered(db, desk, at('2026-03-02 09:00'))
      }),
    )
    await issueReport(
      db,
      whole.id,
      whole.version,
      { number: '', anyway: true },
      by(desk.leader),
    ).finally(() => {
      going = false
    })
    await busy
    const { figures } = paperIn(await contentOf(db, await findReport(db, whole.id), june))
    const { tickets } = figures
    const sum = (rows: { opened: number }[]) => rows.reduce((all, row) => all + row.opened, 0)
    expect(sum(tickets.byField)).toBe(tickets.opened)
    expect(figures.resolved.n).toBe(tickets.opened)
    expect(figures.resolved.hits).toBe(tickets.answered)
    expect(figures.answersSent).toBe(tickets.answered)
  })
})
