import type { AdminContext } from '#admin/deps.ts'
import { type Filled, Form, TextArea, TextField } from '#admin/inputs.tsx'
import { Layout } from '#admin/layout.tsx'
import { Button, ButtonLink, Card } from '#admin/parts.tsx'
import { words } from '#admin/words.ts'
import { type Frame, type Heading, type Piece, stampOf } from '#core/surveys/pieces.ts'
import type { Survey } from '#core/surveys/surveys.ts'
import { Theirs } from './conflict.tsx'

interface View {
  c: AdminContext
  survey: Survey
  action: string
  title: string
  fields: { name: string; long: boolean; value: string | undefined; required: boolean }[]
  was: string
  filled: Filled
  conflict?: { theirs: Piece['value'] | undefined } | undefined
}

/** What a survey says before its first question and after its last. */
export function frameFields(frame: Frame): View['fields'] {
  const names = ['intro', 'introEn', 'thanks', 'thanksEn'] as const
  return names.map((name) => ({ name, long: true, value: frame[name], required: false }))
}

export function headingFields(heading: Heading): View['fields'] {
  return [
    { name: 'title', long: false, value: heading.title, required: true },
    { name: 'titleEn', long: false, value: heading.titleEn, required: false },
    { name: 'intro', long: true, value: heading.intro, required: false },
    { name: 'introEn', long: true, value: heading.introEn, required: false },
  ]
}

/** The words around questions: of the survey, or of a section. */
export function PiecePage({ c, survey, action, title, fields, was, filled, conflict }: View) {
  const t = words(c)
  const path = `/admin/surveys/${survey.id}`
  return (
    <Layout
      c={c}
      title={title}
      area="surveys"
      trail={[
        { href: '/admin/surveys', label: t('panel:nav.surveys') },
        { href: path, label: survey.title },
        { href: `${path}/form`, label: t('survey-desk:build') },
      ]}
    >
      {conflict && <Theirs c={c} conflict={conflict} />}
      <Card>
        <Form c={c} action={action} class="form" filled={filled}>
          <input
            type="hidden"
            name="was"
            value={conflict?.theirs ? stampOf(conflict.theirs) : was}
          />
          {fields.map(({ name, long, value, required }) => {
            const field = {
              c,
              filled,
              name,
              value,
              required,
              label: t(`survey-desk:conflict.${name}`),
            }
            return long ? <TextArea {...field} rows={3} /> : <TextField {...field} />
          })}
          <div class="form-actions">
            <Button kind="primary" icon="check">
              {t('survey-desk:save')}
            </Button>
            <ButtonLink href={`${path}/form`} kind="quiet">
              {t('survey-desk:leave')}
            </ButtonLink>
          </div>
        </Form>
      </Card>
    </Layout>
  )
}
