import type { AdminContext } from '#admin/deps.ts'
import { Layout } from '#admin/layout.tsx'
import { ListTable, SearchForm } from '#admin/list-parts.tsx'
import { Pager, Tabs } from '#admin/paging.tsx'
import { ButtonLink } from '#admin/parts.tsx'
import { number, words } from '#admin/words.ts'
import { type FeeFilter, feeViews, type listFees } from '#core/plan/fee-list.ts'
import type { FeeSupport } from '#core/tickets/fee-support.ts'
import { dayShown, FeeState } from './shown.tsx'

const path = '/admin/fees'
const heads = ['business', 'size', 'fee', 'granted', 'received', 'due', 'state']

type List = Awaited<ReturnType<typeof listFees>>

/** The files of a view: those due first on top, late ones flagged. */
export function FeesPage({
  c,
  filter,
  list,
  support,
}: {
  c: AdminContext
  filter: FeeFilter
  list: List
  support: FeeSupport
}) {
  const t = words(c)
  const shares = support.shares
    .map(({ size, percent, upTo }) =>
      t(`consultants:fees.share.${size}`, { percent, upTo: number(c, upTo) }),
    )
    .join('; ')
  const href = (view: string) => (view === 'open' ? path : `${path}?view=${view}`)
  return (
    <Layout
      c={c}
      title={t('consultants:fees')}
      area="fees"
      lead={t('consultants:fees.lead', { days: support.decisionDays })}
      actions={
        <>
          <ButtonLink href={`${path}/export.xlsx${new URL(c.req.url).search}`} icon="download">
            {t('consultants:fees.export')}
          </ButtonLink>
          <ButtonLink href={`${path}/new`} kind="primary" icon="plus">
            {t('consultants:fees.add')}
          </ButtonLink>
        </>
      }
    >
      <Tabs
        label={t('consultants:fees')}
        now={href(filter.view)}
        items={feeViews.map((view) => ({
          href: href(view),
          label: t(`consultants:view.${view}`),
          count: list.counts[view],
        }))}
      />
      <SearchForm
        c={c}
        path={path}
        label={t('consultants:fees.q')}
        q={filter.q}
        kept={{ view: filter.view }}
      />
      <p class="hint">{t('consultants:fees.shares', { shares })}</p>
      <ListTable
        heads={heads.map((head) => t(`consultants:fee.${head}`))}
        empty={list.rows.length === 0 && { icon: 'hand-coins', title: t('consultants:fees.none') }}
      >
        {list.rows.map((fee) => (
          <Row c={c} fee={fee} />
        ))}
      </ListTable>
      <Pager c={c} page={filter.page} more={list.more} path={path} />
    </Layout>
  )
}

function Row({ c, fee }: { c: AdminContext; fee: List['rows'][number] }) {
  const t = words(c)
  const { file } = fee
  const cells: [string, string][] = [
    ['size', t(`consultants:fee.size.${file.size}`)],
    ['fee', number(c, file.feeVnd)],
    ['granted', file.grantedVnd === null ? '' : number(c, file.grantedVnd)],
    ['received', dayShown(file.receivedOn)],
    ['due', dayShown(file.dueOn)],
  ]
  return (
    <tr>
      <th scope="row">
        <a href={`${path}/${file.id}`}>{fee.business}</a>
        <div class="muted small">{[fee.taxCode, fee.ticketCode].filter(Boolean).join(' · ')}</div>
      </th>
      {cells.map(([name, text]) => (
        <td data-label={t(`consultants:fee.${name}`)} class="nowrap">
          {text}
        </td>
      ))}
      <td data-label={t('consultants:fee.state')}>
        <FeeState c={c} fee={fee} />
      </td>
    </tr>
  )
}
