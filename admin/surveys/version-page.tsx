import type { AdminContext } from '#admin/deps.ts'
import { Layout } from '#admin/layout.tsx'
import { Card } from '#admin/parts.tsx'
import { moment, words } from '#admin/words.ts'
import type { Form } from '#core/surveys/shape.ts'
import type { Survey } from '#core/surveys/surveys.ts'
import { Looks } from './looks.tsx'

interface View {
  c: AdminContext
  survey: Survey
  version: number
  publishedAt: Date
  form: Form
}

/** A version as it was asked, which nothing changes any more. */
export function VersionPage({ c, survey, version, publishedAt, form }: View) {
  const t = words(c)
  return (
    <Layout
      c={c}
      title={t('survey-desk:version', { version })}
      area="surveys"
      lead={t('survey-desk:version.published', { at: moment(c, publishedAt) })}
      trail={[
        { href: '/admin/surveys', label: t('panel:nav.surveys') },
        { href: `/admin/surveys/${survey.id}`, label: survey.title },
      ]}
    >
      <Card>
        <Looks c={c} form={form} title={survey.title} anonymous={survey.anonymous} />
      </Card>
    </Layout>
  )
}
