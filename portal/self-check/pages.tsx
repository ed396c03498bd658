import type { ShownResult } from '#core/assistant/result-message.ts'
import type { Answers, SelfCheck, SelfCheckQuestion } from '#core/assistant/self-check-shape.ts'
import { say } from '#core/language.ts'
import { Icon } from '#portal/icon.tsx'
import { Print } from '#portal/library/cite.tsx'
import { Frame, Trail } from '#portal/library/frame.tsx'
import { chatAddress } from '#portal/library/search-page.tsx'
import { Badge } from '#portal/library/validity.tsx'
import type { Visit } from '#portal/library/visit.ts'
import { answerName, answersBefore, checkAddress } from './address.ts'

interface CheckView {
  visit: Visit
  check: SelfCheck
  answers: Answers
}

/** The self-checks there are. */
export function ChecksPage({ visit, checks }: { visit: Visit; checks: SelfCheck[] }) {
  const { t } = visit
  return (
    <Frame
      visit={visit}
      title={t('home.checks')}
      description={t('home.checks.lead')}
      canonical="/tu-danh-gia"
    >
      <h1>{t('home.checks')}</h1>
      <p>{t('home.checks.lead')}</p>
      {checks.length === 0 && <p class="note">{say(visit.language, 'self-check:none')}</p>}
      <CheckList visit={visit} checks={checks} />
    </Frame>
  )
}

/** Self-checks to choose from. */
export function CheckList({
  visit: { language },
  checks,
}: {
  visit: Pick<Visit, 'language'>
  checks: SelfCheck[]
}) {
  if (checks.length === 0) return null
  return (
    <ul class="checks">
      {checks.map(({ code, title }) => (
        <li>
          <a href={`/tu-danh-gia/${code}`}>
            <Icon name="list-checks" />
            <span>{title[language]}</span>
          </a>
        </li>
      ))}
    </ul>
  )
}

interface QuestionView extends CheckView {
  question: SelfCheckQuestion
  /** the page was sent on without an answer */
  unanswered: boolean
}

/** One question of a self-check, below it what was answered so far. */
export function QuestionPage({ visit, check, answers, question, unanswered }: QuestionView) {
  const { t, language } = visit
  const { code, title, lead, questions } = check
  const first = Object.keys(answers).length === 0
  const name = answerName(question.id)
  return (
    <Frame
      visit={visit}
      title={title[language]}
      description={lead[language]}
      canonical={`/tu-danh-gia/${code}`}
      unlisted={!first}
    >
      <Trail visit={visit} steps={[{ href: '/tu-danh-gia', name: t('home.checks') }]} />
      <h1>{title[language]}</h1>
      {first && <p>{lead[language]}</p>}
      <form class="check" method="get" action={`/tu-danh-gia/${code}`}>
        {Object.entries(answers).map(([id, choice]) => (
          <input type="hidden" name={answerName(id)} value={choice} />
        ))}
        <input type="hidden" name="tiep" value="1" />
        <fieldset
          {...(question.hint && { 'aria-describedby': 'hint' })}
          {...(unanswered && { 'aria-invalid': 'true' as const })}
        >
          <legend>
            <small>
              {t('check.at', { n: questions.indexOf(question) + 1, of: questions.length })}
            </small>
            {question.ask[language]}
          </legend>
          {question.hint && (
            <p id="hint" class="check-hint">
              {question.hint[language]}
            </p>
          )}
          {unanswered && (
            <p class="note alarm" role="alert">
              {t('check.unanswered')}
            </p>
          )}
          {question.choices.map(({ id, label }) => (
            <label class="check-choice">
              <input type="radio" name={name} value={id} required />
              <span>{label[language]}</span>
            </label>
          ))}
        </fieldset>
        <button type="submit" class="button">
          {t('check.next')}
          <Icon name="arrow-right" size={18} />
        </button>
      </form>
      <Given visit={visit} check={check} answers={answers} />
    </Frame>
  )
}

/** What was answered, each to be answered anew. */
function Given({ visit: { t, language }, check, answers }: CheckView) {
  const given = check.questions.flatMap((question) => {
    const picked = question.choices.find(({ id }) => id === answers[question.id])
    return picked ? [{ question, picked }] : []
  })
  if (given.length === 0) return null
  return (
    <section aria-labelledby="given">
      <h2 id="given">{t('check.given')}</h2>
      <dl class="given">
        {given.map(({ question, picked }) => (
          <div>
            <dt>{question.ask[language]}</dt>
            <dd>
              {picked.label[language]}{' '}
              <a href={checkAddress(check, answersBefore(check, answers, question.id))}>
                {t('check.change')}
                <span class="unseen">: {question.ask[language]}</span>
              </a>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

interface ResultView extends CheckView {
  result: ShownResult
  /** the result as a question for the office */
  toAsk: string
}

/** What the answers come to, what to do, what that rests on, and the way to an officer. */
export function ResultPage({ visit, check, answers, result, toAsk }: ResultView) {
  const { t, language } = visit
  const { title, text, advice, citations } = result
  const own = (key: string, values?: Record<string, string>) =>
    say(language, `self-check:${key}`, values)
  return (
    <Frame visit={visit} title={title} unlisted>
      <Trail
        visit={visit}
        steps={[
          { href: '/tu-danh-gia', name: t('home.checks') },
          { href: `/tu-danh-gia/${check.code}`, name: check.title[language] },
        ]}
      />
      <header class="head">
        <p class="eyebrow">{check.title[language]}</p>
        <h1>{own('result', { title })}</h1>
        <p class="disclosed">{own('reference-only')}</p>
      </header>
      <section class="summary">
        <p class="prose">{text}</p>
      </section>
      {advice.length > 0 && (
        <section aria-labelledby="advice">
          <h2 id="advice">{own('advice')}</h2>
          <ul class="plain-list">
            {advice.map((one) => (
              <li class="prose">{one}</li>
            ))}
          </ul>
        </section>
      )}
      {citations.length > 0 && (
        <section aria-labelledby="basis">
          <h2 id="basis">{own('basis')}</h2>
          <ul class="grounds">
            {citations.map(({ label, path, validity }) => (
              <li>
                {path ? <a href={path}>{label}</a> : label}{' '}
                {validity && <Badge validity={validity} t={t} />}
              </li>
            ))}
          </ul>
        </section>
      )}
      <aside class="human" aria-label={t('human.title')}>
        <a class="button" href={chatAddress(toAsk)}>
          <Icon name="message-circle" />
          {own('send')}
        </a>
        <Print t={t} />
        <a href={`/tu-danh-gia/${check.code}`}>{t('check.again')}</a>
      </aside>
      <Given visit={visit} check={check} answers={answers} />
    </Frame>
  )
}
