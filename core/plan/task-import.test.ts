import { Document, Packer, Paragraph, Table, TableCell, TableRow } from 'docx'
import { eq } from 'drizzle-orm'
import { writeXlsx } from 'hucre/xlsx'
import { describe, expect } from 'vitest'
import { forgetOffice, loadOffice } from '#core/office.ts'
import { loadProfile } from '#core/profile.ts'
import { installProfile } from '#core/profile-install.ts'
import { Refusal } from '#core/refusal.ts'
import { addStaff, at } from '#core/tickets/testing-desk.ts'
import type { Db } from '#db/client.ts'
import { planTasks, targets } from '#db/schema/plan.ts'
import { test } from '#db/testing.ts'
import { installPlan } from './install.ts'
import { importTasks, previewTasks } from './task-import.ts'

const now = at('2026-03-02 09:00')
const plan = { plan: 'Kế hoạch thử', year: 2026 }

async function office(db: Db) {
  forgetOffice()
  await installProfile(db, 'lao-cai-skhcn', loadProfile('lao-cai-skhcn'), now)
  const { units } = await loadOffice(db)
  const id = (code: string) => units.find((unit) => unit.code === code)?.id ?? 0
  const coordinator = await addStaff(db, { role: 'coordinator', unitId: id('vp'), name: 'Hoa' })
  const officer = await addStaff(db, { role: 'officer', unitId: id('cds'), name: 'Minh' })
  return { coordinator, officer, id }
}

type Merge = { startRow: number; startCol: number; endRow: number; endCol: number }

function sheet(
  rows: (string | number | Date | null)[][],
  merges: Merge[] = [],
): Promise<Uint8Array> {
  return writeXlsx({ sheets: [{ name: 'Phụ lục', rows, merges }] })
}

const headings = [
  'TT',
  'Nhiệm vụ',
  'Đơn vị chủ trì',
  'Đơn vị phối hợp',
  'Kết quả',
  'Thời gian hoàn thành',
]

