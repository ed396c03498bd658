import { and, eq } from 'drizzle-orm'
import { dayOf } from '#core/calendar/calendar.ts'
import { loadOffice } from '#core/office.ts'
import { setTargetValue } from '#core/plan/target-deeds.ts'
import { changeTask, noteProgress, settleTask } from '#core/plan/task-deeds.ts'
import type { Actor } from '#core/staff/roles.ts'
import { planTasks, targets } from '#db/schema/plan.ts'
import type { World } from './world.ts'

interface Done {
  plan: 'pháp luật' | '57'
  number: string
  /** the division the office gave it to */
  unit?: string
  notes: { ago: number; percent: number; text: string; link?: string }[]
}

/** What was done of the plan's tasks so far; the others wait, and some of them are late. */
const progress: Done[] = [
  {
    plan: 'pháp luật',
    number: '6',
    notes: [
      {
        ago: 120,
        percent: 40,
        text: 'Đã lập danh mục 37 văn bản của tỉnh còn hiệu lực cần rà soát.',
      },
      { ago: 70, percent: 80, text: 'Đã lấy ý kiến các phòng; còn ý kiến của Sở Tư pháp.' },
      {
        ago: 52,
        percent: 100,
        text: 'Đã trình báo cáo rà soát.',
        link: 'https://skhcn.laocai.example/bao-cao-ra-soat',
      },
    ],
  },
  {
    plan: 'pháp luật',
    number: '4',
    notes: [
      {
        ago: 90,
        percent: 50,
        text: 'Đã gửi thông báo về 6 luật mới qua Zalo, trang web và thư điện tử.',
      },
      { ago: 20, percent: 70, text: 'Thêm hai hội nghị phổ biến tại Văn Bàn và Bắc Hà.' },
    ],
  },
  {
    plan: 'pháp luật',
    number: '10',
    notes: [
      {
        ago: 45,
        percent: 60,
        text: 'Tra cứu tự động có dẫn điều, khoản đã chạy trên trang hỏi đáp.',
      },
    ],
  },
  {
    plan: '57',
    number: '51',
    unit: 'cds',
    notes: [
      { ago: 230, percent: 60, text: 'Đã lấy ý kiến các sở, ngành và Hiệp hội doanh nghiệp.' },
      {
        ago: 215,
        percent: 100,
        text: 'UBND tỉnh đã ban hành kế hoạch.',
        link: 'https://skhcn.laocai.example/ke-hoach-chuyen-doi-so',
      },
    ],
  },
  {
    plan: '57',
    number: '52',
    unit: 'cds',
    notes: [
      {
        ago: 150,
        percent: 100,
        text: 'Đã tổ chức hội thảo với 86 doanh nghiệp, hợp tác xã, hộ kinh doanh.',
      },
    ],
  },
  {
    plan: '57',
    number: '53',
    unit: 'cds',
    notes: [
      {
        ago: 30,
        percent: 45,
        text: 'Đã ký phối hợp với 5 hợp tác xã; đang triển khai sổ bán hàng điện tử.',
      },
    ],
  },
  {
    plan: '57',
    number: '56',
    unit: 'dmst',
    notes: [{ ago: 33, percent: 90, text: 'Đã tổ chức tuần lễ; đang hoàn thiện báo cáo.' }],
  },
  {
    plan: '57',
    number: '60',
    unit: 'dmst',
    notes: [{ ago: 25, percent: 100, text: 'Nhận 142 ý tưởng dự thi; đã trao giải.' }],
  },
  {
    plan: '57',
    number: '39',
    unit: 'qlkh',
    notes: [{ ago: 140, percent: 100, text: 'UBND tỉnh đã ban hành quyết định.' }],
  },
  {
    plan: '57',
    number: '42',
    unit: 'qlkh',
    notes: [{ ago: 40, percent: 65, text: 'Đã nghiệm thu 11 trong 17 nhiệm vụ kết thúc năm nay.' }],
  },
  {
    plan: '57',
    number: '73',
    unit: 'qlcn',
    notes: [
      {
        ago: 60,
        percent: 50,
        text: 'Ba nhãn hiệu tập thể đã được cấp: chè Shan, quế, lê Tai Nung.',
      },
    ],
  },
]

