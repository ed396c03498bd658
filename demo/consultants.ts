import { and, asc, eq, isNotNull, isNull } from 'drizzle-orm'
import { dayOf } from '#core/calendar/calendar.ts'
import { withCheckDigit } from '#core/people/tax-code.ts'
import { addConsultant, type ConsultantFacts, referable } from '#core/plan/consultants.ts'
import { askMissing, decideFee, receiveFee } from '#core/plan/fees.ts'
import { askReferral } from '#core/plan/referrals.ts'
import { handInRegister } from '#core/plan/register-import.ts'
import { startImport, takeRegister } from '#core/plan/register-taking.ts'
import { loadSetting } from '#core/settings.ts'
import type { Actor } from '#core/staff/roles.ts'
import { tickets } from '#db/schema/tickets.ts'
import { taxCodeOf } from './chat.ts'
import { consultant, coordinator } from './handling.ts'
import type { DemoData } from './read-data.ts'
import type { World } from './world.ts'

const oneDay = 86_400_000
const registered = 2_000

const people: [string, string, string[], string][] = [
  [
    'Luật sư Trương Thị Bích Ngọc',
    'Đoàn Luật sư tỉnh Lào Cai',
    ['so-huu-tri-tue', 'cong-nghe'],
    '2023-04-10',
  ],
  [
    'Luật sư Hoàng Văn Sơn',
    'Văn phòng Luật sư Phan Si Păng',
    ['tieu-chuan', 'buc-xa'],
    '2023-04-10',
  ],
  ['Luật sư Vàng Thị Mỷ', 'Công ty Luật TNHH Cốc Lếu', ['nhiem-vu-khcn'], '2024-02-01'],
  ['Luật gia Đỗ Quang Huy', 'Hội Luật gia tỉnh Lào Cai', ['chuyen-doi-so', 'ai'], '2024-09-16'],
  ['Luật sư Lý Láo Tả', 'Văn phòng Luật sư Sông Hồng', ['do-luong', 'tieu-chuan'], '2025-01-15'],
  [
    'Luật sư Trần Thu Hà',
    'Công ty Luật TNHH Yên Bái',
    ['so-huu-tri-tue', 'khoi-nghiep'],
    '2025-06-02',
  ],
]

/** Two more cases handed on, files for fee support, and the register of businesses. */
export async function seedConsultants(world: World, data: DemoData): Promise<void> {
  const by = coordinator(world)
  await seedReferrals(world, by)
  await seedFees(world, by, data)
  await seedRegister(world, by, data)
}

/** The consultants' network, before anything is asked of it. */
export async function seedNetwork(world: World): Promise<void> {
  const { db, office, clock } = world
  const staffId = consultant(world).id
  for (const [at, [name, organisation, codes, since]] of people.entries()) {
    const facts: ConsultantFacts = {
      ...{ name, organisation, since, endedOn: null, shown: at !== 2 },
      phone: `0214 3${820_110 + at * 137}`,
      email: `tuvan${at + 1}@laocai.example`,
      decision: `${40 + at * 7}/QĐ-STP`,
      staffId: at === 0 ? staffId : null,
      fieldIds: office.fields.filter(({ code }) => codes.includes(code)).map(({ id }) => id),
    }
    await addConsultant(db, coordinator(world), facts, clock.now)
  }
}

/** One person is still thinking about it, the other agreed on the phone. */
async function seedReferrals({ db, end }: World, by: Actor): Promise<void> {
  const [able] = await referable(db, end)
  const open = await db
    .select({ id: tickets.id, version: tickets.version })
    .from(tickets)
    .where(
      and(
        eq(tickets.state, 'routed'),
        isNotNull(tickets.conversationId),
        isNull(tickets.consultantId),
      ),
    )
    .orderBy(asc(tickets.id))
    .limit(2)
  for (const [at, { id, version }] of open.entries()) {
    const agreed = at === 1 ? { how: 'oral' as const } : {}
    await askReferral(db, by, id, version, { consultantId: able?.id ?? 0, ...agreed }, end)
  }
}

