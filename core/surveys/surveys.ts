import { and, desc, eq, inArray, sql } from 'drizzle-orm'
import { Refusal } from '#core/refusal.ts'
import type { Deed } from '#core/staff/deeds.ts'
import { type Actor, may } from '#core/staff/roles.ts'
import type { Db } from '#db/client.ts'
import { surveyResponses, surveys, surveyVersions } from '#db/schema/surveys.ts'
import { readForm } from './form.ts'
import type { Form } from './shape.ts'

export type Survey = typeof surveys.$inferSelect

/** What a survey is for. The first two are offered by themselves; an inspection's is filled in by staff. */
export const purposes = [
  'after-answer',
  'after-class',
  'yearly-needs',
  'inspection',
  'new-law',
  'own',
] as const
export type Purpose = (typeof purposes)[number]

/** What is asked of everybody, and shown in the menu while it is open. */
const publicPurposes = ['yearly-needs', 'new-law', 'own']

/** Whether a survey takes responses now, and if not, why; `full` and `over` are seen when the state is not yet. */
export type Standing = 'draft' | 'soon' | 'open' | 'closed' | 'full'

/** `complete`: how many responses it has; needed only where it has a quota. */
export function standingOf(
  survey: Pick<Survey, 'state' | 'opensAt' | 'closesAt' | 'quota'>,
  now: Date,
  complete = 0,
): Standing {
  if (survey.state === 'draft') return 'draft'
  if (survey.quota !== null && complete >= survey.quota) return 'full'
  if (survey.state === 'closed' || (survey.closesAt && survey.closesAt <= now)) return 'closed'
  return survey.opensAt && survey.opensAt > now ? 'soon' : 'open'
}

export async function surveyById(db: Db, id: number): Promise<Survey | undefined> {
  const [row] = await db.select().from(surveys).where(eq(surveys.id, id))
  return row
}

export async function surveyBySlug(db: Db, slug: string): Promise<Survey | undefined> {
  const [row] = await db.select().from(surveys).where(eq(surveys.slug, slug))
  return row
}

/** A survey's standing, with its responses counted where a quota needs it. */
export async function standingNow(db: Db, survey: Survey, now: Date): Promise<Standing> {
  const counted = survey.quota === null ? 0 : await countComplete(db, survey.id)
  return standingOf(survey, now, counted)
}

/** The surveys that everybody may answer now, newest first. */
export async function publicSurveys(
  db: Db,
  now: Date,
): Promise<Pick<Survey, 'id' | 'slug' | 'title'>[]> {
  const at = now.toISOString()
  return db
    .select({ id: surveys.id, slug: surveys.slug, title: surveys.title })
    .from(surveys)
    .where(
      and(
        eq(surveys.state, 'open'),
        inArray(surveys.purpose, publicPurposes),
        sql`coalesce(${surveys.opensAt}, '-infinity') <= ${at}::timestamptz`,
        sql`coalesce(${surveys.closesAt}, 'infinity') > ${at}::timestamptz`,
      ),
    )
    .orderBy(desc(surveys.id))
    .limit(9)
}

/** The form of a version as it was published. */
export async function versionForm(db: Db, surveyId: number, version: number): Promise<Form> {
  const [row] = await db
    .select({ body: surveyVersions.body })
    .from(surveyVersions)
    .where(and(eq(surveyVersions.surveyId, surveyId), eq(surveyVersions.version, version)))
  if (!row) throw new Error(`survey ${surveyId} has no version ${version}`)
  return readForm(row.body)
}

export async function countComplete(db: Db, surveyId: number): Promise<number> {
  return db.$count(
    surveyResponses,
    and(eq(surveyResponses.surveyId, surveyId), eq(surveyResponses.state, 'complete')),
  )
}

/** Refusal unless `actor` may do `deed` on what lies with this unit. */
export function mayOn(actor: Actor, deed: Deed, unitId: number | null): void {
  const nobody = { assigneeId: null, consultantId: null }
  if (may(actor, deed, { leadUnitId: unitId, cooperatingUnitIds: [], ...nobody })) return
  throw new Refusal('surveys:refusal.role')
}
