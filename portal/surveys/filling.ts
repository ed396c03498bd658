import type { Context } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { Refusal } from '#core/refusal.ts'
import { type AnswerFault, checkAnswers } from '#core/surveys/answer.ts'
import { personOfToken } from '#core/surveys/personal-links.ts'
import { type Begun, beginResponse, readerOf, responseOf } from '#core/surveys/responses.ts'
import { requireOpen } from '#core/surveys/room.ts'
import { type Form, isPersonal, questionsOf } from '#core/surveys/shape.ts'
import { type Survey, surveyBySlug, versionForm } from '#core/surveys/surveys.ts'
import { uploadedNames } from '#core/surveys/uploads.ts'
import { readTyped, type Typed } from '#core/surveys/web.ts'
import { partOf, type Visit } from '#portal/library/visit.ts'
import type { PortalSettings } from '#portal/settings.ts'

/** A survey being answered on the web: by whom, in which version, and what was put in so far. */
export interface Filling {
  survey: Survey
  form: Form
  /** the page's own address */
  path: string
  personId: number | null
  begun: Begun
  /** of a page whose reader is not known: one response, however often it is sent */
  pageId: string
  typed: Typed
  /** files already taken, by number */
  files: Map<number, string>
  /** whether consent is needed before anything is kept */
  asksConsent: boolean
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const keptForSeconds = 60 * 24 * 60 * 60

/** The survey an address leads to, opened; undefined when there is none. A draft is nobody's. */
export async function surveyAt(c: Context, { db }: PortalSettings): Promise<Survey | undefined> {
  const survey = await surveyBySlug(db, partOf(c, 'slug'))
  return survey?.state === 'draft' ? undefined : survey
}

/**
 * Opens a survey's page for whoever asks: a personal link's person, or the browser. Posted fields go on where the page
 * was. Refusal when it is not open, was answered, or the link is not ours.
 */
export async function openFilling(
  c: Context,
  { db }: PortalSettings,
  visit: Visit,
  survey: Survey,
  posted?: Record<string, unknown>,
): Promise<Filling> {
  const token = c.req.param('token')
  const personId = token === undefined ? null : await personOfToken(db, survey.id, token)
  if (personId === undefined) throw new Refusal('surveys:refusal.link')
  await requireOpen(db, survey, visit.now)
  const pageId = pageIdOf(c, survey, personId, posted)
  const who = { personId, channel: 'web' }
  const given = personId === null ? pageId : undefined
  const begun = await beginOnce(db, survey, who, visit, given, posted !== undefined)
  const form = await versionForm(db, survey.id, begun.version)
  const typed = { ...begun.answers, ...readTyped(posted?.['so-far']) }
  const path = `/khao-sat/${survey.slug}${token === undefined ? '' : `/${token}`}`
  const asksConsent = !survey.anonymous && questionsOf(form).some(isPersonal)
  const { responseId } = begun
  const sound = responseId === null ? { typed, files: new Map<number, string>() } : await ownFiles()
  return { survey, form, path, personId, begun, pageId, asksConsent, ...sound }

  /** Only files that came with this response stay in it. */
  async function ownFiles() {
    const asked = questionsOf(form).filter(({ kind }) => kind === 'file')
    const ids = asked.flatMap(({ id }) => [typed[id] ?? []].flat().map(Number))
    const names = await uploadedNames(db, responseId ?? '', ids.filter(Number.isSafeInteger))
    const left = asked.map(({ id }) => {
      return [id, [typed[id] ?? []].flat().filter((one) => names.has(Number(one)))] as const
    })
    return { typed: { ...typed, ...Object.fromEntries(left) }, files: names }
  }
}

/** A page only looked at writes nothing for a reader who is not known. */
async function beginOnce(
  db: PortalSettings['db'],
  survey: Survey,
  who: { personId: number | null; channel: string },
  { now }: Visit,
  given: string | undefined,
  sent: boolean,
): Promise<Begun> {
  if (sent || given === undefined || survey.anonymous) {
    return beginResponse(db, survey, who, now, given)
  }
  const known = await responseOf(db, survey.id, given)
  return known ?? { responseId: given, version: survey.current, answers: {} }
}

/** The browser's own response; that of an anonymous survey is known to its page alone. */
function pageIdOf(
  c: Context,
  { id, slug, anonymous }: Survey,
  personId: number | null,
  posted: Record<string, unknown> | undefined,
): string {
  const sent = String(posted?.page ?? '')
  if (uuid.test(sent) && (anonymous || personId !== null)) return sent
  if (anonymous || personId !== null) {
    if (anonymous && personId === null && getCookie(c, answeredCookie(id)) === '1') {
      throw new Refusal('surveys:refusal.answered')
    }
    return crypto.randomUUID()
  }
  const known = getCookie(c, `ks-${id}`) ?? ''
  if (uuid.test(known)) return known
  const fresh = crypto.randomUUID()
  keepCookie(c, `ks-${id}`, fresh, slug)
  return fresh
}

function answeredCookie(surveyId: number): string {
  return `ks-${surveyId}-xong`
}

/** The same browser is told that it has answered; the cookie says nothing of what. */
export function noteAnswered(c: Context, { id, slug }: Survey): void {
  keepCookie(c, answeredCookie(id), '1', slug)
}

function keepCookie(c: Context, name: string, value: string, slug: string): void {
  const secure = new URL(c.req.url).protocol === 'https:'
  const path = `/khao-sat/${slug}`
  setCookie(c, name, value, {
    path,
    httpOnly: true,
    sameSite: 'Lax',
    secure,
    maxAge: keptForSeconds,
  })
}

/** What is right so far, and what is not. */
export function standingAnswers(
  { form, typed }: Filling,
  visit: Visit,
): ReturnType<typeof checkAnswers> & { faults: AnswerFault[] } {
  return checkAnswers(form, typed, readerOf(visit.office, visit.now))
}
