import { findReport, reportOf } from '#core/plan/report.ts'
import { issueReport } from '#core/plan/report-issuing.ts'
import { makeByHand } from '#core/plan/report-making.ts'
import { type Doer, handIn, takeIn, writeReport } from '#core/plan/report-writing.ts'
import type { Actor } from '#core/staff/roles.ts'
import type { World } from './world.ts'

type Texts = Record<string, string>

/** What divisions write of half a year; the others hand in the bare figures. */
const halfTexts: Record<string, Texts> = {
  qlcn: {
    answers:
      'đã trả lời các vướng mắc về đăng ký nhãn hiệu, chỉ dẫn địa lý cho quế, chè Shan tuyết và sản phẩm OCOP; phần lớn doanh nghiệp hỏi qua Zalo và cổng thông tin.',
    strengths: 'câu trả lời có dẫn chiếu điều khoản cụ thể, được rà soát trước khi gửi.',
    shortcomings: 'một số câu hỏi gửi thiếu tài liệu nên phải hỏi lại, kéo dài thời gian.',
  },
  tdc: {
    answers:
      'đã hướng dẫn công bố tiêu chuẩn áp dụng, công bố hợp quy, kiểm định phương tiện đo cho các hộ kinh doanh tại chợ.',
    proposals: 'đề nghị biên soạn tài liệu ngắn về ghi nhãn hàng hóa cho hộ kinh doanh.',
  },
  cds: {
    strengths: 'tài liệu về an toàn thông tin, dữ liệu cá nhân được nhiều doanh nghiệp tải về.',
    next: 'mở thêm lớp trực tuyến về ứng dụng trí tuệ nhân tạo an toàn.',
  },
}

const wholeHalf: Texts = {
  steering:
    'Sở đã ban hành kế hoạch hỗ trợ pháp lý của năm, phân công đơn vị chủ trì theo từng lĩnh vực; Văn phòng Sở là đầu mối tiếp nhận, phân loại và đôn đốc.',
  next: 'Tiếp tục nâng chất lượng trả lời, mở các lớp tập huấn theo nhu cầu khảo sát, đẩy mạnh tiếp nhận qua nền tảng số.',
  proposals:
    'Đề nghị Sở Tư pháp chia sẻ tài liệu bồi dưỡng nghiệp vụ hỗ trợ pháp lý cho cán bộ các sở, ngành.',
}

const yearTexts: Record<string, Texts> = {
  qlcn: {
    answers:
      'số câu hỏi về chuyển giao công nghệ và doanh nghiệp khoa học và công nghệ tăng so với đầu năm.',
    shortcomings: 'còn yêu cầu trả lời sát hạn do phải xin ý kiến cơ quan khác.',
  },
  tdc: { answers: 'trọng tâm là truy xuất nguồn gốc và mã số mã vạch cho hợp tác xã.' },
}

/** A half-year report issued in June, and the year's that is being written: two divisions have handed in. */
export async function seedReports(world: World): Promise<void> {
  const year = yearOf(world.end)
  await halfYear(world, year)
  await wholeYear(world, year)
}

async function halfYear(world: World, ofYear: number): Promise<void> {
  const issuedAt = (year: number) => new Date(`${year}-06-19T09:10:00+07:00`)
  const year = issuedAt(ofYear) < world.end ? ofYear : ofYear - 1
  const on = (day: string) => new Date(`${year}-06-${day}T10:00:00+07:00`)
  const { coordinator, leader } = actors(world)
  const which = { kind: 'half', period: `${year}-H1` } as const
  await makeByHand(world.db, coordinator, which, by(coordinator, on('01')))
  for (const unit of world.office.units) {
    await writeAs(
      world,
      { ...which, unitId: unit.id },
      halfTexts[unit.code],
      by(coordinator, on('16')),
    )
  }
  const whole = await writeAs(
    world,
    { ...which, unitId: null },
    wholeHalf,
    by(coordinator, on('17')),
    false,
  )
  const taken = await takeIn(world.db, whole.id, whole.version, by(coordinator, on('17')))
  const handed = await handIn(world.db, whole.id, taken.report.version, by(coordinator, on('18')))
  await issueReport(
    world.db,
    handed.id,
    handed.version,
    { number: '152', anyway: false },
    by(leader, issuedAt(year)),
  )
}

async function wholeYear(world: World, year: number): Promise<void> {
  const { coordinator, heads } = actors(world)
  const which = { kind: 'year', period: String(year) } as const
  const day = (before: number) => new Date(world.end.getTime() - before * 86_400_000)
  await makeByHand(world.db, coordinator, which, by(coordinator, day(6)))
  for (const { id, code } of world.office.units) {
    const head = heads.find(({ unitId }) => unitId === id)
    const texts = yearTexts[code]
    if (head && texts) await writeAs(world, { ...which, unitId: id }, texts, by(head, day(2)))
  }
  const steering = { steering: wholeHalf.steering ?? '' }
  await writeAs(world, { ...which, unitId: null }, steering, by(coordinator, day(1)), false)
}

/** Writes a report and, unless told otherwise, hands it in. */
async function writeAs(
  { db }: World,
  which: Parameters<typeof reportOf>[1],
  narrative: Texts | undefined,
  doer: Doer,
  hands = true,
) {
  const report = await reportOf(db, which)
  if (!report) throw new Error(`no report ${which.kind} ${which.period}`)
  if (narrative) await writeReport(db, report.id, report.version, { narrative, typed: {} }, doer)
  const { version } = await findReport(db, report.id)
  return hands ? handIn(db, report.id, version, doer) : findReport(db, report.id)
}

function by(actor: Actor, now: Date): Doer {
  return { actor, ip: undefined, now }
}

function actors({ staff }: World) {
  const all = [...staff.values()]
  const coordinator = all.find(({ role }) => role === 'coordinator')
  const leader = all.find(({ role }) => role === 'leader')
  if (!coordinator || !leader) throw new Error('the demo office has no coordinator or leader')
  return { coordinator, leader, heads: all.filter(({ role }) => role === 'head') }
}

function yearOf(at: Date): number {
  return new Date(at.getTime() + 7 * 3_600_000).getUTCFullYear()
}
