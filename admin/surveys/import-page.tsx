import type { AdminContext } from '#admin/deps.ts'
import type { Filled } from '#admin/inputs.tsx'
import { Layout } from '#admin/layout.tsx'
import { Card } from '#admin/parts.tsx'
import { words } from '#admin/words.ts'
import type { PlaceFault } from '#core/surveys/form-file.ts'
import type { Survey } from '#core/surveys/surveys.ts'
import { ImportForm } from './new-page.tsx'

interface View {
  c: AdminContext
  survey: Survey
  filled: Filled
  faults: PlaceFault[]
}

/** A file put in the place of a survey's draft; what was published stays. */
export function ImportPage({ c, survey, filled, faults }: View) {
  const t = words(c)
  const path = `/admin/surveys/${survey.id}`
  return (
    <Layout
      c={c}
      title={t('survey-desk:import.do')}
      area="surveys"
      lead={t('survey-desk:import.replaces')}
      trail={[
        { href: '/admin/surveys', label: t('panel:nav.surveys') },
        { href: path, label: survey.title },
        { href: `${path}/form`, label: t('survey-desk:build') },
      ]}
    >
      <Card>
        <ImportForm {...{ c, filled, faults }} action={`${path}/import`} version={survey.version} />
      </Card>
    </Layout>
  )
}
