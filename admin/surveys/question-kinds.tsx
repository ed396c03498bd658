import type { AdminContext } from '#admin/deps.ts'
import { CheckField, type Filled, TextField } from '#admin/inputs.tsx'
import { words } from '#admin/words.ts'
import type { FormQuestion } from '#core/surveys/shape.ts'

interface KindView {
  c: AdminContext
  question: FormQuestion
  filled: Filled
}

/** What only questions of its kind have: choices, bounds, words for the ends of a scale. */
export function OfKind(view: KindView) {
  const { c, question, filled } = view
  const t = words(c)
  const bound = (name: 'min' | 'max', key: string, type = 'text') => (
    <TextField
      {...{ c, filled, name, type }}
      label={t(`survey-desk:question.${key}`)}
      value={
        name in question
          ? (question as { min?: string | number; max?: string | number })[name]
          : undefined
      }
      required={false}
      attributes={type === 'text' ? { inputmode: 'decimal' } : {}}
    />
  )
  switch (question.kind) {
    case 'choice':
      return <Choices {...view} question={question} />
    case 'several':
      return (
        <>
          <Choices {...view} question={question} />
          <div class="form-grid">
            {bound('min', 'least-picks')}
            {bound('max', 'most-picks')}
          </div>
        </>
      )
    case 'scale':
      return <Scale {...view} question={question} bound={bound} />
    case 'number':
      return (
        <>
          <div class="form-grid">
            {bound('min', 'min')}
            {bound('max', 'max')}
          </div>
          <CheckField
            name="whole"
            label={t('survey-desk:question.whole')}
            checked={question.whole === true}
          />
        </>
      )
    case 'text':
      return (
        <>
          <CheckField
            name="long"
            label={t('survey-desk:question.long')}
            checked={question.long === true}
          />
          <CheckField
            name="difficulty"
            label={t('survey-desk:question.difficulty')}
            checked={question.difficulty === true}
          />
          {bound('max', 'letters')}
        </>
      )
    case 'date':
      return (
        <div class="form-grid">
          {bound('min', 'first-day', 'date')}
          {bound('max', 'last-day', 'date')}
        </div>
      )
    case 'file':
      return bound('max', 'files')
    default:
      return null
  }
}

type Of<Kind> = KindView & { question: Extract<FormQuestion, { kind: Kind }> }

function Scale({
  c,
  question,
  filled,
  bound,
}: Of<'scale'> & { bound: (name: 'min' | 'max', key: string) => unknown }) {
  const t = words(c)
  const { labels = {} } = question
  const ends = [
    ['labelMin', 'label-min', labels.min],
    ['labelMinEn', 'label-min-en', labels.minEn],
    ['labelMax', 'label-max', labels.max],
    ['labelMaxEn', 'label-max-en', labels.maxEn],
  ] as const
  return (
    <div class="form-grid">
      {bound('min', 'min') as never}
      {bound('max', 'max') as never}
      {ends.map(([name, key, value]) => (
        <TextField
          {...{ c, filled, name, value }}
          label={t(`survey-desk:question.${key}`)}
          required={false}
        />
      ))}
    </div>
  )
}

const spare = 3

function Choices({ c, question, filled }: Of<'choice' | 'several'>) {
  const t = words(c)
  const empty = Array.from({ length: spare }, () => ({ id: '', text: '', textEn: '' }))
  return (
    <fieldset class="survey-choices">
      <legend>{t('survey-desk:question.choices')}</legend>
      {[...question.choices, ...empty].map(({ id, text, textEn }, at) => (
        <div class="survey-choice">
          <input type="hidden" name="choiceId" value={id} />
          <input
            name="choice"
            value={text}
            aria-label={t('survey-desk:choice.text', { n: at + 1 })}
            placeholder={t('survey-desk:choice.text', { n: at + 1 })}
          />
          <input
            name="choiceEn"
            value={textEn ?? ''}
            aria-label={t('survey-desk:choice.text-en', { n: at + 1 })}
            placeholder={t('survey-desk:choice.text-en', { n: at + 1 })}
          />
        </div>
      ))}
      {filled.faults.choices && <p class="fault">{t(filled.faults.choices)}</p>}
      <p class="hint">{t('survey-desk:question.choices.hint')}</p>
      <CheckField
        name="other"
        label={t('survey-desk:question.other')}
        checked={question.other === true}
      />
    </fieldset>
  )
}
