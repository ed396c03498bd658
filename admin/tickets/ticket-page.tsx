import type { AdminContext } from '#admin/deps.ts'
import type { Typed } from '#admin/forms.ts'
import { Icon } from '#admin/icon.tsx'
import { Form } from '#admin/inputs.tsx'
import { Badge, Notice, StateBadge } from '#admin/parts.tsx'
import { words } from '#admin/words.ts'
import type { Calendar } from '#core/calendar/calendar.ts'
import type { Labelled } from '#core/law/published/citation-labels.ts'
import type { TicketPage } from '#core/tickets/page.ts'
import type { Similar } from '#core/tickets/similar.ts'
import { Approval, Returned } from './approval.tsx'
import { WithoutChat } from './by-voice.tsx'
import { TicketClock } from './clock.tsx'
import type { Kind } from './composer.tsx'
import type { ReferralShown } from './consultation.tsx'
import { offered, panelsFor } from './deeds.ts'
import type { LookupView } from './lookups.tsx'
import { Panel, PanelButton, type PanelName, type PanelProps } from './panels.tsx'
import type { PublicationView } from './publication-card.tsx'
import { unreachableWord } from './reach.tsx'
import { SuggestionBox } from './routing.tsx'
import { Side } from './side.tsx'
import { Timeline } from './timeline.tsx'
import { Write } from './write.tsx'

/** A form that was sent and did not go through: the page shows it again, filled, with the reason on top. */
export interface Refused {
  form: PanelName | Kind | 'approval' | 'other'
  typed: Typed
  message: string
}

export interface TicketView {
  c: AdminContext
  page: TicketPage
  /** the inbox filter the ticket was opened from */
  query: string
  options: PanelProps['options']
  referral: ReferralShown
  /** what the person let the consultant who looks at this have */
  sharedPhone: string | undefined
  nameOf: (staffId: string | null) => string
  sectorName: (code: string) => string
  unitApproves: boolean
  similar: Similar[]
  /** law out of force that the answer on this page cites, and what of it the writer has confirmed */
  doubts: { doubts: Labelled[]; despite: string[] }
  publication: PublicationView
  /** the question as the law base is asked; undefined: this process has none */
  lawQuestion: string | undefined
  lookups: LookupView
  calendar: Calendar
  now: Date
  refused?: Refused
}

/** One ticket: who asks, the conversation, and everything that can be done with it. */
export function TicketPane(view: TicketView) {
  const { c, page, refused } = view
  const { ticket } = page
  const base = `/admin/tickets/${ticket.code}`
  const actor = c.get('actor')
  const panels = panelsFor(actor, ticket)
  const shared = panelProps(view, base)
  const mayRoute = offered(actor, 'ticket.route', ticket)
  return (
    <article id="ticket" class="ticket" data-id={ticket.id} data-code={ticket.code}>
      <TicketHead {...view} base={base} panels={panels} />
      {refused && <Notice kind="problem">{refused.message}</Notice>}
      {panels
        .filter((name) => name === refused?.form)
        .map((name) => (
          <Panel {...shared} name={name} />
        ))}
      <div class="split-with-side">
        <div class="ticket-main">
          {mayRoute && ticket.leadUnitId === null && <SuggestionBox {...view} base={base} />}
          <label class="talk-only no-print">
            <input type="checkbox" id="talk-only" /> {words(c)('inbox:talk-only')}
          </label>
          <Timeline c={c} page={page} base={base} />
          <Returned {...view} mayDraft={offered(actor, 'ticket.draft', ticket)} />
          {ticket.state === 'submitted' && (
            <Approval
              {...shared}
              page={page}
              nameOf={view.nameOf}
              mayApprove={offered(actor, 'ticket.approve', ticket)}
              way={page.way}
              doubts={view.doubts}
              {...(refused?.form === 'approval' ? { typed: refused.typed } : {})}
            />
          )}
          <WithoutChat c={c} page={page} base={base} />
          <Write {...view} base={base} />
        </div>
        <Side
          {...view}
          base={base}
          may={{
            route: mayRoute,
            recommend: offered(actor, 'ticket.recommend', { ...ticket, state: 'answered' }),
            answer: offered(actor, 'ticket.draft', ticket),
          }}
        />
      </div>
      {panels
        .filter((name) => name !== refused?.form)
        .map((name) => (
          <Panel {...shared} name={name} />
        ))}
    </article>
  )
}

