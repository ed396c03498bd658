import { and, eq } from 'drizzle-orm'
import { Refusal } from '#core/refusal.ts'
import { audit } from '#core/staff/audit.ts'
import { type Actor, may } from '#core/staff/roles.ts'
import type { Db } from '#db/client.ts'
import { targets, targetValues } from '#db/schema/plan.ts'
import { isFormula } from './formulas.ts'
import { readPeriod } from './periods.ts'
import { isShare, type Target } from './target-values.ts'
import { placeOfTask } from './task.ts'

export interface TargetFacts {
  code: string
  plan: string
  name: string
  measure: string
  formula: string | null
  baseline: number | null
  unitId: number | null
  atMost: boolean
}

/** Adds a target. Refuses who may not, a code taken, a formula nobody knows. */
export async function addTarget(
  db: Db,
  actor: Actor,
  facts: TargetFacts,
  now: Date,
): Promise<number> {
  sound(actor, facts)
  return db.transaction(async (tx) => {
    const [row] = await tx
      .insert(targets)
      .values({ ...facts, position: 1000 })
      .onConflictDoNothing()
      .returning({ id: targets.id })
    if (!row) throw new Refusal('plan:refusal.code', { code: facts.code })
    await note(tx, actor, 'plan.target-added', row.id, { code: facts.code }, now)
    return row.id
  })
}

/** Changes what a target is; its code stays. Refuses a stale page. */
export async function changeTarget(
  db: Db,
  actor: Actor,
  { id, version }: { id: number; version: number },
  facts: Omit<TargetFacts, 'code'>,
  now: Date,
): Promise<void> {
  sound(actor, facts)
  await db.transaction(async (tx) => {
    await lockTarget(tx, id, version)
    await tx
      .update(targets)
      .set({ ...facts, version: version + 1 })
      .where(eq(targets.id, id))
    await note(tx, actor, 'plan.target-changed', id, { formula: facts.formula }, now)
  })
}

/** Takes a target off the list, or puts it back; its values stay. */
export async function closeTarget(
  db: Db,
  actor: Actor,
  { id, version }: { id: number; version: number },
  closed: boolean,
  now: Date,
): Promise<void> {
  if (!may(actor, 'targets.edit')) throw new Refusal('plan:refusal.targets')
  await db.transaction(async (tx) => {
    await lockTarget(tx, id, version)
    await tx
      .update(targets)
      .set({ closedAt: closed ? now : null, version: version + 1 })
      .where(eq(targets.id, id))
    const action = closed ? 'plan.target-closed' : 'plan.target-reopened'
    await note(tx, actor, action, id, {}, now)
  })
}

export interface TypedValue {
  period: string
  goal?: number | null
  value?: number | null
  note?: string
  /** what the typist saw of a period (`seenOf`); absent when it was not shown */
  seen?: string
}

/** A period's value as somebody sees it: another word once it is typed anew. */
export function seenOf(period: string, typedAt: Date | null | undefined): string {
  return `${period} ${typedAt?.toISOString() ?? ''}`
}

/**
 * Sets a target's goal in a period, or the value typed in for it with a note. Refuses a period that is none, numbers
 * outside 0-100 for a share, a value where a formula counts, one that somebody else typed anew meanwhile, and who may not: goals are set with the plan, values by
 * the unit that owns the target too.
 */
export async function setTargetValue(
  db: Db,
  actor: Actor,
  id: number,
  typed: TypedValue,
  now: Date,
): Promise<void> {
  if (readPeriod(typed.period) === undefined) throw new Refusal('plan:refusal.period')
  await db.transaction(async (tx) => {
    const [target] = await tx.select().from(targets).where(eq(targets.id, id)).for('update')
    if (!target) throw new Refusal('plan:refusal.gone')
    checkRight(actor, target, typed)
    if (typed.value !== undefined && isFormula(target.formula)) {
      throw new Refusal('plan:refusal.formula')
    }
    for (const one of [typed.goal, typed.value]) checkNumber(target, one)
    if (typed.value !== undefined) await checkSeen(tx, id, typed)
    const set = {
      ...(typed.goal !== undefined && { goal: typed.goal }),
      ...(typed.value !== undefined && {
        value: typed.value,
        note: typed.note ?? '',
        staffId: actor.id,
        at: now,
      }),
    }
    await tx
      .insert(targetValues)
      .values({ targetId: id, period: typed.period, ...set })
      .onConflictDoUpdate({ target: [targetValues.targetId, targetValues.period], set })
    const { period, goal, value } = typed
    await note(tx, actor, 'plan.target-typed', id, { period, goal, value }, now)
  })
}

async function checkSeen(tx: Db, targetId: number, { period, seen }: TypedValue): Promise<void> {
  if (!seen?.startsWith(`${period} `)) return
  const [known] = await tx
    .select({ at: targetValues.at })
    .from(targetValues)
    .where(and(eq(targetValues.targetId, targetId), eq(targetValues.period, period)))
  if (seenOf(period, known?.at) !== seen) throw new Refusal('plan:refusal.stale-value')
}

function checkRight(actor: Actor, target: Target, { goal }: TypedValue): void {
  if (may(actor, 'targets.edit')) return
  const own =
    goal === undefined && may(actor, 'plan.edit', placeOfTask({ leadUnitId: target.unitId }))
  if (!own) throw new Refusal('plan:refusal.targets')
}

function checkNumber(target: Target, number: number | null | undefined): void {
  if (number === null || number === undefined) return
  const most = isShare(target) ? 100 : 1e9
  if (!(number >= 0 && number <= most)) {
    throw new Refusal(isShare(target) ? 'plan:refusal.share' : 'plan:refusal.number-range')
  }
}

function sound(actor: Actor, { formula }: Pick<TargetFacts, 'formula'>): void {
  if (!may(actor, 'targets.edit')) throw new Refusal('plan:refusal.targets')
  if (formula !== null && !isFormula(formula)) throw new Refusal('plan:refusal.unknown-formula')
}

async function lockTarget(tx: Db, id: number, version: number): Promise<void> {
  const [target] = await tx
    .select({ version: targets.version, name: targets.name })
    .from(targets)
    .where(and(eq(targets.id, id)))
    .for('update')
  if (!target) throw new Refusal('plan:refusal.gone')
  if (target.version !== version) throw new Refusal('plan:refusal.stale-target')
}

function note(
  tx: Db,
  actor: Actor,
  action: string,
  id: number,
  detail: Record<string, unknown>,
  now: Date,
): Promise<void> {
  const entry = { at: now, staffId: actor.id, action, subject: 'target', subjectId: id, detail }
  return audit(tx, { ...entry, ip: actor.ip })
}
