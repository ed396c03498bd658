import type { AdminContext } from '#admin/deps.ts'
import { CheckField, type Filled, Form, SelectField, TextArea, TextField } from '#admin/inputs.tsx'
import { Layout } from '#admin/layout.tsx'
import { Badge, Button, ButtonLink, Card } from '#admin/parts.tsx'
import { words } from '#admin/words.ts'
import { type FieldRow, writeTerms } from '#core/office/fields.ts'
import type { Unit } from '#core/office.ts'

export function FieldsPage({
  c,
  fields,
  units,
}: {
  c: AdminContext
  fields: FieldRow[]
  units: Unit[]
}) {
  const t = words(c)
  const nameOf = new Map(units.map(({ id, shortName }) => [id, shortName]))
  const add = (
    <ButtonLink href="/admin/fields/new" kind="primary" icon="plus">
      {t('office:field.add')}
    </ButtonLink>
  )
  return (
    <Layout
      c={c}
      title={t('panel:nav.fields')}
      area="fields"
      lead={t('office:fields.lead')}
      actions={add}
    >
      <div class="table-wrap">
        <table class="table stacked">
          <thead>
            <tr>
              <th>{t('office:field')}</th>
              <th>{t('office:field.leads')}</th>
              <th>{t('office:field.cooperates')}</th>
              <th class="num">{t('office:field.terms')}</th>
            </tr>
          </thead>
          <tbody>
            {fields.map((field) => (
              <tr>
                <th scope="row">
                  <a href={`/admin/fields/${field.id}`}>{field.name}</a>
                  <span class="sub muted small">{field.nameEn}</span>
                  {field.closedAt !== null && <Badge icon="archive">{t('office:closed')}</Badge>}
                </th>
                <td data-label={t('office:field.leads')}>{field.lead}</td>
                <td data-label={t('office:field.cooperates')}>
                  {field.cooperatingUnitIds
                    .map((id) => nameOf.get(id))
                    .filter((name) => name !== undefined)
                    .join(', ') || '–'}
                </td>
                <td class="num" data-label={t('office:field.terms')}>
                  {Object.keys(field.terms).length}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Layout>
  )
}

interface One {
  c: AdminContext
  field?: FieldRow
  units: Unit[]
  filled: Filled
}

export function FieldPage({ c, field, units, filled }: One) {
  const t = words(c)
  const trail = [{ href: '/admin/fields', label: t('panel:nav.fields') }]
  const chosen =
    filled.typed.name === undefined
      ? (field?.cooperatingUnitIds.map(String) ?? [])
      : (filled.typed.cooperating ?? '').split(',')
  return (
    <Layout c={c} title={field?.name ?? t('office:field.add')} area="fields" trail={trail}>
      <div class="columns">
        <Card>
          <Form
            c={c}
            class="form"
            action={field === undefined ? '/admin/fields' : `/admin/fields/${field.id}`}
            filled={filled}
          >
            <div class="form-grid">
              <TextField
                c={c}
                name="name"
                label={t('office:field.name')}
                value={field?.name}
                filled={filled}
              />
              <TextField
                c={c}
                name="nameEn"
                label={t('office:field.name-en')}
                value={field?.nameEn}
                filled={filled}
              />
            </div>
            <SelectField
              c={c}
              name="leadUnitId"
              label={t('office:field.leads')}
              empty={t('office:choose')}
              value={field?.leadUnitId}
              filled={filled}
              options={units.map(({ id, name }) => ({ value: id, label: name }))}
            />
            <fieldset>
              <legend>{t('office:field.cooperates')}</legend>
              <div class="checks">
                {units.map(({ id, name }) => (
                  <CheckField
                    name="cooperating"
                    value={String(id)}
                    label={name}
                    checked={chosen.includes(String(id))}
                  />
                ))}
              </div>
            </fieldset>
            <TextArea
              c={c}
              name="terms"
              label={t('office:field.terms-label')}
              hint={t('office:field.terms-hint')}
              value={field && writeTerms(field.terms)}
              filled={filled}
              required={false}
              rows={10}
            />
            <div>
              <Button kind="primary">{t('panel:save')}</Button>
            </div>
          </Form>
        </Card>
        {field !== undefined && <Closing c={c} field={field} />}
      </div>
    </Layout>
  )
}

function Closing({ c, field }: { c: AdminContext; field: FieldRow }) {
  const t = words(c)
  const closed = field.closedAt !== null
  return (
    <Card title={t(closed ? 'office:field.reopen' : 'office:field.close')}>
      <p class="muted">{t('office:field.close-why')}</p>
      <Form c={c} action={`/admin/fields/${field.id}/closure`}>
        <Button kind={closed ? 'plain' : 'danger'} icon={closed ? 'archive-restore' : 'archive'}>
          {t(closed ? 'office:field.reopen' : 'office:field.close')}
        </Button>
      </Form>
    </Card>
  )
}
