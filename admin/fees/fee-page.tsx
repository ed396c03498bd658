import type { PropsWithChildren } from 'hono/jsx'
import type { AdminContext } from '#admin/deps.ts'
import { type Filled, Form, TextArea, TextField } from '#admin/inputs.tsx'
import { Layout } from '#admin/layout.tsx'
import { Button, Card } from '#admin/parts.tsx'
import { number, words } from '#admin/words.ts'
import { dayOf } from '#core/calendar/calendar.ts'
import type { allowedOf } from '#core/plan/fee-cap.ts'
import type { findFee } from '#core/plan/fee-list.ts'
import { dayShown, FeeState, RefusedNotice } from './shown.tsx'

interface Props {
  c: AdminContext
  fee: NonNullable<Awaited<ReturnType<typeof findFee>>>
  allowed: Awaited<ReturnType<typeof allowedOf>>
  filled: Filled
}

/** One file: what it says, what the rule allows, and the steps that can be taken now. */
export function FeePage(props: Props) {
  const { c, fee, filled } = props
  const t = words(c)
  const { file } = fee
  const open = file.state === 'incomplete' || file.state === 'complete'
  return (
    <Layout
      c={c}
      title={t('consultants:fee.title', { id: file.id, business: fee.business })}
      area="fees"
      trail={[{ href: '/admin/fees', label: t('consultants:fees') }]}
    >
      <RefusedNotice c={c} filled={filled} />
      <div class="columns">
        <Facts {...props} />
        {open && (
          <div class="stack">
            {file.state === 'incomplete' && <Complete {...props} />}
            {file.state === 'complete' && <Grant {...props} />}
            <Missing {...props} />
            <Refuse {...props} />
          </div>
        )}
      </div>
    </Layout>
  )
}

function Facts({ c, fee, allowed }: Props) {
  const t = words(c)
  const { file } = fee
  const money = (amount: number) => t('consultants:fee.money', { amount: number(c, amount) })
  const how = t('consultants:fee.allowed.how', {
    percent: allowed.percent,
    fee: number(c, file.feeVnd),
    upTo: number(c, allowed.upTo),
    used: number(c, allowed.usedVnd),
  })
  const lines: [string, unknown][] = [
    ['tax-code', fee.taxCode],
    ['ticket', fee.ticketCode && <a href={`/admin/tickets/${fee.ticketCode}`}>{fee.ticketCode}</a>],
    ['size', t(`consultants:fee.size.${file.size}`)],
    ['cost', money(file.feeVnd)],
    [
      'allowed',
      <>
        <b>{money(file.state === 'granted' ? file.allowedVnd : allowed.allowedVnd)}</b>
        <div class="muted small">{how}</div>
        <div class="muted small">{t('consultants:fee.source')}</div>
      </>,
    ],
    ['received', dayShown(file.receivedOn)],
    ['missing', file.missing],
    ['complete-on', dayShown(file.completeOn)],
    ['due', dayShown(file.dueOn)],
    ['granted', file.grantedVnd === null ? '' : <b>{money(file.grantedVnd)}</b>],
    ['decision', file.decision],
    ['decided-on', dayShown(file.decidedOn)],
    [file.state === 'refused' ? 'reason' : 'note', file.note],
  ]
  return (
    <Card>
      <p>
        <FeeState c={c} fee={fee} />
      </p>
      <dl class="facts">
        {lines.map(
          ([key, value]) =>
            value && (
              <>
                <dt>{t(`consultants:fee.${key}`)}</dt>
                <dd>{value}</dd>
              </>
            ),
        )}
      </dl>
      {fee.taxCode && (
        <p>
          <a href={`/admin/fees?view=all&q=${fee.taxCode}`}>{t('consultants:fee.others')}</a>
        </p>
      )}
      {!fee.ticketCode && <p class="hint">{t('consultants:fee.untold')}</p>}
    </Card>
  )
}

function Complete({ c, fee, filled }: Props) {
  const t = words(c)
  return (
    <Card title={t('consultants:fee.do.complete')}>
      <Form c={c} class="form" action={`/admin/fees/${fee.file.id}/complete`}>
        <input type="hidden" name="version" value={fee.file.version} />
        <TextField
          c={c}
          within="complete"
          name="completeOn"
          type="date"
          label={t('consultants:fee.complete-on')}
          value={dayOf(new Date())}
          filled={filled}
        />
        <div>
          <Button kind="primary" icon="check">
            {t('consultants:fee.do.complete')}
          </Button>
        </div>
      </Form>
    </Card>
  )
}

/** A step that is the exception: folded until it is wanted, or came back with a fault. */
function Other({ title, open, children }: PropsWithChildren<{ title: string; open: boolean }>) {
  return (
    <details class="card" open={open}>
      <summary>{title}</summary>
      {children}
    </details>
  )
}

function isOpen({ typed, faults }: Filled, field: string): boolean {
  return typed[field] !== undefined || faults[field] !== undefined
}

function Missing({ c, fee, filled }: Props) {
  const t = words(c)
  return (
    <Other title={t('consultants:fee.do.incomplete')} open={isOpen(filled, 'missing')}>
      <Form c={c} class="form" action={`/admin/fees/${fee.file.id}/missing`}>
        <input type="hidden" name="version" value={fee.file.version} />
        <TextArea
          c={c}
          within="missing"
          name="missing"
          rows={3}
          label={t('consultants:fee.missing')}
          value={fee.file.missing}
          filled={filled}
        />
        <div>
          <Button icon="message-square-plus">{t('consultants:fee.do.incomplete')}</Button>
        </div>
      </Form>
    </Other>
  )
}

function Decided({ c, filled, within }: Props & { within: string }) {
  const t = words(c)
  const own = { c, filled, within }
  return (
    <>
      <TextField {...own} name="decision" label={t('consultants:fee.decision')} />
      <TextField
        {...own}
        name="decidedOn"
        type="date"
        label={t('consultants:fee.decided-on')}
        value={dayOf(new Date())}
      />
    </>
  )
}

function Grant(props: Props) {
  const { c, fee, allowed, filled } = props
  const t = words(c)
  return (
    <Card title={t('consultants:fee.do.grant')}>
      <Form c={c} class="form" action={`/admin/fees/${fee.file.id}/grant`}>
        <input type="hidden" name="version" value={fee.file.version} />
        <div class="form-grid">
          <TextField
            c={c}
            within="grant"
            name="amountVnd"
            label={t('consultants:fee.amount')}
            value={number(c, allowed.allowedVnd)}
            filled={filled}
            attributes={{ inputmode: 'numeric' }}
          />
          <Decided {...props} within="grant" />
        </div>
        <div>
          <Button kind="primary" icon="check">
            {t('consultants:fee.do.grant')}
          </Button>
        </div>
      </Form>
    </Card>
  )
}

function Refuse(props: Props) {
  const { c, fee, filled } = props
  const t = words(c)
  return (
    <Other title={t('consultants:fee.do.refuse')} open={isOpen(filled, 'reason')}>
      <Form c={c} class="form" action={`/admin/fees/${fee.file.id}/refusal`}>
        <input type="hidden" name="version" value={fee.file.version} />
        <TextArea
          c={c}
          within="refusal"
          name="reason"
          rows={3}
          label={t('consultants:fee.reason')}
          hint={t('consultants:fee.reason.hint')}
          filled={filled}
        />
        <div class="form-grid">
          <Decided {...props} within="refusal" />
        </div>
        <div>
          <Button kind="danger" icon="circle-x">
            {t('consultants:fee.do.refuse')}
          </Button>
        </div>
      </Form>
    </Other>
  )
}
