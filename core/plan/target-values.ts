import { asc, eq, isNull } from 'drizzle-orm'
import type { Db } from '#db/client.ts'
import { targets, targetValues } from '#db/schema/plan.ts'
import { units } from '#db/schema/profile.ts'
import { staff } from '#db/schema/staff.ts'
import { type FormulaName, isFormula, type Measured, measure } from './formulas.ts'
import type { PlanPeriod } from './periods.ts'

export type Target = typeof targets.$inferSelect
type Value = typeof targetValues.$inferSelect & { staffName: string | null }

/** A target in a period: what it should be, what it is, and what that rests on. */
export interface TargetFigure extends Target {
  formula: FormulaName | null
  unitName: string | null
  goal: number | null
  /** from our records, else as typed in */
  value: number | null
  /** what a formula's value rests on; absent of a typed one */
  measured: Measured | undefined
  /** who typed the period's value, when, and what they noted */
  typed: { note: string; staffName: string | null; at: Date } | undefined
  /** undefined: nobody can say yet */
  met: boolean | undefined
}

/** Every open target in a period, its formula run over the records of the whole office or of one unit. */
export async function targetFigures(
  db: Db,
  period: PlanPeriod,
  unitId?: number,
): Promise<TargetFigure[]> {
  return (await targetsWith(db, period, [], unitId)).targets
}

/** The same together with other figures of the period, all in one statement. */
export async function targetsWith<Name extends FormulaName>(
  db: Db,
  period: PlanPeriod,
  others: readonly Name[],
  unitId?: number,
): Promise<{ targets: TargetFigure[]; others: Record<Name, Measured> }> {
  const [rows, values] = await Promise.all([openTargets(db), allValues(db)])
  const own = rows.map(({ formula }) => formula).filter(isFormula)
  const names: FormulaName[] = [...new Set<FormulaName>([...own, ...others])]
  const { fromOn, toOn } = period
  const measured = await measure(db, names, { fromOn, toOn, unitId })
  const byTarget = Map.groupBy(values, ({ targetId }) => targetId)
  const targets = rows.map((row) => {
    const formula = isFormula(row.formula) ? row.formula : null
    const typed = byTarget.get(row.id) ?? []
    return figureOf({ ...row, formula }, typed, period, formula ? measured[formula] : undefined)
  })
  return { targets, others: measured }
}

function openTargets(db: Db) {
  return db
    .select({
      id: targets.id,
      code: targets.code,
      plan: targets.plan,
      name: targets.name,
      measure: targets.measure,
      formula: targets.formula,
      baseline: targets.baseline,
      unitId: targets.unitId,
      atMost: targets.atMost,
      position: targets.position,
      version: targets.version,
      closedAt: targets.closedAt,
      unitName: units.name,
    })
    .from(targets)
    .leftJoin(units, eq(units.id, targets.unitId))
    .where(isNull(targets.closedAt))
    .orderBy(asc(targets.position), asc(targets.id))
}

function allValues(db: Db): Promise<Value[]> {
  return db
    .select({
      targetId: targetValues.targetId,
      period: targetValues.period,
      goal: targetValues.goal,
      value: targetValues.value,
      note: targetValues.note,
      staffId: targetValues.staffId,
      at: targetValues.at,
      staffName: staff.name,
    })
    .from(targetValues)
    .leftJoin(staff, eq(staff.id, targetValues.staffId))
    .orderBy(asc(targetValues.period))
}

type Known = Omit<TargetFigure, 'goal' | 'value' | 'measured' | 'typed' | 'met'>

function figureOf(
  target: Known,
  values: Value[],
  period: PlanPeriod,
  measured: Measured | undefined,
): TargetFigure {
  const own = values.find((one) => one.period === period.code)
  const goal = goalIn(target, values, period)
  const value = target.formula === null ? (own?.value ?? null) : (measured?.value ?? null)
  const typed =
    target.formula === null && own?.at && own.value !== null
      ? { note: own.note, staffName: own.staffName, at: own.at }
      : undefined
  const met =
    goal === null || value === null ? undefined : target.atMost ? value <= goal : value >= goal
  return { ...target, goal, value, measured, typed, met }
}

/**
 * The period's own goal; a share holds for every part of its year, a count does not. A year without one takes the last
 * year's.
 */
function goalIn(target: Known, values: Value[], { code, kind, year }: PlanPeriod): number | null {
  const goalOf = (period: string) => values.find((one) => one.period === period)?.goal ?? undefined
  const own = goalOf(code)
  if (own !== undefined) return own
  if (kind !== 'year' && !isShare(target)) return null
  const earlier = values
    .filter(({ period, goal }) => /^\d{4}$/.test(period) && period <= String(year) && goal !== null)
    .at(-1)
  return earlier?.goal ?? null
}

export function isShare({ measure: unit }: Pick<Target, 'measure'>): boolean {
  return unit.trim() === '%'
}
