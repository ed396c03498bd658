import type { AdminContext } from '#admin/deps.ts'
import { Form } from '#admin/inputs.tsx'
import { Layout } from '#admin/layout.tsx'
import { Button, Notice } from '#admin/parts.tsx'
import { words } from '#admin/words.ts'
import type { AnswerFault } from '#core/surveys/answer.ts'
import { visibleQuestions } from '#core/surveys/conditions.ts'
import { type EnteredSource, enteredSources } from '#core/surveys/entering.ts'
import { wordsOf } from '#core/surveys/export.ts'
import { type Answers, questionsOf, type Form as SurveyForm } from '#core/surveys/shape.ts'
import type { Survey } from '#core/surveys/surveys.ts'
import { AnswerFields } from './answer-fields.tsx'

export interface EntryView {
  c: AdminContext
  survey: Survey
  form: SurveyForm
  /** as it was typed */
  sent: Record<string, string | string[]>
  /** as far as it could be read */
  answers: Answers
  faults: AnswerFault[]
  communes: string[]
  /** files already taken, by number */
  files: Map<number, string>
  /** files that were not taken, each with the reason */
  untaken: string[]
  source: EnteredSource
  /** made by the page, so that a response sent twice is kept once */
  responseId: string
}

/** A survey's questions on one page, made for a phone at an inspection. */
export function EntryPage(view: EntryView) {
  const { c, survey, source, faults, untaken, responseId } = view
  const t = words(c)
  const path = `/admin/surveys/${survey.id}`
  return (
    <Layout
      c={c}
      title={t('survey-desk:entry')}
      area="surveys"
      lead={survey.title}
      trail={[
        { href: '/admin/surveys', label: t('panel:nav.surveys') },
        { href: path, label: survey.title },
      ]}
    >
      {faults.length > 0 && (
        <Notice kind="problem">{t('survey-desk:entry.faults', { n: faults.length })}</Notice>
      )}
      {untaken.length > 0 && (
        <Notice kind="problem">
          <ul class="survey-faults">
            {untaken.map((why) => (
              <li>{why}</li>
            ))}
          </ul>
        </Notice>
      )}
      <Form
        c={c}
        action={`${path}/entry`}
        class="form survey-entry"
        id="entry-form"
        enctype="multipart/form-data"
      >
        <input type="hidden" name="responseId" value={responseId} />
        <div class="field">
          <label for="entry-source">{t('survey-desk:entry.source')}</label>
          <select id="entry-source" name="source">
            {enteredSources.map((one) => (
              <option value={one} selected={one === source}>
                {t(`survey-desk:channel.${one}`)}
              </option>
            ))}
          </select>
        </div>
        <div
          id="entry-fields"
          hx-post={`${path}/entry/questions`}
          hx-include="#entry-form"
          hx-trigger="change delay:200ms from:#entry-form"
          hx-swap="innerMorph"
        >
          <EntryFields {...view} />
        </div>
        <div class="form-actions">
          <Button kind="primary" icon="check">
            {t('survey-desk:entry.keep')}
          </Button>
          <Button name="do" value="again" icon="plus">
            {t('survey-desk:entry.again')}
          </Button>
          <Button name="do" value="refresh" kind="quiet" icon="refresh-cw">
            {t('survey-desk:entry.refresh')}
          </Button>
        </div>
      </Form>
    </Layout>
  )
}

/** The questions that are asked, given what was answered so far. */
export function EntryFields({ c, form, sent, answers, faults, communes, files }: EntryView) {
  const language = c.get('language')
  const shown = new Set(visibleQuestions(form, answers).map(({ id }) => id))
  const order = questionsOf(form).filter(({ id }) => shown.has(id))
  return (
    <>
      {form.sections.map((section) => {
        const own = section.questions.filter(({ id }) => shown.has(id))
        if (own.length === 0) return null
        return (
          <section class="card">
            <h2>{wordsOf(language, section.title, section.titleEn)}</h2>
            {section.intro && (
              <p class="muted">{wordsOf(language, section.intro, section.introEn)}</p>
            )}
            {own.map((question) => (
              <AnswerFields
                {...{ c, question, communes, files }}
                within="entry"
                number={order.indexOf(question) + 1}
                value={sent[question.id]}
                fault={faults.find((fault) => fault.question === question.id)}
              />
            ))}
          </section>
        )
      })}
    </>
  )
}