/** Five files at every step: granted, refused, due, late, and one that lacks something. */
async function seedFees({ db, end }: World, by: Actor, data: DemoData): Promise<void> {
  const firms = data.businesses.filter(({ tax }) => taxCodeOf(tax) !== undefined).slice(0, 5)
  const ago = [40, 30, 4, 24, 6]
  for (const [at, firm] of firms.entries()) {
    const received = new Date(end.getTime() - (ago[at] ?? 0) * oneDay)
    const file = {
      ...{ ticketCode: '', taxCode: taxCodeOf(firm.tax) ?? '', name: firm.name, note: '' },
      size: (['micro', 'small', 'medium', 'micro', 'small'] as const)[at] ?? ('micro' as const),
      feeVnd: [2_500_000, 12_000_000, 30_000_000, 4_000_000, 9_000_000][at] ?? 1_000_000,
      receivedOn: dayOf(received),
      missing: '',
    }
    const { id, allowedVnd } = await receiveFee(db, by, file, received)
    const later = new Date(received.getTime() + 8 * oneDay)
    const how = { decision: `${112 + at}/QĐ-SKHCN`, decidedOn: dayOf(later) }
    if (at === 0)
      await decideFee(db, by, id, 1, { granted: true, amountVnd: allowedVnd, ...how }, later)
    const reason = 'Hợp đồng tư vấn ký với tổ chức không thuộc mạng lưới tư vấn viên pháp luật.'
    if (at === 1) await decideFee(db, by, id, 1, { granted: false, reason, ...how }, later)
    const missing = 'Văn bản tư vấn pháp luật và hóa đơn của tư vấn viên.'
    if (at === 4) await askMissing(db, by, id, 1, { missing }, end)
  }
}

const firstWords = ['Công ty TNHH', 'Công ty Cổ phần', 'Hợp tác xã', 'Hộ kinh doanh', 'DNTN']
const middle = [
  'Nông sản',
  'Du lịch',
  'Thương mại',
  'Dược liệu',
  'Xây dựng',
  'Vận tải',
  'Chè',
  'Quế',
]
const last = ['Hoàng Liên', 'Tây Bắc', 'Thành Đạt', 'Bảo Yên', 'Minh Phát', 'Sông Hồng', 'An Phú']

/** The register as a file of the tax office, taken over like any other. */
async function seedRegister(world: World, by: Actor, data: DemoData): Promise<void> {
  const { db, dataDir, office, chance, end } = world
  const sectors = (await loadSetting(db, 'sectors')) ?? []
  const one = <T>(list: readonly T[]) => list[chance.between(0, list.length - 1)] as T
  const lines = ['Mã số thuế;Tên doanh nghiệp;Quy mô;Ngành;Xã, phường']
  for (const { tax, name, size } of data.businesses) {
    const code = taxCodeOf(tax)
    const { kind, name: commune } = one(office.communes)
    const sector = sectors.length > 0 ? one(sectors).name : ''
    if (code)
      lines.push([code, name.replaceAll(';', ','), size, sector, `${kind} ${commune}`].join(';'))
  }
  for (let at = 0; lines.length <= registered; at++) {
    const code = withCheckDigit(`5309${String(at * 7).padStart(5, '0')}`)
    if (code === undefined) continue
    const first = one(firstWords)
    const small = one(['siêu nhỏ', 'siêu nhỏ', 'siêu nhỏ', 'nhỏ', 'nhỏ', 'vừa'])
    const size = { 'Hợp tác xã': 'hợp tác xã', 'Hộ kinh doanh': 'hộ kinh doanh' }[first] ?? small
    const { kind, name } = one(office.communes)
    const sector = sectors.length > 0 ? one(sectors).name : ''
    const named = `${first} ${one(middle)} ${one(last)} ${at + 1}`
    lines.push([code, named, size, sector, `${kind} ${name}`].join(';'))
  }
  const stream = new Blob([lines.join('\n')]).stream()
  const file = { name: 'so-dang-ky-doanh-nghiep.csv', stream }
  const { id, version } = await handInRegister(db, dataDir, by, file, end)
  await startImport(db, by, id, version, end)
  await takeRegister(db, end)
}
