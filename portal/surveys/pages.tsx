import { say, type Values } from '#core/language.ts'
import type { AnswerFault } from '#core/surveys/answer.ts'
import { wordsIn } from '#core/surveys/asking-questions.ts'
import type { Form } from '#core/surveys/shape.ts'
import type { Survey } from '#core/surveys/surveys.ts'
import type { Step } from '#core/surveys/web.ts'
import { Icon } from '#portal/icon.tsx'
import { Frame, Trail } from '#portal/library/frame.tsx'
import type { Visit } from '#portal/library/visit.ts'
import { Communes, Field } from './fields.tsx'
import type { Filling } from './filling.ts'

function wordsOf({ language }: Visit) {
  return (key: string, values: Values = {}) => say(language, `surveys:web.${key}`, values)
}

/** `/khao-sat`: the surveys that everybody may answer. */
export function SurveysPage({
  visit,
  surveys,
}: {
  visit: Visit
  surveys: Pick<Survey, 'slug' | 'title'>[]
}) {
  const t = wordsOf(visit)
  return (
    <Frame visit={visit} title={t('list.title')} canonical="/khao-sat">
      <h1>{t('list.title')}</h1>
      <p>{t('list.lead')}</p>
      {surveys.length === 0 && <p class="note">{t('list.none')}</p>}
      <ul class="checks">
        {surveys.map(({ slug, title }) => (
          <li>
            <a href={`/khao-sat/${slug}`}>
              <Icon name="list-checks" />
              <span>{title}</span>
            </a>
          </li>
        ))}
      </ul>
    </Frame>
  )
}

export interface StepView {
  visit: Visit
  filling: Filling
  step: Step
  faults?: AnswerFault[]
  added?: string[]
  consented: boolean
  /** the page was sent without consent */
  refused?: boolean
  /** files that were not taken, each with the reason */
  untaken?: string[]
}

/** One section of a survey: its questions, what is wrong with the answers, and the way on. */
export function StepPage(view: StepView) {
  const { visit, filling, step, faults = [], added = [], consented, refused, untaken = [] } = view
  const { language, office } = visit
  const t = wordsOf(visit)
  const { survey, form, path, typed, files, pageId } = filling
  const { section, at, of, questions } = step
  const needsConsent = filling.asksConsent && !consented
  const intro = section.intro && wordsIn(language, section.intro, section.introEn)
  const wrong = faults.length > 0 || untaken.length > 0 || refused
  return (
    <Frame
      visit={visit}
      title={survey.title}
      canonical={`/khao-sat/${survey.slug}`}
      unlisted={at > 1}
    >
      <h1>{survey.title}</h1>
      {at === 1 && <Lead visit={visit} form={form} anonymous={survey.anonymous} />}
      <form class="check ks" method="post" action={path} enctype="multipart/form-data" novalidate>
        <input type="hidden" name="so-far" value={JSON.stringify(typed)} />
        <input type="hidden" name="page" value={pageId} />
        <input type="hidden" name="section" value={section.id} />
        {questions.map(({ id }) => (
          <input type="hidden" name="shown" value={id} />
        ))}
        {consented && <input type="hidden" name="consent" value="1" />}
        {of > 1 && <p class="ks-at">{t('section', { n: at, of })}</p>}
        {of > 1 && (
          <progress
            class="ks-progress"
            value={at - 1}
            max={of}
            aria-label={t('section', { n: at, of })}
          />
        )}
        <h2>{wordsIn(language, section.title, section.titleEn)}</h2>
        {intro && <p class="prose">{intro}</p>}
        {wrong && (
          <div class="note alarm" role="alert">
            {faults.length > 0 && <p>{t('faults', { n: faults.length })}</p>}
            {faults.length > 0 && (
              <ul>
                {faults.map(({ question }) => (
                  <li>
                    <a href={`#q-${question}`}>{askOf(step, question, visit)}</a>
                  </li>
                ))}
              </ul>
            )}
            {untaken.map((line) => (
              <p>{line}</p>
            ))}
            {refused && <p>{t('consent-needed')}</p>}
          </div>
        )}
        {added.length > 0 && (
          <p class="note" role="status">
            {t('more')}
          </p>
        )}
        {questions.map((question) => (
          <Field
            {...{ visit, question, typed, files }}
            fault={faults.find((one) => one.question === question.id)}
            fresh={added.includes(question.id)}
          />
        ))}
        {questions.some(({ kind }) => kind === 'commune') && (
          <Communes communes={office.communes} />
        )}
        {needsConsent && (
          <label class="check-choice ks-consent">
            <input type="checkbox" name="consent" value="1" />
            <span>{t('consent', { years: office.consent.retentionYears })}</span>
          </label>
        )}
        <p class="ks-buttons">
          <button type="submit" class="button" name="go" value="on">
            {t(at === of ? 'send' : 'next')}
            <Icon name="arrow-right" size={18} />
          </button>
          {at > 1 && (
            <button type="submit" class="button quiet" name="go" value="back">
              {t('back')}
            </button>
          )}
        </p>
      </form>
    </Frame>
  )
}

function Lead({ visit, form, anonymous }: { visit: Visit; form: Form; anonymous: boolean }) {
  const t = wordsOf(visit)
  return (
    <>
      {form.intro && <p class="prose">{wordsIn(visit.language, form.intro, form.introEn)}</p>}
      {anonymous && <p class="note">{t('anonymous')}</p>}
    </>
  )
}

function askOf({ questions }: Step, id: string, { language }: Visit): string {
  const question = questions.find((one) => one.id === id)
  return question ? wordsIn(language, question.ask, question.askEn) : id
}

/** Said instead of a form: thanks, or why nothing can be answered here. */
export function SaidPage({ visit, title, text }: { visit: Visit; title: string; text: string }) {
  const t = wordsOf(visit)
  return (
    <Frame visit={visit} title={title} unlisted>
      <Trail visit={visit} steps={[{ href: '/khao-sat', name: t('list.title') }]} />
      <h1>{title}</h1>
      <p class="note">{text}</p>
      <p>
        <a class="button quiet" href="/">
          {t('home')}
        </a>
      </p>
    </Frame>
  )
}
