import type { AdminContext } from '#admin/deps.ts'
import { type Filled, Form, SelectField, TextArea, TextField } from '#admin/inputs.tsx'
import { Layout } from '#admin/layout.tsx'
import { Pager, Tabs } from '#admin/paging.tsx'
import { Badge, Button, ButtonLink, Card, Empty, Notice, type Tone } from '#admin/parts.tsx'
import { number, words } from '#admin/words.ts'
import { dayOf } from '#core/calendar/calendar.ts'
import { feeSizes } from '#core/plan/fee-cap.ts'
import { type FeeFilter, feeViews, type listFees } from '#core/plan/fee-list.ts'
import type { FeeFile } from '#core/plan/fees.ts'
import type { FeeSupport } from '#core/tickets/fee-support.ts'

const path = '/admin/fees'
const feeTones: Record<FeeFile['state'], Tone> = {
  incomplete: 'neutral',
  complete: 'accent',
  granted: 'good',
  refused: 'neutral',
}

/** dd/MM/yyyy of a day. */
export function dayShown(day: string | null): string {
  return (day ?? '').split('-').reverse().join('/')
}

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
  const lead = t('consultants:fees.lead', { shares, days: support.decisionDays })
  const href = (view: string) => (view === 'open' ? path : `${path}?view=${view}`)
  return (
    <Layout
      c={c}
      title={t('consultants:fees')}
      area="fees"
      lead={lead}
      actions={
        <ButtonLink href={`${path}/new`} kind="primary" icon="plus">
          {t('consultants:fees.add')}
        </ButtonLink>
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
      <form class="filters" action={path}>
        <input type="hidden" name="view" value={filter.view} />
        <TextField
          c={c}
          name="q"
          type="search"
          label={t('consultants:fees.q')}
          value={filter.q}
          attributes={{ required: false }}
        />
        <Button icon="search">{t('consultants:filter')}</Button>
      </form>
      {list.rows.length === 0 ? (
        <Card>
          <Empty icon="hand-coins" title={t('consultants:fees.none')} />
        </Card>
      ) : (
        <Table c={c} rows={list.rows} />
      )}
      <Pager c={c} page={filter.page} more={list.more} path={path} />
    </Layout>
  )
}

/** The state, and beside it what presses. */
export function FeeState({ c, fee }: { c: AdminContext; fee: List['rows'][number] }) {
  const t = words(c)
  return (
    <span class="row-line">
      <Badge tone={feeTones[fee.file.state]}>{t(`consultants:fee.state.${fee.file.state}`)}</Badge>
      {fee.term === 'late' && <Badge tone="late">{t('consultants:fee.term.late')}</Badge>}
      {fee.term === 'soon' && <Badge tone="watch">{t('consultants:fee.term.soon')}</Badge>}
    </span>
  )
}

function Table({ c, rows }: { c: AdminContext; rows: List['rows'] }) {
  const t = words(c)
  return (
    <div class="table-wrap">
      <table class="table stacked">
        <thead>
          <tr>
            <th>{t('consultants:fee.business')}</th>
            <th>{t('consultants:fee.size')}</th>
            <th>{t('consultants:fee.fee')}</th>
            <th>{t('consultants:fee.granted')}</th>
            <th>{t('consultants:fee.received')}</th>
            <th>{t('consultants:fee.due')}</th>
            <th>{t('consultants:fee.state')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((fee) => (
            <tr>
              <th scope="row">
                <a href={`${path}/${fee.file.id}`}>{fee.business}</a>
                <div class="muted small">
                  {[fee.taxCode, fee.ticketCode].filter(Boolean).join(' · ')}
                </div>
              </th>
              <td data-label={t('consultants:fee.size')}>
                {t(`consultants:fee.size.${fee.file.size}`)}
              </td>
              <td data-label={t('consultants:fee.fee')} class="nowrap">
                {number(c, fee.file.feeVnd)}
              </td>
              <td data-label={t('consultants:fee.granted')} class="nowrap">
                {fee.file.grantedVnd === null ? '' : number(c, fee.file.grantedVnd)}
              </td>
              <td data-label={t('consultants:fee.received')} class="nowrap">
                {dayShown(fee.file.receivedOn)}
              </td>
              <td data-label={t('consultants:fee.due')} class="nowrap">
                {dayShown(fee.file.dueOn)}
              </td>
              <td data-label={t('consultants:fee.state')}>
                <FeeState c={c} fee={fee} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** Why a step was not done, on top of its page. */
export function RefusedNotice({ c, filled }: { c: AdminContext; filled: Filled }) {
  const { refused } = filled.faults
  if (!refused) return null
  return <Notice kind="problem">{words(c)(refused, filled.values?.refused)}</Notice>
}

export function NewFeePage({ c, filled }: { c: AdminContext; filled: Filled }) {
  const t = words(c)
  const own = { c, filled }
  return (
    <Layout
      c={c}
      title={t('consultants:fees.add')}
      area="fees"
      trail={[{ href: path, label: t('consultants:fees') }]}
    >
      <RefusedNotice c={c} filled={filled} />
      <Card>
        <Form c={c} class="form" action={path} filled={filled}>
          <TextField
            {...own}
            name="ticketCode"
            label={t('consultants:fee.ticket')}
            hint={t('consultants:fee.ticket.hint')}
            required={false}
          />
          <TextField
            {...own}
            name="taxCode"
            label={t('consultants:fee.tax-code')}
            required={false}
          />
          <TextField
            {...own}
            name="name"
            label={t('consultants:fee.name')}
            hint={t('consultants:fee.name.hint')}
            required={false}
          />
          <SelectField
            {...own}
            name="size"
            label={t('consultants:fee.size')}
            options={feeSizes.map((value) => ({
              value,
              label: t(`consultants:fee.size.${value}`),
            }))}
          />
          <TextField
            {...own}
            name="feeVnd"
            label={t('consultants:fee.fee')}
            attributes={{ inputmode: 'numeric' }}
          />
          <TextField
            {...own}
            name="receivedOn"
            type="date"
            label={t('consultants:fee.received')}
            value={dayOf(new Date())}
          />
          <TextArea
            {...own}
            name="missing"
            rows={3}
            label={t('consultants:fee.missing')}
            hint={t('consultants:fee.missing.hint')}
            required={false}
          />
          <TextArea
            {...own}
            name="note"
            rows={3}
            label={t('consultants:fee.note')}
            required={false}
          />
          <div>
            <Button kind="primary" icon="check">
              {t('consultants:fees.add')}
            </Button>
          </div>
        </Form>
      </Card>
    </Layout>
  )
}
