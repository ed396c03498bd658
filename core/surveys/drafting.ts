import { and, eq, ne, sql } from 'drizzle-orm'
import { fold } from '#core/fold.ts'
import { Refusal } from '#core/refusal.ts'
import { audit } from '#core/staff/audit.ts'
import type { Actor } from '#core/staff/roles.ts'
import type { Db } from '#db/client.ts'
import { surveyMarks, surveyResponses, surveys, surveyVersions } from '#db/schema/surveys.ts'
import { readForm, requireSound } from './form.ts'
import type { Form } from './shape.ts'
import { countComplete, mayOn, type Purpose, purposes, type Survey } from './surveys.ts'

/** Who of the staff acts, when, from where. */
export interface SurveyDoer {
  actor: Actor
  ip?: string | undefined
  now: Date
}

/** What is settled of a survey beside its form. */
export interface SurveySettings {
  title: string
  purpose: Purpose
  unitId: number | null
  anonymous: boolean
  opensAt: Date | null
  closesAt: Date | null
  quota: number | null
  documentId: number | null
  courseId: number | null
}

export const longestTitle = 200
const longestSlug = 48

/** Writes a new survey as a draft; a missing setting is what is usual. Returns its id and address. Refusal without right. */
export async function createSurvey(
  db: Db,
  draft: Partial<SurveySettings> & { title: string; form: Form },
  by: SurveyDoer,
): Promise<{ id: number; slug: string }> {
  const { form, ...given } = draft
  const settings = soundSettings({ ...usual(by), ...given })
  mayOn(by.actor, 'surveys.write', settings.unitId)
  return db.transaction(async (tx) => {
    const slug = await freeSlug(tx, settings.title)
    const times = { createdAt: by.now, updatedAt: by.now, updatedBy: by.actor.id }
    const [row] = await tx
      .insert(surveys)
      .values({ ...settings, slug, draft: readForm(form), ...times })
      .returning({ id: surveys.id })
    if (!row) throw new Error('a survey was not written')
    await noted(tx, 'surveys.written', row.id, by)
    return { id: row.id, slug }
  })
}

/**
 * Keeps what was changed of a draft: its form, its settings, or both; it may be unfinished. Returns the new version.
 * Refusal when somebody else has changed it since `version` was read: the caller still has what was written.
 */
export async function saveDraft(
  db: Db,
  { id, version }: { id: number; version: number },
  change: Partial<SurveySettings> & { form?: Form },
  by: SurveyDoer,
): Promise<number> {
  return db.transaction(async (tx) => {
    const survey = await lockSurvey(tx, id)
    mayOn(by.actor, 'surveys.write', survey.unitId)
    if (survey.version !== version) throw new Refusal('surveys:refusal.changed')
    const { form, ...given } = change
    const settings = soundSettings({ ...settingsOf(survey), ...given })
    if (settings.unitId !== survey.unitId) mayOn(by.actor, 'surveys.write', settings.unitId)
    if (settings.anonymous !== survey.anonymous && (await hasResponses(tx, id))) {
      throw new Refusal('surveys:refusal.anonymity-fixed')
    }
    const next = version + 1
    await tx
      .update(surveys)
      .set({
        ...settings,
        ...(form && { draft: readForm(form) }),
        ...{ version: next, updatedAt: by.now, updatedBy: by.actor.id },
      })
      .where(eq(surveys.id, id))
    await noted(tx, 'surveys.changed', id, by)
    return next
  })
}

/**
 * Makes the draft the version that is asked from now on. What was published before stays as it is, with the responses
 * given to it. Returns the version; the same when nothing changed. Refusal when the form is not sound.
 */
export async function publishSurvey(
  db: Db,
  { id, version }: { id: number; version: number },
  by: SurveyDoer,
): Promise<number> {
  return db.transaction(async (tx) => {
    const survey = await lockSurvey(tx, id)
    mayOn(by.actor, 'surveys.publish', survey.unitId)
    if (survey.version !== version) throw new Refusal('surveys:refusal.changed')
    const form = readForm(survey.draft)
    requireSound(form, survey)
    const [same] = await tx
      .select({ version: surveyVersions.version })
      .from(surveyVersions)
      .where(
        and(
          eq(surveyVersions.surveyId, id),
          eq(surveyVersions.version, survey.current),
          sql`${surveyVersions.body} = ${JSON.stringify(form)}::jsonb`,
        ),
      )
    if (same) return same.version
    const current = survey.current + 1
    const row = { surveyId: id, version: current, body: form, publishedAt: by.now }
    await tx.insert(surveyVersions).values(row)
    await tx.update(surveys).set({ current, updatedAt: by.now }).where(eq(surveys.id, id))
    await noted(tx, 'surveys.published', id, by, { version: current })
    return current
  })
}

