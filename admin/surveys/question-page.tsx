import type { AdminContext } from '#admin/deps.ts'
import { CheckField, type Filled, Form, SelectField, TextArea, TextField } from '#admin/inputs.tsx'
import { Layout } from '#admin/layout.tsx'
import { Button, ButtonLink, Card } from '#admin/parts.tsx'
import { words } from '#admin/words.ts'
import type { Piece } from '#core/surveys/pieces.ts'
import { stampOf } from '#core/surveys/pieces.ts'
import {
  type FormQuestion,
  questionKinds,
  questionsOf,
  type Form as SurveyForm,
} from '#core/surveys/shape.ts'
import type { Survey } from '#core/surveys/surveys.ts'
import { ConditionFields } from './conditions.tsx'
import { Theirs } from './conflict.tsx'
import { Looks } from './looks.tsx'
import { OfKind } from './question-kinds.tsx'

export interface QuestionView {
  c: AdminContext
  survey: Survey
  form: SurveyForm
  question: FormQuestion
  /** its kind may change: it was never published */
  free: boolean
  lines: string[]
  match: string
  filled: Filled
  /** the stamp of what the writer began with */
  was: string
  /** what a colleague made of it meanwhile */
  conflict?: { theirs: Piece['value'] | undefined } | undefined
}

/** One question: its words, its kind's settings, when it is asked; beside it how it looks on every channel. */
export function QuestionPage(view: QuestionView) {
  const { c, survey, form, question, conflict, filled } = view
  const t = words(c)
  const path = `/admin/surveys/${survey.id}`
  const action = `${path}/form/questions/${question.id}`
  const at = questionsOf(form).findIndex(({ id }) => id === question.id)
  const was = conflict?.theirs ? stampOf(conflict.theirs) : view.was
  return (
    <Layout
      c={c}
      title={t('survey-desk:question.of', { n: at < 0 ? '' : at + 1 })}
      area="surveys"
      trail={[
        { href: '/admin/surveys', label: t('panel:nav.surveys') },
        { href: path, label: survey.title },
        { href: `${path}/form`, label: t('survey-desk:build') },
      ]}
    >
      {conflict && <Theirs c={c} conflict={conflict} />}
      <div class="survey-columns">
        <Card>
          <Form c={c} action={action} class="form" id="question-form" filled={filled}>
            <input type="hidden" name="was" value={was} />
            <Wording {...view} />
            <OfKind {...view} />
            <ConditionFields {...view} />
            <div class="form-actions">
              <Button kind="primary" icon="check">
                {t('survey-desk:save')}
              </Button>
              <Button name="more" value="1" icon="plus">
                {t('survey-desk:save.stay')}
              </Button>
              <ButtonLink href={`${path}/form#q-${question.id}`} kind="quiet">
                {t('survey-desk:leave')}
              </ButtonLink>
            </div>
          </Form>
        </Card>
        <Card title={t('survey-desk:look')}>
          <div
            hx-post={`${action}/looks`}
            hx-include="#question-form"
            hx-trigger="input delay:500ms from:#question-form"
            hx-swap="innerHTML"
          >
            <Looks
              c={c}
              form={form}
              title={survey.title}
              anonymous={survey.anonymous}
              only={question}
            />
          </div>
        </Card>
      </div>
    </Layout>
  )
}

function Wording({ c, question, free, filled }: QuestionView) {
  const t = words(c)
  const line = { c, filled, rows: 2 }
  return (
    <>
      <TextArea {...line} name="ask" label={t('survey-desk:question.ask')} value={question.ask} />
      <TextArea
        {...line}
        name="askEn"
        label={t('survey-desk:question.ask-en')}
        value={question.askEn}
        required={false}
      />
      <div class="form-grid">
        <TextField
          c={c}
          filled={filled}
          name="help"
          label={t('survey-desk:question.help')}
          value={question.help}
          required={false}
        />
        <TextField
          c={c}
          filled={filled}
          name="helpEn"
          label={t('survey-desk:question.help-en')}
          value={question.helpEn}
          required={false}
        />
      </div>
      {free ? (
        <SelectField
          {...{ c, filled }}
          name="kind"
          label={t('survey-desk:question.kind')}
          value={question.kind}
          hint={t('survey-desk:question.kind.hint')}
          options={questionKinds.map((kind) => ({
            value: kind,
            label: t(`survey-desk:kind.${kind}`),
          }))}
        />
      ) : (
        <p class="muted small">
          {t('survey-desk:question.kind.fixed', { kind: t(`survey-desk:kind.${question.kind}`) })}
        </p>
      )}
      <CheckField
        name="required"
        label={t('survey-desk:question.required')}
        checked={question.required}
      />
      {question.kind === 'stars' && (
        <CheckField
          name="mark"
          label={t('survey-desk:question.mark')}
          hint={t('survey-desk:question.mark.hint')}
          checked={question.mark === true}
        />
      )}
      <CheckField
        name="personal"
        label={t('survey-desk:question.personal')}
        hint={t('survey-desk:question.personal.hint')}
        checked={question.personal === true}
      />
    </>
  )
}
