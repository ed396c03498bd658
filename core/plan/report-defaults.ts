import { and, asc, eq, isNull } from 'drizzle-orm'
import { say } from '#core/language.ts'
import type { Office } from '#core/office.ts'
import type { Setting } from '#core/profile-shape.ts'
import { loadSetting } from '#core/settings.ts'
import type { Db } from '#db/client.ts'
import { staff } from '#db/schema/staff.ts'
import type { Report } from './report.ts'
import { plainDay } from './report-paper.ts'
import { periodTitle } from './report-title.ts'

const t = (key: string, values?: Record<string, string | number>) =>
  say('vi', `reports:${key}`, values)

/** Whose paper it is: the line above, the agency, and what stands for it in the paper's symbol. */
export interface Letterhead {
  parent: string[]
  agency: string[]
  symbol: string
  province: string
}

/** The heading of a report of the whole office or of a unit. */
export async function letterheadOf(
  db: Db,
  office: Office,
  unitId: number | null,
): Promise<Letterhead> {
  const organisation = await loadSetting(db, 'organisation')
  const { name, province } = { ...office.organisation, ...organisation }
  const where = province === '' ? '' : ` tỉnh ${province}`
  const own = where !== '' && name.endsWith(where) ? name.slice(0, -where.length) : name
  const unit = office.unit(unitId)
  if (unit === undefined) {
    const parent = parentOf(organisation, province)
    return { parent, agency: [own.toUpperCase()], symbol: `BC-${initials(own)}`, province }
  }
  const parent = [own, where.trim()].filter((line) => line !== '').map((line) => line.toUpperCase())
  const symbol = `BC-${/^\S*\p{Lu}\S*\p{Lu}\S*$/u.test(unit.shortName) ? unit.shortName : initials(unit.name)}`
  return { parent, agency: [unit.name.toUpperCase()], symbol, province }
}

function parentOf(organisation: Setting<'organisation'> | undefined, province: string): string[] {
  const parent = organisation?.parent
  if (parent === undefined) return []
  const where = ` tỉnh ${province}`
  return parent.endsWith(where)
    ? [parent.slice(0, -where.length).toUpperCase(), where.trim().toUpperCase()]
    : [parent.toUpperCase()]
}

const small = new Set(['và', 'của', 'tỉnh'])

/** SKHCN of Sở Khoa học và Công nghệ. */
function initials(name: string): string {
  return name
    .split(/[\s-]+/)
    .filter((word) => word !== '' && !small.has(word.toLowerCase()))
    .map((word) => word.charAt(0).toUpperCase())
    .join('')
}

/** What the paper says where nobody has written otherwise: opening, closing, receivers, who signs. */
export async function defaultsOf(
  db: Db,
  office: Office,
  report: Pick<Report, 'unitId' | 'period' | 'fromOn' | 'toOn' | 'issuedBy'>,
): Promise<Record<string, string>> {
  const { unitId, period, fromOn, toOn } = report
  const unit = office.unit(unitId)
  const who = unit?.name ?? office.organisation.name
  const values = {
    ...{ who, period: periodTitle(period, 'vi'), from: plainDay(fromOn), to: plainDay(toOn) },
    short: unit?.shortName ?? '',
    office: office.focal?.name ?? '',
    province: office.organisation.province,
  }
  const reach = unit === undefined ? 'whole' : 'unit'
  return {
    opening: t('default.opening', values),
    closing: t(`default.closing.${reach}`, values),
    receivers: t(`default.receivers.${reach}`, values),
    'signer-title': signerTitle(unit?.name),
    signer: await signerOf(db, report),
  }
}

function signerTitle(unit: string | undefined): string {
  if (unit === undefined || /^trung tâm/i.test(unit)) return t('default.director')
  return t(/^văn phòng/i.test(unit) ? 'default.chief' : 'default.head')
}

/** The head of the unit; of the whole office the leader who issues it, or who is its leader alone. */
async function signerOf(
  db: Db,
  { unitId, issuedBy }: Pick<Report, 'unitId' | 'issuedBy'>,
): Promise<string> {
  const people = await db
    .select({ id: staff.id, name: staff.name })
    .from(staff)
    .where(
      and(
        isNull(staff.deactivatedAt),
        unitId === null
          ? eq(staff.role, 'leader')
          : and(eq(staff.role, 'head'), eq(staff.unitId, unitId)),
      ),
    )
    .orderBy(asc(staff.id))
  const only = people.length === 1 ? people[0] : undefined
  return (people.find(({ id }) => id === issuedBy) ?? only)?.name ?? ''
}
