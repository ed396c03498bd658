import { asc, isNull } from 'drizzle-orm'
import type { Db } from '#db/client.ts'
import { communes, fields, ownWords, settings, units } from '#db/schema/profile.ts'
import type { Calendar } from './calendar/calendar.ts'
import { loadCalendar } from './calendar/holidays.ts'
import { plain } from './conversation/questions.ts'
import { type Language, useOwnWords } from './language.ts'
import type { Commune } from './people/commune.ts'
import type { Setting } from './profile-shape.ts'
import { legalTerms, type Terms } from './tickets/deadlines.ts'
import type { Model } from './tickets/triage.ts'
import { loadModel } from './tickets/triage-learning.ts'

export type Unit = typeof units.$inferSelect
export type Field = typeof fields.$inferSelect

/** Who the office is, as people read it. What is not known is absent. */
export interface Organisation {
  name: string
  nameEn: string
  shortName: string
  province: string
  address?: string
  phone?: string
  email?: string
  website?: string
}

/** The text that people agree to when personal data are kept (Law 91/2025/QH15). */
interface ConsentText {
  version: string
  retentionYears: number
}

/** The plan's promises, in per cent. */
export interface Targets {
  satisfied: number
  resolved: number
  inTime: number
}

/** Everything about the office that dialogues and pages need, as it was a few seconds ago at most. */
export interface Office {
  organisation: Organisation
  units: Unit[]
  fields: Field[]
  communes: Commune[]
  terms: Terms
  targets: Targets
  consent: ConsentText
  calendar: Calendar
  triage: Model
  name(language: Language): string
  fieldName(code: string, language: Language): string
  /** what a sector is called; its code when the office has none of that code */
  sectorName(code: string, language: Language): string
  /** the code of the field of that name, accents or not; undefined when there is none */
  fieldNamed(text: string): string | undefined
  unit(id: number | null | undefined): Unit | undefined
  focal: Unit | undefined
}

const freshForMs = 5_000
let kept = new WeakMap<Db, { at: number; office: Promise<Office> }>()

/** The office, read again every few seconds so that every process sees what the panel changed. */
export function loadOffice(db: Db): Promise<Office> {
  const known = kept.get(db)
  if (known && Date.now() - known.at < freshForMs) return known.office
  const office = readOffice(db)
  kept.set(db, { at: Date.now(), office })
  office.catch(() => kept.delete(db))
  return office
}

/** The office has just been changed here: the next look reads it anew. */
export function forgetOffice(): void {
  kept = new WeakMap()
}

async function readOffice(db: Db): Promise<Office> {
  const [set, unitRows, fieldRows, communeRows, words, calendar, triage] = await Promise.all([
    db.select().from(settings),
    db
      .select()
      .from(units)
      .where(isNull(units.closedAt))
      .orderBy(asc(units.position), asc(units.id)),
    db
      .select()
      .from(fields)
      .where(isNull(fields.closedAt))
      .orderBy(asc(fields.position), asc(fields.id)),
    db
      .select({ name: communes.name, kind: communes.kind })
      .from(communes)
      .orderBy(asc(communes.position)),
    db.select().from(ownWords),
    loadCalendar(db),
    loadModel(db),
  ])
  useOwnWords(words)
  const value = <T>(key: string, usual: T): T => ({
    ...usual,
    ...(set.find((row) => row.key === key)?.value as Partial<T> | undefined),
  })
  const organisation = value<Organisation>('organisation', {
    ...{ name: 'Hỏi Luật', nameEn: 'Hỏi Luật', shortName: 'Hỏi Luật', province: '' },
  })
  const sectors = set.find((row) => row.key === 'sectors')?.value as Setting<'sectors'> | undefined
  const byCode = new Map(fieldRows.map((field) => [field.code, field]))
  const byName = new Map(
    fieldRows.flatMap((field) =>
      [field.name, field.nameEn].map((name) => [plain(name), field.code]),
    ),
  )
  return {
    organisation,
    units: unitRows,
    fields: fieldRows,
    communes: communeRows,
    terms: value<Terms>('terms', legalTerms),
    targets: value<Targets>('targets', { satisfied: 90, resolved: 80, inTime: 100 }),
    consent: value<ConsentText>('consent', { version: '2026-2', retentionYears: 5 }),
    calendar,
    triage,
    name: (language) => (language === 'en' ? organisation.nameEn : organisation.name),
    fieldName: (code, language) => {
      const field = byCode.get(code)
      return (language === 'en' ? field?.nameEn : field?.name) ?? code
    },
    sectorName: (code, language) => {
      const sector = sectors?.find((one) => one.code === code)
      return (language === 'en' ? sector?.nameEn : sector?.name) ?? code
    },
    fieldNamed: (text) => byName.get(plain(text)),
    unit: (id) => unitRows.find((unit) => unit.id === id),
    focal: unitRows.find((unit) => unit.focal),
  }
}
