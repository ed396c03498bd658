import type { AdminContext } from '#admin/deps.ts'
import { CheckField, type Filled, Form, SelectField, TextField } from '#admin/inputs.tsx'
import { Layout } from '#admin/layout.tsx'
import { Tabs } from '#admin/paging.tsx'
import { Badge, Button, ButtonLink, Card, Empty } from '#admin/parts.tsx'
import { words } from '#admin/words.ts'
import type { Field } from '#core/office.ts'
import type { Consultant, ConsultantFilter, listConsultants } from '#core/plan/consultants.ts'

const path = '/admin/consultants'

function nameOf(c: AdminContext, { name, nameEn }: Field): string {
  return c.get('language') === 'en' ? nameEn : name
}

export function ConsultantsPage({
  c,
  rows,
  filter,
  fields,
}: {
  c: AdminContext
  rows: Awaited<ReturnType<typeof listConsultants>>
  filter: ConsultantFilter
  fields: Field[]
}) {
  const t = words(c)
  return (
    <Layout
      c={c}
      title={t('consultants:title')}
      area="consultants"
      lead={t('consultants:lead')}
      actions={
        <ButtonLink href={`${path}/new`} kind="primary" icon="plus">
          {t('consultants:add')}
        </ButtonLink>
      }
    >
      <Tabs
        label={t('consultants:title')}
        now={filter.ended ? `${path}?ended=1` : path}
        items={[
          { href: path, label: t('consultants:tab.working') },
          { href: `${path}?ended=1`, label: t('consultants:tab.ended') },
        ]}
      />
      <form class="filters" action={path}>
        {filter.ended && <input type="hidden" name="ended" value="1" />}
        <TextField
          c={c}
          name="q"
          label={t('consultants:filter.q')}
          value={filter.q}
          type="search"
          attributes={{ required: false }}
        />
        <SelectField
          c={c}
          name="field"
          label={t('consultants:filter.field')}
          value={filter.fieldId}
          options={fields.map((one) => ({ value: one.id, label: nameOf(c, one) }))}
          empty={t('consultants:filter.all-fields')}
          attributes={{ required: false }}
        />
        <Button icon="search">{t('consultants:filter')}</Button>
      </form>
      {rows.length === 0 ? (
        <Card>
          <Empty icon="handshake" title={t('consultants:none')} />
        </Card>
      ) : (
        <Table c={c} rows={rows} fields={fields} />
      )}
    </Layout>
  )
}

function Table({
  c,
  rows,
  fields,
}: {
  c: AdminContext
  rows: Awaited<ReturnType<typeof listConsultants>>
  fields: Field[]
}) {
  const t = words(c)
  return (
    <div class="table-wrap">
      <table class="table stacked">
        <thead>
          <tr>
            <th>{t('consultants:name')}</th>
            <th>{t('consultants:fields')}</th>
            <th>{t('consultants:since')}</th>
            <th>{t('consultants:decision')}</th>
            <th>{t('consultants:referrals')}</th>
            <th>{t('consultants:shown')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ consultant, referrals }) => (
            <tr>
              <th scope="row">
                <a href={`${path}/${consultant.id}`}>{consultant.name}</a>
                <div class="muted small">{consultant.organisation}</div>
              </th>
              <td data-label={t('consultants:fields')}>
                {fields
                  .filter(({ id }) => consultant.fieldIds.includes(id))
                  .map((field) => nameOf(c, field))
                  .join(', ')}
              </td>
              <td data-label={t('consultants:since')}>{dayShown(consultant.since)}</td>
              <td data-label={t('consultants:decision')}>{consultant.decision}</td>
              <td data-label={t('consultants:referrals')}>{referrals}</td>
              <td data-label={t('consultants:shown')}>
                <Badge tone={consultant.shown ? 'good' : 'neutral'}>
                  {t(`consultants:shown.${consultant.shown ? 'yes' : 'no'}`)}
                </Badge>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

export function ConsultantPage({
  c,
  consultant,
  signIns,
  fields,
  filled,
}: {
  c: AdminContext
  consultant: Consultant | undefined
  signIns: { id: string; name: string; email: string }[]
  fields: Field[]
  filled: Filled
}) {
  const t = words(c)
  const line = (name: 'organisation' | 'phone' | 'email' | 'decision', type = 'text') => (
    <TextField
      c={c}
      name={name}
      type={type}
      label={t(`consultants:${name}`)}
      value={consultant?.[name]}
      filled={filled}
      required={false}
    />
  )
  const again = Object.keys(filled.typed).length > 0
  const ticked = again ? (filled.typed.fields ?? '').split(',').map(Number) : consultant?.fieldIds
  const shown = again ? /on|true/.test(filled.typed.shown ?? '') : consultant?.shown
  return (
    <Layout
      c={c}
      title={consultant?.name ?? t('consultants:add')}
      area="consultants"
      trail={[{ href: path, label: t('consultants:title') }]}
    >
      <Card>
        <Form
          c={c}
          class="form"
          action={consultant ? `${path}/${consultant.id}` : path}
          filled={filled}
        >
          <input type="hidden" name="version" value={consultant?.version ?? 0} />
          <TextField
            c={c}
            name="name"
            label={t('consultants:name')}
            value={consultant?.name}
            filled={filled}
          />
          {line('organisation')}
          {line('phone', 'tel')}
          {line('email', 'email')}
          <fieldset>
            <legend>{t('consultants:fields')}</legend>
            {fields.map((field) => (
              <CheckField
                name="fields"
                value={String(field.id)}
                label={nameOf(c, field)}
                checked={ticked?.includes(field.id) ?? false}
              />
            ))}
          </fieldset>
          <TextField
            c={c}
            name="since"
            type="date"
            label={t('consultants:since')}
            value={consultant?.since}
            filled={filled}
            required={false}
          />
          {line('decision')}
          <SelectField
            c={c}
            name="signIn"
            label={t('consultants:sign-in')}
            hint={t('consultants:sign-in.hint')}
            value={consultant?.staffId}
            options={signIns.map(({ id, name, email }) => ({
              value: id,
              label: `${name} · ${email}`,
            }))}
            empty={t('consultants:sign-in.none')}
            filled={filled}
            required={false}
          />
          <CheckField
            name="shown"
            label={t('consultants:shown')}
            hint={t('consultants:shown.hint')}
            checked={shown ?? false}
          />
          <TextField
            c={c}
            name="endedOn"
            type="date"
            label={t('consultants:ended')}
            hint={t('consultants:ended.hint')}
            value={consultant?.endedOn}
            filled={filled}
            required={false}
          />
          <div>
            <Button kind="primary" icon="check">
              {t('consultants:save')}
            </Button>
          </div>
        </Form>
      </Card>
    </Layout>
  )
}

function dayShown(day: string | null): string {
  return (day ?? '').split('-').reverse().join('/')
}
