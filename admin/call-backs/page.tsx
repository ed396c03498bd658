import type { AdminContext } from '#admin/deps.ts'
import { type Filled, Form, TextArea } from '#admin/inputs.tsx'
import { Layout } from '#admin/layout.tsx'
import { Pager, Tabs } from '#admin/paging.tsx'
import { Badge, Button, Card, Empty, Notice } from '#admin/parts.tsx'
import { moment, words } from '#admin/words.ts'
import { may } from '#core/staff/roles.ts'
import type { CallBackRow, CallBackState } from '#core/surveys/call-back-list.ts'

interface View {
  c: AdminContext
  state: CallBackState
  rows: CallBackRow[]
  more: boolean
  page: number
  filled: Filled
  /** whose form was not taken */
  at?: number
}

const path = '/admin/call-backs'

/** Those who gave a low mark: who they are, why, and what came of calling them. */
export function CallBacksPage(view: View) {
  const { c, state, rows, more, page, filled, at } = view
  const t = words(c)
  const lost = at !== undefined && !rows.some(({ id }) => id === at)
  return (
    <Layout
      c={c}
      title={t('panel:nav.call-backs')}
      area="call-backs"
      lead={t('survey-desk:call.lead')}
    >
      <Tabs
        label={t('survey-desk:call.states')}
        now={state === 'open' ? path : `${path}?state=closed`}
        items={[
          { href: path, label: t('survey-desk:call.open') },
          { href: `${path}?state=closed`, label: t('survey-desk:call.done') },
        ]}
      />
      {lost && (
        <Notice kind="warning">
          {t(filled.faults.outcome ?? 'survey-desk:call.refusal.none')}{' '}
          {filled.typed.outcome && t('survey-desk:call.typed', { text: filled.typed.outcome })}
        </Notice>
      )}
      {rows.length === 0 ? (
        <Card>
          <Empty icon="phone-call" title={t(`survey-desk:call.none.${state}`)} />
        </Card>
      ) : (
        <ul class="stack call-backs">
          {rows.map((row) => (
            <CallBack {...view} row={row} />
          ))}
        </ul>
      )}
      <Pager c={c} page={page} more={more} path={path} />
    </Layout>
  )
}

function CallBack({ c, row, filled, at }: View & { row: CallBackRow }) {
  const t = words(c)
  const actor = c.get('actor')
  const nobody = { assigneeId: null, consultantId: null }
  const place = { leadUnitId: row.unitId, cooperatingUnitIds: [], ...nobody }
  const open = row.closedAt === null
  return (
    <li class="card" id={`call-${row.id}`}>
      <header class="card-head">
        <div class="row-line">
          <Badge tone="late" icon="star">
            {t('survey-desk:value.stars', { n: row.score })}
          </Badge>
          <b>{t(`survey-desk:call.source.${row.source}`)}</b>
          {row.ticketCode && <a href={`/admin/tickets/${row.ticketCode}`}>{row.ticketCode}</a>}
          {row.personId !== null && may(actor, 'people.contact') && (
            <a href={`/admin/people/${row.personId}`}>{t('survey-desk:call.person')}</a>
          )}
        </div>
        <span class="muted small nowrap">{moment(c, row.openedAt)}</span>
      </header>
      {row.comment && <p class="survey-said">{row.comment}</p>}
      <p class="muted small">{row.unit ?? t('numbers:no-unit')}</p>
      {open && may(actor, 'surveys.write', place) ? (
        <Form c={c} action={`${path}/${row.id}`} class="form">
          <TextArea
            c={c}
            name="outcome"
            within={String(row.id)}
            label={t('survey-desk:call.outcome')}
            value={row.outcome}
            rows={2}
            {...(at === row.id && { filled })}
          />
          <div class="row-line">
            <Button name="do" value="close" kind="primary" icon="check">
              {t('survey-desk:call.close')}
            </Button>
            <Button name="do" value="note" icon="notebook-pen">
              {t('survey-desk:call.note')}
            </Button>
          </div>
        </Form>
      ) : (
        row.outcome && <p>{row.outcome}</p>
      )}
      {!open && (
        <p class="muted small">
          {t('survey-desk:call.closed-by', {
            name: row.closedBy ?? '–',
            at: moment(c, row.closedAt),
          })}
        </p>
      )}
    </li>
  )
}
