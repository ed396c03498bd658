import type { AdminContext } from '#admin/deps.ts'
import { CheckField, type Filled, SelectField, TextField } from '#admin/inputs.tsx'
import { Card } from '#admin/parts.tsx'
import { words } from '#admin/words.ts'
import { modes } from './form.ts'

interface Part {
  c: AdminContext
  filled: Filled
}

/** How and where people come. */
export function Where({ c, filled }: Part) {
  const t = words(c)
  return (
    <Card title={t('courses:form.where')}>
      <div class="form">
        <div class="form-grid">
          <SelectField
            c={c}
            name="mode"
            label={t('courses:field.mode')}
            filled={filled}
            options={modes.map((mode) => ({ value: mode, label: t(`courses:mode.${mode}`) }))}
          />
          <TextField
            c={c}
            name="seats"
            label={t('courses:field.seats')}
            hint={t('courses:field.seats.hint')}
            required={false}
            filled={filled}
            attributes={{ inputmode: 'numeric', maxlength: 7 }}
          />
        </div>
        <TextField
          c={c}
          name="place"
          label={t('courses:field.place')}
          required={false}
          filled={filled}
          attributes={{ maxlength: 300 }}
        />
        <TextField
          c={c}
          name="meetingLink"
          type="url"
          label={t('courses:field.link')}
          hint={t('courses:field.link.hint')}
          required={false}
          filled={filled}
          attributes={{ maxlength: 500 }}
        />
      </div>
    </Card>
  )
}

/** What else a class has. */
export function More({ c, filled }: Part) {
  const t = words(c)
  return (
    <Card title={t('courses:form.more')}>
      <div class="form">
        <TextField
          c={c}
          name="speakers"
          label={t('courses:field.speakers')}
          required={false}
          filled={filled}
          attributes={{ maxlength: 500 }}
        />
        <TextField
          c={c}
          name="documentNumber"
          label={t('courses:field.document')}
          hint={t('courses:field.document.hint')}
          required={false}
          filled={filled}
          attributes={{ maxlength: 60 }}
        />
        <CheckField
          name="collectsQuestions"
          label={t('courses:field.questions')}
          hint={t('courses:field.questions.hint')}
          checked={filled.typed.collectsQuestions !== undefined}
        />
        <div class="form-grid">
          {(['budgetVnd', 'societyVnd'] as const).map((name) => (
            <TextField
              c={c}
              name={name}
              label={t(`courses:field.${name}`)}
              required={false}
              filled={filled}
              attributes={{ inputmode: 'numeric', maxlength: 20 }}
            />
          ))}
        </div>
      </div>
    </Card>
  )
}
