import { and, asc, desc, eq, isNotNull, isNull, lte, ne } from 'drizzle-orm'
import { flatTerms } from '#core/profile-links.ts'
import { loadSetting } from '#core/settings.ts'
import type { Db } from '#db/client.ts'
import { fields, triageModels, units } from '#db/schema/profile.ts'
import { tickets } from '#db/schema/tickets.ts'
import type { Learned } from './learned.ts'
import { type Routing, train } from './training.ts'
import { type Knowledge, type Model, makeModel, type TriageField } from './triage.ts'

/** The newest so many routings are learnt from. */
const mostRoutings = 5000
const modelsKept = 5

/** Triage as fields, units and what was learnt stand now. Cheap when nothing has changed since the last call. */
export async function loadModel(db: Db): Promise<Model> {
  const [row] = await db
    .select({ id: triageModels.id, trainedAt: triageModels.trainedAt })
    .from(triageModels)
    .orderBy(desc(triageModels.id))
    .limit(1)
  const written = await loadKnowledge(db)
  const key = JSON.stringify([row, written])
  if (last?.key === key) return last.model
  const learned = row && (await loadLearned(db, row.id))
  const model = makeModel({ ...written, learned })
  last = { key, model }
  return model
}

let last: { key: string; model: Model } | undefined

/**
 * Learns from every routing a human confirmed or corrected and keeps the result as the newest model. The nightly job;
 * answers how many routings it learnt from. Texts of erased people are gone and so forgotten.
 */
export async function trainTriage(db: Db, now: Date): Promise<number> {
  const routings = await confirmedRoutings(db)
  const { learned } = train(await loadKnowledge(db), routings)
  if (learned === undefined) return 0
  const [row] = await db
    .insert(triageModels)
    .values({ model: learned, examples: routings.length, trainedAt: now })
    .returning({ id: triageModels.id })
  if (row) await db.delete(triageModels).where(lte(triageModels.id, row.id - modelsKept))
  return routings.length
}

async function loadKnowledge(db: Db): Promise<Knowledge> {
  const [unitRows, fieldRows, scope] = await Promise.all([
    db.select({ id: units.id, code: units.code, focal: units.focal }).from(units),
    db
      .select({
        id: fields.id,
        code: fields.code,
        leadUnitId: fields.leadUnitId,
        cooperatingUnitIds: fields.cooperatingUnitIds,
        terms: fields.terms,
      })
      .from(fields)
      .where(isNull(fields.closedAt))
      .orderBy(asc(fields.position), asc(fields.id)),
    loadSetting(db, 'scope'),
  ])
  const codes = new Map(unitRows.map(({ id, code }) => [id, code]))
  return {
    fields: fieldRows.map((row) => fieldOf(row, codes)),
    focal: unitRows.find((unit) => unit.focal)?.code ?? '',
    scope: {
      general: flatTerms(scope?.general ?? {}),
      specific: flatTerms(scope?.specific ?? {}),
    },
  }
}

type FieldRow = Pick<
  typeof fields.$inferSelect,
  'id' | 'code' | 'leadUnitId' | 'cooperatingUnitIds' | 'terms'
>

function fieldOf(row: FieldRow, codes: Map<number, string>): TriageField {
  const { id, code, leadUnitId, cooperatingUnitIds, terms } = row
  return {
    code,
    lead: codes.get(leadUnitId) ?? '',
    cooperates: cooperatingUnitIds.flatMap((unitId) => codes.get(unitId) ?? []),
    terms,
    ids: { fieldId: id, leadUnitId, cooperatingUnitIds },
  }
}

async function loadLearned(db: Db, id: number): Promise<Knowledge['learned']> {
  const [row] = await db
    .select({ model: triageModels.model })
    .from(triageModels)
    .where(eq(triageModels.id, id))
  return row?.model as Record<'field' | 'scope', Learned> | undefined
}

async function confirmedRoutings(db: Db): Promise<Routing[]> {
  const rows = await db
    .select({ text: tickets.question, field: fields.code, scope: tickets.scope })
    .from(tickets)
    .innerJoin(fields, eq(fields.id, tickets.fieldId))
    .where(and(isNotNull(tickets.classifiedAt), isNotNull(tickets.scope), ne(tickets.question, '')))
    .orderBy(desc(tickets.id))
    .limit(mostRoutings)
  return rows.flatMap(({ text, field, scope }) => (scope ? [{ text, field, scope }] : []))
}