describe('a table of tasks', () => {
  test('of a workbook is read with its titles, merged cells, days as text and as dates', async ({
    db,
  }) => {
    const { coordinator, id } = await office(db)
    const bytes = await sheet(
      [
        ['PHỤ LỤC', null, null, null, null, null],
        headings,
        ['I', 'Công tác chỉ đạo', null, null, null, null],
        [1, 'Rà soát văn bản', 'Chuyển đổi số', 'Các phòng', 'Báo cáo', 'Quý III/2026'],
        [2, 'Tập huấn', null, '', 'Lớp', 'trước 30/6/2026'],
        [3, 'Báo cáo', 'Kế hoạch-Tài chính', '', 'Báo cáo', new Date('2026-12-20T00:00:00Z')],
        [4, 'Phối hợp', 'Công nghệ và Đổi mới sáng tạo', '', '', 'Theo quy chế'],
        [5, 'Ngày sai', 'Văn phòng Sở', '', '', '31/2/2026'],
        [3, 'Hai lần', 'Văn phòng Sở', '', '', 'Hằng năm'],
      ],
      [
        { startRow: 0, startCol: 0, endRow: 0, endCol: 5 },
        { startRow: 2, startCol: 1, endRow: 2, endCol: 5 },
        { startRow: 3, startCol: 2, endRow: 4, endCol: 2 },
      ],
    )
    const { tasks } = await previewTasks(db, coordinator, { bytes, name: 'ke-hoach.xlsx' }, plan)
    const told = tasks.map((task) => [
      task.number,
      task.leadUnitId,
      task.dueOn,
      task.flags,
      task.fault,
    ])
    expect(told).toEqual([
      ['1', id('cds'), '2026-09-30', [], undefined],
      ['2', id('cds'), '2026-06-30', [], undefined],
      ['3', id('khtc'), '2026-12-20', [], undefined],
      ['4', null, null, ['unit', 'deadline'], undefined],
      ['5', id('vp'), null, [], 'day'],
      ['3', id('vp'), '2026-12-31', [], 'twice'],
    ])
    expect(tasks[3]?.leadText).toBe('Công nghệ và Đổi mới sáng tạo')
  })

  test('of a Word document is read across its pages, headings without accents', async ({ db }) => {
    const { coordinator, id } = await office(db)
    const row = (texts: string[]) =>
      new TableRow({
        children: texts.map((text) => new TableCell({ children: [new Paragraph(text)] })),
      })
    const merged = new TableRow({
      children: [
        new TableCell({ children: [new Paragraph('II')] }),
        new TableCell({ columnSpan: 5, children: [new Paragraph('Nghiên cứu')] }),
      ],
    })
    const plainHeadings = [
      'STT',
      'Nhiem vu cu the',
      'Co quan chu tri',
      'Co quan phoi hop',
      'San pham/Ket qua',
      'Thoi han',
    ]
    const table = (rows: TableRow[]) => new Table({ rows })
    const document = new Document({
      sections: [
        {
          children: [
            table([
              row(plainHeadings),
              row(['1.', 'Việc một', 'Phòng Đổi mới sáng tạo', '', 'Kế hoạch', 'Tháng 2/2026']),
              merged,
            ]),
            new Paragraph('trang sau'),
            table([
              row(plainHeadings),
              row(['2.', 'Việc hai', 'Văn phòng UBND tỉnh', '', '', 'Thường xuyên']),
            ]),
          ],
        },
      ],
    })
    const bytes = new Uint8Array(await Packer.toBuffer(document))
    const { tasks, skipped } = await previewTasks(
      db,
      coordinator,
      { bytes, name: 'ke-hoach.docx' },
      plan,
    )
    expect(skipped).toBe(1)
    expect(
      tasks.map((task) => [task.number, task.content, task.leadUnitId, task.deadline, task.dueOn]),
    ).toEqual([
      ['1', 'Việc một', id('dmst'), 'date', '2026-02-28'],
      ['2', 'Việc hai', null, 'always', null],
    ])
  })

  test('with other columns is refused with what it lacks and what it has', async ({ db }) => {
    const { coordinator } = await office(db)
    const bytes = await sheet([
      ['Họ tên', 'Chức vụ', 'Điện thoại'],
      ['An', 'Chuyên viên', '0912'],
    ])
    const refused = await previewTasks(db, coordinator, { bytes, name: 'a.xlsx' }, plan).catch(
      (e) => e,
    )
    expect(refused).toBeInstanceOf(Refusal)
    expect(refused).toMatchObject({
      key: 'plan:import.no-table',
      values: { seen: 'Họ tên | Chức vụ | Điện thoại' },
    })
    const broken = previewTasks(
      db,
      coordinator,
      { bytes: bytes.slice(0, 40), name: 'a.xlsx' },
      plan,
    )
    await expect(broken).rejects.toMatchObject({ key: 'plan:import.broken' })
    const other = previewTasks(db, coordinator, { bytes, name: 'a.pdf' }, plan)
    await expect(other).rejects.toMatchObject({ key: 'plan:import.kind' })
  })

  test('of a hundred thousand rows is refused, and an officer takes none in', async ({ db }) => {
    const { coordinator, officer } = await office(db)
    const rows = Array.from({ length: 100_000 }, (_, at) => [
      at,
      'Việc',
      'Văn phòng Sở',
      '',
      '',
      'Hằng năm',
    ])
    const bytes = await sheet([headings, ...rows])
    const long = previewTasks(db, coordinator, { bytes, name: 'a.xlsx' }, plan)
    await expect(long).rejects.toMatchObject({ key: 'plan:import.long' })
    const not = previewTasks(db, officer, { bytes, name: 'a.xlsx' }, plan)
    await expect(not).rejects.toMatchObject({ key: 'plan:refusal.plan' })
  })

  test('taken in twice adds nothing the second time and changes nothing of ours', async ({
    db,
  }) => {
    const { coordinator } = await office(db)
    const bytes = await sheet([headings, ['1', 'Việc', 'Văn phòng Sở', '', '', 'Hằng năm']])
    const preview = () => previewTasks(db, coordinator, { bytes, name: 'a.xlsx' }, plan)
    const tasks = (await preview()).tasks.map(({ table, row, flags, fault, ...facts }) => facts)
    expect(await importTasks(db, coordinator, plan.plan, tasks, now)).toEqual({ added: 1, kept: 0 })
    expect((await preview()).tasks[0]?.fault).toBe('exists')
    expect(await importTasks(db, coordinator, plan.plan, tasks, now)).toEqual({ added: 0, kept: 1 })
  })
})

test('the shipped plan is put in once, and what staff changed of it stays', async ({ db }) => {
  await office(db)
  const all = await db.select().from(planTasks)
  expect(all).toHaveLength(13 + 74)
  expect(await db.select().from(targets)).toHaveLength(30)
  await db.update(planTasks).set({ number: '6b' }).where(eq(planTasks.number, '6'))
  expect(await installPlan(db, 'lao-cai-skhcn', now)).toBe(0)
  expect(await db.select().from(planTasks)).toHaveLength(87)
  expect(await installPlan(db, 'bac-ninh-stp', now)).toBe(0)
})
