import type { AdminContext } from '#admin/deps.ts'
import { SelectField } from '#admin/inputs.tsx'
import { Layout } from '#admin/layout.tsx'
import { ListTable, SearchForm } from '#admin/list-parts.tsx'
import { Tabs } from '#admin/paging.tsx'
import { Badge, ButtonLink } from '#admin/parts.tsx'
import { words } from '#admin/words.ts'
import type { Field } from '#core/office.ts'
import type { ConsultantFilter, listConsultants } from '#core/plan/consultants.ts'
import { plainDay } from '#core/plan/report-paper.ts'
import { nameOf } from './shown.ts'

const path = '/admin/consultants'
const heads = ['name', 'fields', 'since.short', 'decision.short', 'referrals', 'shown.short']

interface Props {
  c: AdminContext
  rows: Awaited<ReturnType<typeof listConsultants>>
  filter: ConsultantFilter
  fields: Field[]
}

/** The network: who works in it, who has left, by field. */
export function ConsultantsPage(props: Props) {
  const { c, rows, filter, fields } = props
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
      <SearchForm
        c={c}
        path={path}
        label={t('consultants:filter.q')}
        q={filter.q}
        kept={{ ended: filter.ended ? '1' : undefined }}
      >
        <SelectField
          c={c}
          name="field"
          label={t('consultants:filter.field')}
          value={filter.fieldId}
          options={fields.map((one) => ({ value: one.id, label: nameOf(c, one) }))}
          empty={t('consultants:filter.all-fields')}
          attributes={{ required: false }}
        />
      </SearchForm>
      <ListTable
        heads={heads.map((head) => t(`consultants:${head}`))}
        empty={rows.length === 0 && { icon: 'handshake', title: t('consultants:none') }}
      >
        {rows.map((row) => (
          <Row {...props} row={row} />
        ))}
      </ListTable>
    </Layout>
  )
}

function Row({ c, fields, row }: Props & { row: Props['rows'][number] }) {
  const t = words(c)
  const { consultant, referrals } = row
  const to = `${path}/${consultant.id}`
  return (
    <tr>
      <th scope="row">
        <a href={to} class="nowrap">
          {consultant.name}
        </a>
        <div class="muted small">{consultant.organisation}</div>
      </th>
      <td data-label={t('consultants:fields')}>
        {fields
          .filter(({ id }) => consultant.fieldIds.includes(id))
          .map((field) => nameOf(c, field))
          .join(', ')}
      </td>
      <td data-label={t('consultants:since.short')}>
        {consultant.since && plainDay(consultant.since)}
      </td>
      <td data-label={t('consultants:decision.short')} class="nowrap">
        {consultant.decision}
      </td>
      <td data-label={t('consultants:referrals')}>
        {referrals > 0 && <a href={`${to}#cases`}>{referrals}</a>}
      </td>
      <td data-label={t('consultants:shown.short')}>
        <Badge tone={consultant.shown ? 'good' : 'neutral'}>
          {t(`consultants:shown.${consultant.shown ? 'yes' : 'no'}`)}
        </Badge>
      </td>
    </tr>
  )
}
