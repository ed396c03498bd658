import type { AdminContext } from '#admin/deps.ts'
import { type Filled, Form, SelectField, TextArea, TextField } from '#admin/inputs.tsx'
import { Layout } from '#admin/layout.tsx'
import { Badge, Button, ButtonLink, Card, Chip, Empty } from '#admin/parts.tsx'
import { RestsOn } from '#admin/published/rests-on.tsx'
import { SearchBar } from '#admin/search-bar.tsx'
import { moment, words } from '#admin/words.ts'
import type { Labelled } from '#core/law/published/citation-labels.ts'
import { type CannedRow, mayEditCanned } from '#core/office/canned.ts'
import type { Field, Unit } from '#core/office.ts'
import { may, reachOf } from '#core/staff/roles.ts'

export function CannedListPage({ c, q, rows }: { c: AdminContext; q: string; rows: CannedRow[] }) {
  const t = words(c)
  const add = may(c.get('actor'), 'canned.edit') && (
    <ButtonLink href="/admin/canned/new" kind="primary" icon="plus">
      {t('office:canned.add')}
    </ButtonLink>
  )
  return (
    <Layout
      c={c}
      title={t('panel:nav.canned')}
      area="canned"
      lead={t('office:canned.lead')}
      actions={add || undefined}
    >
      <SearchBar t={t} action="/admin/canned" label={t('office:canned.search')} q={q} />
      {rows.length === 0 ? (
        <Card>
          <Empty icon="message-square-quote" title={t('office:canned.none')} />
        </Card>
      ) : (
        <ul class="list">
          {rows.map((row) => (
            <li class="list-row">
              <div class="grow">
                <a href={`/admin/canned/${row.id}`}>
                  <b>{row.title}</b>
                </a>
                <p class="muted inbox-words">{row.body}</p>
              </div>
              {row.field !== null && <Chip>{row.field}</Chip>}
              <Badge icon={row.unit === null ? 'users' : 'building-2'}>
                {row.unit ?? t('office:canned.everybody')}
              </Badge>
              <span class="muted small">{moment(c, row.updatedAt, true)}</span>
            </li>
          ))}
        </ul>
      )}
    </Layout>
  )
}

interface One {
  c: AdminContext
  canned?: CannedRow
  units: Unit[]
  fields: Field[]
  filled: Filled
  /** the law it cites */
  citations: Labelled[]
}

export function CannedPage({ c, canned, units, fields, filled, citations }: One) {
  const t = words(c)
  const actor = c.get('actor')
  const editable = canned === undefined || mayEditCanned(actor, canned.unitId)
  const trail = [{ href: '/admin/canned', label: t('panel:nav.canned') }]
  return (
    <Layout c={c} title={canned?.title ?? t('office:canned.add')} area="canned" trail={trail}>
      {editable ? (
        <Edit {...{ c, units, fields, filled, citations }} {...(canned && { canned })} />
      ) : (
        <Card>
          <p class="prose">{canned.body}</p>
        </Card>
      )}
    </Layout>
  )
}

function Edit({ c, canned, units, fields, filled, citations }: One) {
  const t = words(c)
  const actor = c.get('actor')
  const all = reachOf(actor, 'canned.edit') === 'any'
  const own = all ? units : units.filter(({ id }) => id === actor.unitId)
  const language = c.get('language')
  return (
    <div class="columns">
      <Card>
        <Form
          c={c}
          class="form"
          action={canned === undefined ? '/admin/canned' : `/admin/canned/${canned.id}`}
          filled={filled}
        >
          <TextField
            c={c}
            name="title"
            label={t('office:canned.title')}
            value={canned?.title}
            filled={filled}
            attributes={{ maxlength: 120 }}
          />
          <TextArea
            c={c}
            name="body"
            label={t('office:canned.body')}
            hint={t('office:canned.body-hint')}
            value={canned?.body}
            filled={filled}
            rows={12}
            attributes={{ maxlength: 10_000 }}
          />
          <div class="form-grid">
            <SelectField
              c={c}
              name="fieldId"
              label={t('office:field')}
              required={false}
              empty={t('office:canned.any-field')}
              value={canned?.fieldId}
              filled={filled}
              options={fields.map((field) => ({
                value: field.id,
                label: language === 'en' ? field.nameEn : field.name,
              }))}
            />
            <SelectField
              c={c}
              name="unitId"
              label={t('office:canned.whose')}
              required={!all}
              {...(all && { empty: t('office:canned.everybody') })}
              value={canned?.unitId}
              filled={filled}
              options={own.map(({ id, name }) => ({ value: id, label: name }))}
            />
          </div>
          <div>
            <Button kind="primary">{t('panel:save')}</Button>
          </div>
        </Form>
      </Card>
      {canned !== undefined && (
        <div class="stack">
          {citations.length > 0 && <RestsOn c={c} citations={citations} />}
          <Card title={t('office:canned.remove')}>
            <p class="muted">{t('office:canned.remove-why')}</p>
            <Form c={c} action={`/admin/canned/${canned.id}/removal`}>
              <Button kind="danger" icon="trash-2">
                {t('office:canned.remove')}
              </Button>
            </Form>
          </Card>
        </div>
      )}
    </div>
  )
}
