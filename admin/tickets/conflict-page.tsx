import type { AdminContext } from '#admin/deps.ts'
import { Form } from '#admin/inputs.tsx'
import { Button, ButtonLink, Card, Notice, StateBadge } from '#admin/parts.tsx'
import { moment, words } from '#admin/words.ts'
import type { Entry } from '#core/tickets/history.ts'
import type { TicketPage } from '#core/tickets/page.ts'
import { howSaid } from './timeline.tsx'

interface ConflictProps {
  c: AdminContext
  page: TicketPage
  /** the form's own address: the same deed again */
  action: string
  /** every field that was sent, by name, but the version */
  typed: Record<string, string[]>
  /** what moved: somebody of the staff, or a new message of the person */
  why: { kind: 'stale'; name: string; at: Date } | { kind: 'news' }
  /** whether the deed still makes sense in the ticket's present state */
  again: boolean
}

/** Both versions side by side: what the ticket is now, and what was being sent. Nothing typed is lost. */
export function ConflictPane(props: ConflictProps) {
  const { c, page, why } = props
  const t = words(c)
  const base = `/admin/tickets/${page.ticket.code}`
  const message =
    why.kind === 'news'
      ? t('inbox:conflict.news')
      : t('inbox:conflict.stale', { name: why.name, at: moment(c, why.at) })
  return (
    <article id="ticket" class="ticket" data-id={page.ticket.id} data-code={page.ticket.code}>
      <header class="ticket-head">
        <h2 id="ticket-title" tabindex={-1}>
          {t('inbox:conflict.title', { code: page.ticket.code })}
        </h2>
      </header>
      <Notice kind="warning">{message}</Notice>
      <div class="conflict">
        <Theirs {...props} />
        <Yours {...props} />
      </div>
      <p class="actions">
        <ButtonLink href={base} icon="arrow-left">
          {t('inbox:conflict.open')}
        </ButtonLink>
      </p>
    </article>
  )
}

function Theirs({ c, page }: ConflictProps) {
  const t = words(c)
  const { ticket, unit, assignee } = page
  return (
    <Card title={t('inbox:conflict.theirs')}>
      <p class="row-line">
        <StateBadge c={c} state={ticket.state} />
        <span>{unit?.name ?? t('inbox:row.no-unit')}</span>
        <span>{assignee?.name ?? t('inbox:row.nobody')}</span>
      </p>
      <ol class="timeline">
        {page.entries.slice(-4).map((entry) => (
          <li class={`message message-${entry.kind === 'message' ? 'in' : 'note'}`}>
            <div class="message-head">
              <b>{who(c, entry)}</b> {moment(c, entry.at)}
            </div>
            <div class="message-body">{said(c, entry)}</div>
          </li>
        ))}
      </ol>
    </Card>
  )
}

function who(c: AdminContext, entry: Entry): string {
  const t = words(c)
  if (entry.kind === 'message') return t('inbox:timeline.person')
  if (entry.kind === 'event') return entry.values.staff ?? ''
  return entry.staff || t('inbox:timeline.automatic')
}

function said(c: AdminContext, entry: Entry): string {
  if (entry.kind !== 'event') return entry.text
  const { values } = entry
  const level = values.level ? words(c)(`tickets:level.${values.level}`) : ''
  const outcome = values.outcome ? words(c)(`tickets:outcome.${values.outcome}`) : ''
  const how = howSaid(c, values.how)
  return words(c)(`tickets:event.${entry.event}`, { ...values, level, outcome, how })
}

/** Long texts of the form, which can be changed before they are sent again; the rest goes along unseen. */
const texts = ['body', 'basis', 'text', 'reason', 'content', 'reply']

function Yours({ c, page, action, typed, again }: ConflictProps) {
  const t = words(c)
  const shown = Object.entries(typed).filter(([name]) => texts.includes(name))
  const along = Object.entries(typed).filter(([name]) => !texts.includes(name))
  return (
    <Card title={t('inbox:conflict.yours')}>
      <Form
        c={c}
        action={action}
        class="form"
        hx-post={action}
        hx-target="#pane"
        hx-swap="innerHTML"
      >
        <input type="hidden" name="version" value={page.ticket.version} />
        {along.flatMap(([name, values]) =>
          values.map((value) => <input type="hidden" name={name} value={value} />),
        )}
        {shown.length === 0 && <p class="muted">{t('inbox:conflict.no-text')}</p>}
        {shown.map(([name, values]) => (
          <div class="field">
            <label for={`yours-${name}`}>{t(`inbox:conflict.field-${name}`)}</label>
            <textarea id={`yours-${name}`} name={name} rows={8}>
              {values.join('\n')}
            </textarea>
          </div>
        ))}
        {again ? (
          <Button kind="primary" icon="send">
            {t('inbox:conflict.again')}
          </Button>
        ) : (
          <p class="hint">{t('inbox:conflict.too-late')}</p>
        )}
      </Form>
    </Card>
  )
}
