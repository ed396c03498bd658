import type { AdminContext } from '#admin/deps.ts'
import type { Labels } from '#admin/difficulties/labels.ts'
import { type Filled, Form, SelectField, TextArea, TextField } from '#admin/inputs.tsx'
import { Layout } from '#admin/layout.tsx'
import { Button, Card } from '#admin/parts.tsx'
import { words } from '#admin/words.ts'
import type { DifficultyRow } from '#core/plan/difficulty-list.ts'
import type { RecommendationPage } from '#core/plan/recommendation-list.ts'

interface FormProps {
  c: AdminContext
  page: RecommendationPage | undefined
  filled: Filled
  labels: Labels
  /** what a new one is drawn from */
  sources: DifficultyRow[]
  own: { fieldId: number | null; unitId: number | null | undefined }
  /** of the law document it is about */
  number: string
}

/** Drafts a recommendation, or changes the draft, beside the difficulties it is drawn from. */
export function RecommendationFormPage(props: FormProps) {
  const { c, page, sources } = props
  const t = words(c)
  const title = t(page ? 'difficulties:rec.edit' : 'difficulties:rec.new')
  return (
    <Layout
      c={c}
      title={title}
      area="recommendations"
      trail={[{ href: '/admin/recommendations', label: t('difficulties:rec.title') }]}
    >
      <div class="columns">
        <Card>
          <Fields {...props} />
        </Card>
        {!page && sources.length > 0 && (
          <Card title={t('difficulties:rec.sources', { n: sources.length })}>
            <ul class="plain-list">
              {sources.map(({ id, content, group }) => (
                <li>
                  <a href={`/admin/difficulties/${id}`}>{content.slice(0, 240)}</a>
                  {group && <span class="muted small"> · {group}</span>}
                </li>
              ))}
            </ul>
          </Card>
        )}
      </div>
    </Layout>
  )
}

function Fields({ c, page, filled, labels, sources, own, number }: FormProps) {
  const t = words(c)
  const common = { c, filled }
  const [first] = sources
  const action = page ? `/admin/recommendations/${page.id}` : '/admin/recommendations'
  return (
    <Form c={c} action={action} class="form" filled={filled}>
      {page && <input type="hidden" name="version" value={page.version} />}
      {!page && <input type="hidden" name="ids" value={sources.map(({ id }) => id).join(',')} />}
      <TextField
        {...common}
        name="title"
        label={t('difficulties:rec.name')}
        hint={t('difficulties:rec.name.hint')}
        value={page?.title ?? first?.group ?? ''}
      />
      <TextField
        {...common}
        name="authority"
        label={t('difficulties:rec.authority')}
        value={page?.authority}
      />
      <TextArea
        {...common}
        name="content"
        label={t('difficulties:rec.content')}
        hint={t('difficulties:content.hint')}
        value={page?.content}
        rows={8}
      />
      <SelectField
        {...common}
        name="field"
        label={t('difficulties:field')}
        options={labels.fields}
        empty={t('difficulties:field.none')}
        value={page ? page.fieldId : own.fieldId}
        required={false}
      />
      <SelectField
        {...common}
        name="unit"
        label={t('difficulties:rec.unit')}
        options={labels.units}
        empty={t('difficulties:rec.unit.none')}
        value={page ? page.unitId : own.unitId}
        required={false}
      />
      <TextField
        {...common}
        name="document"
        label={t('difficulties:rec.document')}
        value={number}
        required={false}
      />
      <div class="form-actions">
        <Button kind="primary">{t('difficulties:save')}</Button>
      </div>
    </Form>
  )
}