/** Lets people answer, from its day on if it has one. Refusal before it was published, or when its last day is over. */
export async function openSurvey(db: Db, id: number, by: SurveyDoer): Promise<void> {
  await db.transaction(async (tx) => {
    const survey = await lockSurvey(tx, id)
    mayOn(by.actor, 'surveys.publish', survey.unitId)
    if (survey.state === 'open') return
    if (survey.current === 0) throw new Refusal('surveys:refusal.not-published')
    if (survey.closesAt && survey.closesAt <= by.now) throw new Refusal('surveys:refusal.over')
    if (survey.quota !== null && (await countComplete(tx, id)) >= survey.quota) {
      throw new Refusal('surveys:refusal.full')
    }
    // What it was made with may since have become personal: anonymity can change while nobody has answered.
    const [row] = await tx
      .select({ body: surveyVersions.body })
      .from(surveyVersions)
      .where(and(eq(surveyVersions.surveyId, id), eq(surveyVersions.version, survey.current)))
    requireSound(readForm(row?.body), survey)
    await tx.update(surveys).set({ state: 'open', updatedAt: by.now }).where(eq(surveys.id, id))
    await noted(tx, 'surveys.opened', id, by)
  })
}

/** Takes no more responses; what was begun is kept and cannot be sent. */
export async function closeSurvey(db: Db, id: number, by: SurveyDoer): Promise<void> {
  await db.transaction(async (tx) => {
    const survey = await lockSurvey(tx, id)
    mayOn(by.actor, 'surveys.publish', survey.unitId)
    if (survey.state !== 'open') return
    await tx.update(surveys).set({ state: 'closed', updatedAt: by.now }).where(eq(surveys.id, id))
    await noted(tx, 'surveys.closed', id, by)
  })
}

async function lockSurvey(tx: Db, id: number): Promise<Survey> {
  const [row] = await tx.select().from(surveys).where(eq(surveys.id, id)).for('update')
  if (!row) throw new Refusal('surveys:refusal.gone')
  return row
}

async function hasResponses(tx: Db, id: number): Promise<boolean> {
  const given = await tx.$count(surveyResponses, eq(surveyResponses.surveyId, id))
  return given > 0 || (await tx.$count(surveyMarks, eq(surveyMarks.surveyId, id))) > 0
}

function usual({ actor }: SurveyDoer): Omit<SurveySettings, 'title'> {
  return {
    ...{ purpose: 'own', unitId: actor.unitId ?? null, anonymous: false, quota: null },
    ...{ opensAt: null, closesAt: null, documentId: null, courseId: null },
  }
}

function settingsOf(survey: Survey): SurveySettings {
  const { title, unitId, anonymous, opensAt, closesAt, quota, documentId, courseId } = survey
  const purpose = survey.purpose as Purpose
  return { title, purpose, unitId, anonymous, opensAt, closesAt, quota, documentId, courseId }
}

function soundSettings(given: SurveySettings): SurveySettings {
  const title = given.title.trim()
  const { opensAt, closesAt, quota } = given
  if (title === '') throw new Refusal('surveys:refusal.no-title')
  if (title.length > longestTitle) {
    throw new Refusal('surveys:refusal.long-title', { most: longestTitle })
  }
  if (!purposes.includes(given.purpose)) throw new Refusal('surveys:refusal.purpose')
  if (opensAt && closesAt && opensAt >= closesAt) throw new Refusal('surveys:refusal.times')
  if (quota !== null && (!Number.isInteger(quota) || quota < 1 || quota > 1_000_000)) {
    throw new Refusal('surveys:refusal.quota')
  }
  return { ...given, title }
}

/** The title as an address; two of one title are numbered. */
async function freeSlug(tx: Db, title: string): Promise<string> {
  const bare = fold(title)
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, longestSlug)
    .replace(/^-+|-+$/g, '')
  const stem = bare === '' ? 'khao-sat' : bare
  // Two who create one of the same title at once: the second sees the first's.
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`survey ${stem}`}))`)
  const taken = await tx
    .select({ slug: surveys.slug })
    .from(surveys)
    .where(and(sql`starts_with(${surveys.slug}, ${stem})`, ne(surveys.slug, '')))
  const known = new Set(taken.map(({ slug }) => slug))
  if (!known.has(stem)) return stem
  for (let n = 2; ; n++) if (!known.has(`${stem}-${n}`)) return `${stem}-${n}`
}

async function noted(
  tx: Db,
  action: string,
  id: number,
  by: SurveyDoer,
  detail: Record<string, unknown> = {},
): Promise<void> {
  await audit(tx, {
    ...{ at: by.now, staffId: by.actor.id, ip: by.ip ?? by.actor.ip },
    ...{ action, subject: 'survey', subjectId: id, detail },
  })
}
