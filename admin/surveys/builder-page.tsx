import type { AdminContext } from '#admin/deps.ts'
import { Form } from '#admin/inputs.tsx'
import { Layout } from '#admin/layout.tsx'
import { Badge, Button, ButtonLink, Card, Empty } from '#admin/parts.tsx'
import { words } from '#admin/words.ts'
import { wordsOf } from '#core/surveys/export.ts'
import type { FormFault } from '#core/surveys/form.ts'
import {
  type FormQuestion,
  questionKinds,
  type Section,
  type Form as SurveyForm,
} from '#core/surveys/shape.ts'
import type { Survey } from '#core/surveys/surveys.ts'
import { conditionWords } from './conditions.tsx'
import { Looks } from './looks.tsx'

export interface BuilderView {
  c: AdminContext
  survey: Survey
  form: SurveyForm
  faults: FormFault[]
}

/** The whole form: sections and questions to be ordered, each opened for its words, and beside them how it looks. */
export function BuilderPage(view: BuilderView) {
  const { c, survey, form, faults } = view
  const t = words(c)
  const path = `/admin/surveys/${survey.id}`
  return (
    <Layout
      c={c}
      title={t('survey-desk:build.of', { title: survey.title })}
      area="surveys"
      trail={[
        { href: '/admin/surveys', label: t('panel:nav.surveys') },
        { href: path, label: survey.title },
      ]}
      actions={
        <>
          <ButtonLink href={`${path}/form.json`} icon="download">
            {t('survey-desk:export.json')}
          </ButtonLink>
          <ButtonLink href={`${path}/import`} icon="upload">
            {t('survey-desk:import.do')}
          </ButtonLink>
        </>
      }
    >
      <div class="survey-columns">
        <div class="stack">
          <FaultList c={c} faults={faults.filter(({ question }) => question === undefined)} />
          <p class="row-line">
            <ButtonLink href={`${path}/form/frame`} icon="text">
              {t('survey-desk:build.frame')}
            </ButtonLink>
          </p>
          {form.sections.length === 0 && (
            <Card>
              <Empty icon="list-plus" title={t('survey-desk:build.empty')} />
            </Card>
          )}
          {form.sections.map((section, at) => (
            <SectionCard {...view} section={section} at={at} />
          ))}
          <Form c={c} action={`${path}/form/steps`}>
            <Button name="do" value="add-section" icon="plus">
              {t('survey-desk:build.add-section')}
            </Button>
          </Form>
        </div>
        <Card title={t('survey-desk:look')}>
          <Looks c={c} form={form} title={survey.title} anonymous={survey.anonymous} />
        </Card>
      </div>
    </Layout>
  )
}

export function FaultList({ c, faults }: { c: AdminContext; faults: FormFault[] }) {
  if (faults.length === 0) return null
  return (
    <ul class="survey-faults">
      {faults.map(({ key, values }) => (
        <li>{words(c)(key, values)}</li>
      ))}
    </ul>
  )
}

function SectionCard(view: BuilderView & { section: Section; at: number }) {
  const { c, survey, form, section, at } = view
  const t = words(c)
  const path = `/admin/surveys/${survey.id}/form`
  const before = form.sections
    .slice(0, at)
    .reduce((sum, { questions }) => sum + questions.length, 0)
  const title = wordsOf(c.get('language'), section.title, section.titleEn)
  return (
    <section class="card survey-section" id={`s-${section.id}`}>
      <header class="card-head">
        <h2>{title || <span class="muted">{t('survey-desk:build.untitled')}</span>}</h2>
        <div class="actions">
          <ButtonLink href={`${path}/sections/${section.id}`} kind="quiet" icon="pencil">
            {t('survey-desk:build.rename')}
          </ButtonLink>
          <Steps
            c={c}
            path={path}
            what="section"
            id={section.id}
            name={title}
            ends={[at === 0, at === form.sections.length - 1]}
          />
        </div>
      </header>
      {section.questions.length === 0 ? (
        <p class="muted">{t('survey-desk:build.empty-section')}</p>
      ) : (
        <ol class="survey-questions" start={before + 1}>
          {section.questions.map((question, n) => (
            <QuestionRow {...view} question={question} number={before + n + 1} />
          ))}
        </ol>
      )}
      <Form c={c} action={`${path}/steps`} class="row-line survey-add">
        <input type="hidden" name="id" value={section.id} />
        <label class="visually-hidden" for={`kind-${section.id}`}>
          {t('survey-desk:question.kind')}
        </label>
        <select id={`kind-${section.id}`} name="kind">
          {questionKinds.map((kind) => (
            <option value={kind}>{t(`survey-desk:kind.${kind}`)}</option>
          ))}
        </select>
        <Button name="do" value="add-question" icon="plus">
          {t('survey-desk:build.add-question')}
        </Button>
      </Form>
    </section>
  )
}

function QuestionRow(view: BuilderView & { question: FormQuestion; number: number }) {
  const { c, survey, form, faults, question, number } = view
  const t = words(c)
  const language = c.get('language')
  const path = `/admin/surveys/${survey.id}/form`
  const first = form.sections[0]?.questions[0]?.id === question.id
  const last = form.sections.at(-1)?.questions.at(-1)?.id === question.id
  const ask = wordsOf(language, question.ask, question.askEn)
  return (
    <li id={`q-${question.id}`} class="survey-question">
      <div class="grow">
        <a href={`${path}/questions/${question.id}`}>
          <b>{`${number}. `}</b>
          {ask || <span class="muted">{t('survey-desk:build.unworded')}</span>}
        </a>
        <p class="muted small">
          {[
            t(`survey-desk:kind.${question.kind}`),
            t(
              question.required ? 'survey-desk:question.required' : 'survey-desk:question.optional',
            ),
            question.kind === 'stars' && question.mark && t('survey-desk:question.mark'),
          ]
            .filter(Boolean)
            .join(' · ')}
        </p>
        {question.when && (
          <p class="small">
            <Badge tone="accent" icon="split">
              {conditionWords(c, form, question.when)}
            </Badge>
          </p>
        )}
        <FaultList c={c} faults={faults.filter((fault) => fault.question === question.id)} />
      </div>
      <Steps c={c} path={path} what="question" id={question.id} name={ask} ends={[first, last]} />
    </li>
  )
}

interface StepsView {
  c: AdminContext
  path: string
  what: 'section' | 'question'
  id: string
  name: string
  /** whether it is the first, the last */
  ends: [boolean, boolean]
}

function Steps({ c, path, what, id, name, ends: [first, last] }: StepsView) {
  const t = words(c)
  const steps = [
    { deed: 'up', icon: 'arrow-up', disabled: first },
    { deed: 'down', icon: 'arrow-down', disabled: last },
    { deed: 'remove', icon: 'trash-2', disabled: false },
  ]
  return (
    <Form c={c} action={`${path}/steps`} class="row-line survey-steps">
      <input type="hidden" name="id" value={id} />
      {steps.map(({ deed, icon, disabled }) => (
        <Button
          kind="quiet"
          name="do"
          value={`${deed}-${what}`}
          icon={icon}
          disabled={disabled}
          aria-label={`${t(`survey-desk:build.${deed}`)}: ${name || id}`}
        >
          {''}
        </Button>
      ))}
    </Form>
  )
}
