import { Hono } from 'hono'
import { compress } from 'hono/compress'
import { askedAbout, shownResult } from '#core/assistant/result-message.ts'
import { answersOf, nextQuestion } from '#core/assistant/self-check.ts'
import { shownSelfCheck, shownSelfChecks } from '#core/assistant/self-checks.ts'
import { showMissing } from '#portal/library/missing.tsx'
import { visitOf } from '#portal/library/visit.ts'
import { secure } from '#portal/secure.ts'
import type { PortalSettings } from '#portal/settings.ts'
import { answerName } from './address.ts'
import { ChecksPage, QuestionPage, ResultPage } from './pages.tsx'

/** `/tu-danh-gia`: self-checks, one question a page; the answers so far travel in the address and nowhere else. */
export function selfCheckRoutes(settings: PortalSettings): Hono {
  const { db } = settings
  const app = new Hono()
  app.get('/tu-danh-gia', compress(), async (c) => {
    const visit = await visitOf(c, settings)
    secure(c, "'none'", 'private, no-cache')
    return c.html(<ChecksPage visit={visit} checks={await shownSelfChecks(db)} />)
  })
  app.get('/tu-danh-gia/:code', compress(), async (c) => {
    const visit = await visitOf(c, settings)
    const check = await shownSelfCheck(db, c.req.param('code'))
    if (!check) return showMissing(c, visit)
    const given = check.questions.map(({ id }) => [
      id,
      visit.query.get(answerName(id)) ?? undefined,
    ])
    const answers = answersOf(check, Object.fromEntries(given))
    secure(c, "'none'", 'private, no-cache')
    const question = nextQuestion(check, answers)
    if (question) {
      const unanswered = visit.query.has('tiep') && !visit.query.has(answerName(question.id))
      return c.html(<QuestionPage {...{ visit, check, answers, question, unanswered }} />)
    }
    const { language, now } = visit
    const result = await shownResult(db, check, answers, language, now)
    if (!result) return showMissing(c, visit)
    const toAsk = askedAbout(check, answers, result, language)
    return c.html(<ResultPage {...{ visit, check, answers, result, toAsk }} />)
  })
  return app
}
