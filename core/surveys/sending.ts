import { say } from '#core/language.ts'
import { addNotice } from '#core/notices/drafting.ts'
import { type Audience, longestTitle, type Notice } from '#core/notices/notice.ts'
import { piecesOf } from '#core/outgoing.ts'
import { Refusal } from '#core/refusal.ts'
import { audit } from '#core/staff/audit.ts'
import { may } from '#core/staff/roles.ts'
import type { Db } from '#db/client.ts'
import type { SurveyDoer } from './drafting.ts'
import { inviteNoticed } from './inviting.ts'
import { surveyPage } from './links.ts'
import { personalTokens, slugIn } from './personal-links.ts'
import { mayOn, standingNow, surveyById, surveyBySlug } from './surveys.ts'

/**
 * Writes the notice that invites people to a survey, as a draft: whoever may send notices looks at its audience and cost
 * and lets it go. Each recipient's own link is put in as it is sent. Returns the notice's id. Refusal when the survey
 * is not open, or without the right to both.
 */
export async function sendSurvey(
  db: Db,
  surveyId: number,
  audience: Audience,
  by: SurveyDoer,
  { publicUrl }: { publicUrl: string },
): Promise<number> {
  const { actor, now } = by
  const survey = await surveyById(db, surveyId)
  if (!survey) throw new Refusal('surveys:refusal.gone')
  mayOn(actor, 'surveys.publish', survey.unitId)
  if (!may(actor, 'notices.write')) throw new Refusal('notices:refusal.role')
  const standing = await standingNow(db, survey, now)
  if (standing !== 'open' && standing !== 'soon') throw new Refusal('surveys:refusal.not-open')
  const key = survey.anonymous ? 'notice.body-anonymous' : 'notice.body'
  const { title } = survey
  const [short = ''] = piecesOf(say('vi', 'surveys:notice.title', { title }), longestTitle)
  const [shortEn = ''] = piecesOf(say('en', 'surveys:notice.title', { title }), longestTitle)
  const ip = by.ip ?? actor.ip
  return db.transaction(async (tx) => {
    const id = await addNotice(
      tx,
      {
        ...{ kind: 'other', title: short, body: say('vi', `surveys:${key}`, { title }) },
        ...{ titleEn: shortEn, bodyEn: say('en', `surveys:${key}`, { title }) },
        ...{ link: surveyPage(publicUrl, survey.slug), documentId: null, audience, urgent: false },
        routes: { counted: true, template: false, broadcast: false },
      },
      { actor, ip, now },
    )
    const subject = { subject: 'survey', subjectId: surveyId }
    const detail = { notice: id }
    await audit(tx, { at: now, staffId: actor.id, ip, action: 'surveys.sent', ...subject, detail })
    return id
  })
}

/** Those a notice is for are invited to the survey it leads to, if it leads to one. */
export async function countNoticed(
  tx: Db,
  { id, link }: Pick<Notice, 'id' | 'link'>,
): Promise<void> {
  const slug = slugIn(link)
  if (slug !== undefined) await inviteNoticed(tx, slug, id)
}

/** How a notice reads for each of some people: where it leads to a survey, with their own link in place of everybody's. */
export async function ownLinks(
  db: Db,
  notices: Notice[],
  personIds: number[],
): Promise<(notice: Notice, personId: number) => Notice> {
  const tokens = new Map<string, Map<number, string>>()
  for (const { link } of notices) {
    const slug = slugIn(link)
    if (slug === undefined || tokens.has(link)) continue
    const survey = await surveyBySlug(db, slug)
    if (survey) tokens.set(link, await personalTokens(db, survey.id, personIds))
  }
  return (notice, personId) => {
    const token = tokens.get(notice.link)?.get(personId)
    return token === undefined ? notice : { ...notice, link: `${notice.link}/${token}` }
  }
}