function panelProps(view: TicketView, base: string): PanelProps {
  const { c, page, options, referral, refused } = view
  const { ticket } = page
  const now = {
    assignee: ticket.assigneeId,
    field: ticket.fieldId,
  }
  const back = refused && { refused: { panel: refused.form as PanelName, typed: refused.typed } }
  return { c, base, version: ticket.version, options, now, referral, ...back }
}

function TicketHead(props: TicketView & { base: string; panels: PanelName[] }) {
  const { c, page, query, calendar, now, panels } = props
  const t = words(c)
  const { ticket, business } = page
  const back = query === '' ? '/admin/tickets' : `/admin/tickets?${query}`
  return (
    <header class="ticket-head">
      <a class="ticket-back" href={back}>
        <Icon name="chevron-left" size={16} /> {t('inbox:back')}
      </a>
      <div class="row-line">
        <h2 id="ticket-title" tabindex={-1}>
          <span class="mono">{ticket.code}</span>
          {business && <span class="muted">{`\u00a0· ${business.name}`}</span>}
        </h2>
        <TicketSigns c={c} page={page} calendar={calendar} now={now} />
      </div>
      <p
        id="presence"
        class="presence"
        role="status"
        data-url={`/admin/tickets/${ticket.code}/presence`}
      />
      <div class="actions ticket-deeds">
        <Take {...props} />
        {panels.filter(isUsual).map((name) => (
          <PanelButton c={c} name={name} />
        ))}
        <More c={c} panels={panels.filter((name) => !isUsual(name))} />
      </div>
    </header>
  )
}

type Signs = Pick<TicketView, 'c' | 'page' | 'calendar' | 'now'>

/** State and clock; beside a refreshed conversation (`apart`) they replace those of the page. */
export function TicketSigns({ c, page, calendar, now, apart }: Signs & { apart?: boolean }) {
  const t = words(c)
  const { ticket, way } = page
  const unreachable = unreachableWord(c, way)
  return (
    <span id="ticket-signs" class="row-line" {...(apart ? { 'hx-swap-oob': 'true' } : {})}>
      <StateBadge c={c} state={ticket.state} />
      <TicketClock c={c} clock={ticket} calendar={calendar} now={now} />
      {ticket.complex && <Badge icon="layers">{t('inbox:complex')}</Badge>}
      {unreachable && (
        <Badge tone="watch" icon={unreachable.icon}>
          {unreachable.word}
        </Badge>
      )}
    </span>
  )
}

function isUsual(name: PanelName): boolean {
  return name === 'assignment' || name === 'transfer' || name === 'reopening'
}

/** The rarer deeds behind one button; a native disclosure, so it works without scripts. */
function More({ c, panels }: { c: AdminContext; panels: PanelName[] }) {
  if (panels.length === 0) return null
  return (
    <details class="deed-menu">
      <summary class="button button-quiet">
        <Icon name="ellipsis" /> {words(c)('inbox:more-deeds')}
      </summary>
      <div class="deed-menu-list">
        {panels.map((name) => (
          <PanelButton c={c} name={name} quiet />
        ))}
      </div>
    </details>
  )
}

/** "I do it": one tap while nobody else has it. */
function Take({ c, page, base }: TicketView & { base: string }) {
  const t = words(c)
  const { ticket } = page
  const actor = c.get('actor')
  if (!offered(actor, 'ticket.take', ticket) || ticket.assigneeId === actor.id) return null
  const action = `${base}/assignment`
  return (
    <Form c={c} action={action} hx-post={action} hx-target="#pane" hx-swap="innerHTML">
      <input type="hidden" name="version" value={ticket.version} />
      <input type="hidden" name="staff" value={actor.id} />
      <button type="submit" class="button button-plain" data-action-name={t('inbox:take')}>
        <Icon name="hand" />
        {t('inbox:take')}
      </button>
    </Form>
  )
}