/** Values staff have typed in for targets that our records do not give. */
const typed: [code: string, value: number, note: string][] = [
  ['qd84-tiep-can', 100, 'Trang hỏi đáp và kho văn bản mở cho mọi người.'],
  ['qd84-can-bo', 72.5, '29 trên 40 người đã dự bồi dưỡng của Sở Tư pháp.'],
  ['nq57-1-2', 74, 'Theo danh mục nhiệm vụ được duyệt.'],
  ['nq57-2-4', 2, 'Hai doanh nghiệp được cấp giấy chứng nhận đến tháng 10.'],
  ['nq57-3-1', 12, 'Danh sách của Phòng Đổi mới sáng tạo.'],
  ['nq57-3-2', 26, 'Công bố của Bộ Khoa học và Công nghệ.'],
  ['nq57-3-5', 34, 'Hội đồng sáng kiến công nhận đến tháng 11.'],
  ['nq57-3-7', 8, 'Tra cứu trên trang của Cục Sở hữu trí tuệ.'],
]

/** What the office noted of its plan: progress with evidence, tasks given to divisions, figures typed in. */
export async function seedPlan({ db, dataDir, end, staff }: World): Promise<void> {
  const coordinator = [...staff.values()].find(({ role }) => role === 'coordinator')
  if (coordinator === undefined) throw new Error('the demo office has no coordinator')
  for (const one of progress) await live(one, { db, dataDir, end, coordinator })
  await drop({ db, end, coordinator })
  const year = dayOf(end).slice(0, 4)
  for (const [code, value, note] of typed) {
    const [target] = await db.select({ id: targets.id }).from(targets).where(eq(targets.code, code))
    if (!target) continue
    await setTargetValue(
      db,
      coordinator,
      target.id,
      { period: year, value, note },
      daysAgo(end, 18),
    )
  }
}

type Deed = Pick<World, 'db' | 'dataDir' | 'end'> & { coordinator: Actor }

async function live({ plan, number, unit, notes }: Done, { db, dataDir, end, coordinator }: Deed) {
  const { units } = await loadOffice(db)
  const leadUnitId = units.find(({ code }) => code === unit)?.id
  let task = await find(db, plan, number)
  if (task && leadUnitId !== undefined) {
    const { id, version, updatedAt, state, percent, doneOn, remindedOn, ...facts } = task
    const given = { ...facts, leadUnitId }
    await changeTask(db, coordinator, { id, version }, given, daysAgo(end, 235))
  }
  for (const { ago, link = '', ...note } of notes) {
    task = await find(db, plan, number)
    if (!task) return
    const which = { id: task.id, version: task.version }
    await noteProgress({ db, dataDir }, coordinator, which, { ...note, link }, daysAgo(end, ago))
  }
}

/** One task that others have taken over. */
async function drop({ db, end, coordinator }: Omit<Deed, 'dataDir'>): Promise<void> {
  const task = await find(db, '57', '47')
  if (!task) return
  const reason = 'Nội dung đã chuyển sang đề án sắp xếp đơn vị sự nghiệp do Sở Nội vụ chủ trì.'
  const which = { id: task.id, version: task.version }
  await settleTask(db, coordinator, which, { to: 'dropped', reason }, daysAgo(end, 200))
}

async function find(db: World['db'], plan: string, number: string) {
  const rows = await db
    .select()
    .from(planTasks)
    .where(and(eq(planTasks.number, number)))
  return rows.find((task) => task.plan.includes(plan))
}

function daysAgo(end: Date, days: number): Date {
  return new Date(end.getTime() - days * 86_400_000)
}
