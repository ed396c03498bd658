import type { AdminContext } from '#admin/deps.ts'
import { SelectField } from '#admin/inputs.tsx'
import { Layout } from '#admin/layout.tsx'
import { ListTable, SearchForm } from '#admin/list-parts.tsx'
import { Pager } from '#admin/paging.tsx'
import { ButtonLink } from '#admin/parts.tsx'
import { number, words } from '#admin/words.ts'
import {
  type listRegistered,
  type RegisteredBusiness,
  type RegisterFilter,
  unsaid,
} from '#core/plan/register-list.ts'
import { registerSizes } from '#core/plan/register-row.ts'

const path = '/admin/register/businesses'

interface Props {
  c: AdminContext
  filter: RegisterFilter
  list: Awaited<ReturnType<typeof listRegistered>>
  page: number
  sectors: { code: string; name: string }[]
  communes: string[]
  sectorName: (code: string) => string
}

/** The businesses of the register, searched and filtered; whoever has asked the desk leads to the questions. */
export function BusinessesPage(props: Props) {
  const { c, filter, list, page } = props
  const t = words(c)
  const query = new URL(c.req.url).search
  const heads = ['taxCode', 'name', 'size', 'sector', 'commune', 'asked']
  return (
    <Layout
      c={c}
      title={t('register:businesses')}
      area="register"
      trail={[{ href: '/admin/register', label: t('register:title') }]}
      lead={t('register:businesses.count', { count: number(c, list.count) })}
      actions={
        <ButtonLink href={`${path}/export.xlsx${query}`} icon="download">
          {t('register:export')}
        </ButtonLink>
      }
    >
      <SearchForm c={c} path={path} label={t('register:search')} q={filter.q}>
        <Choice {...props} name="size" />
        <Choice {...props} name="sector" />
        <Choice {...props} name="commune" />
      </SearchForm>
      <ListTable
        heads={heads.map((head) => t(`register:column.${head}`))}
        empty={list.rows.length === 0 && { icon: 'store', title: t('register:businesses.none') }}
      >
        {list.rows.map((row) => (
          <Row {...props} row={row} />
        ))}
      </ListTable>
      <Pager c={c} page={page} more={list.more} path={path} />
    </Layout>
  )
}

function Choice({
  c,
  filter,
  sectors,
  communes,
  name,
}: Props & { name: 'size' | 'sector' | 'commune' }) {
  const t = words(c)
  const all = {
    size: registerSizes.map((value) => ({ value, label: t(`register:size.${value}`) })),
    sector: sectors.map(({ code, name: label }) => ({ value: code, label })),
    commune: communes.map((value) => ({ value, label: value })),
  }[name]
  const now = filter[name]
  const known = now === undefined || now === unsaid || all.some(({ value }) => value === now)
  const odd = known ? [] : [{ value: now, label: now }]
  return (
    <SelectField
      c={c}
      name={name}
      label={t(`register:column.${name}`)}
      options={[...all, ...odd, { value: unsaid, label: t('register:unknown') }]}
      value={now}
      empty={t('register:any')}
      attributes={{ required: false }}
    />
  )
}

function Row({ c, row, sectorName }: Props & { row: RegisteredBusiness }) {
  const t = words(c)
  return (
    <tr>
      <td data-label={t('register:column.taxCode')} class="mono">
        {row.taxCode}
      </td>
      <th scope="row">{row.name}</th>
      <td data-label={t('register:column.size')} class="nowrap">
        {row.size && t(`register:size.${row.size}`)}
      </td>
      <td data-label={t('register:column.sector')}>{row.sector && sectorName(row.sector)}</td>
      <td data-label={t('register:column.commune')}>{row.commune}</td>
      <td data-label={t('register:column.asked')}>
        {row.asked > 0 && <a href={`/admin/tickets?q=${row.taxCode}`}>{number(c, row.asked)}</a>}
      </td>
    </tr>
  )
}
