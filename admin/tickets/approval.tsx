import type { AdminContext } from '#admin/deps.ts'
import { Icon } from '#admin/icon.tsx'
import { Form } from '#admin/inputs.tsx'
import { Button, Card, Notice } from '#admin/parts.tsx'
import { moment, words } from '#admin/words.ts'
import type { Way } from '#core/deliveries/ways.ts'
import type { Labelled } from '#core/law/published/citation-labels.ts'
import type { TicketPage } from '#core/tickets/page.ts'
import { ToldHow } from './by-voice.tsx'
import { Doubts } from './doubts.tsx'
import { Panel, PanelButton, type PanelProps } from './panels.tsx'
import { ReachLine, sendingWords } from './reach.tsx'
import { lastHeard } from './timeline.tsx'

interface ApprovalProps extends PanelProps {
  page: TicketPage
  nameOf: (staffId: string | null) => string
  mayApprove: boolean
  way: Way | undefined
  doubts: { doubts: Labelled[]; despite: string[] }
  /** the approver's own wording of a form that did not go through */
  typed?: { body?: string; basis?: string }
}

/** A submitted answer: the approver reads it, changes a word where needed, sends it or gives it back. */
export function Approval(props: ApprovalProps) {
  const { c, page, nameOf, mayApprove } = props
  const t = words(c)
  const answer = page.answers.findLast(({ state }) => state === 'submitted')
  if (answer === undefined) return null
  const by = t('inbox:approval.by', {
    name: nameOf(answer.authorId),
    at: moment(c, answer.createdAt),
  })
  if (!mayApprove) {
    return (
      <Card title={t('inbox:approval.waits')}>
        <p class="muted small">{by}</p>
        <p class="prose">{answer.body}</p>
        {answer.basis && <p class="prose">{answer.basis}</p>}
      </Card>
    )
  }
  return <Decide {...props} answer={answer} by={by} />
}

type Answer = TicketPage['answers'][number]

function Decide(props: ApprovalProps & { answer: Answer; by: string }) {
  const { c, base, version, answer, by, way, typed } = props
  const t = words(c)
  const action = `${base}/approval`
  return (
    <Card title={t('inbox:approval.title')} id="approval">
      <Form
        c={c}
        action={action}
        class="form"
        hx-post={action}
        hx-target="#pane"
        hx-swap="innerHTML"
      >
        <p class="muted small">{by}</p>
        <input type="hidden" name="version" value={version} />
        <input type="hidden" name="seen" value={lastHeard(props.page)} />
        <div class="field">
          <label for="approval-body">{t('inbox:answer.body')}</label>
          <textarea id="approval-body" name="body" rows={8} required>
            {typed?.body ?? answer.body}
          </textarea>
        </div>
        <div class="field">
          <label for="approval-basis">{t('inbox:answer.basis')}</label>
          <textarea id="approval-basis" name="basis" rows={2}>
            {typed?.basis ?? answer.basis}
          </textarea>
        </div>
        <Doubts c={c} base={base} fields={['approval-body', 'approval-basis']} {...props.doubts} />
        {props.page.ticket.conversationId === null ? (
          <ToldHow c={c} later />
        ) : (
          <ReachLine c={c} way={way} what="answer" />
        )}
        <div class="form-actions">
          <Button kind="primary" icon="send" data-action-name={t('inbox:approval.approve')}>
            {t('inbox:approval.approve')} {sendingWords(c, way)} <kbd>Ctrl ↵</kbd>
          </Button>
          <PanelButton c={c} name="return" />
        </div>
      </Form>
      <Panel {...props} name="return" />
    </Card>
  )
}

type ReturnedProps = Pick<ApprovalProps, 'c' | 'page' | 'nameOf'> & { mayDraft: boolean }

/** The last answer came back: why, and its text, so that whoever writes on begins where its author ended. */
export function Returned({ c, page, nameOf, mayDraft }: ReturnedProps) {
  const t = words(c)
  const last = page.answers.at(-1)
  if (last?.state !== 'returned' || !['routed', 'waiting'].includes(page.ticket.state)) return null
  const name = nameOf(last.deciderId)
  return (
    <Notice kind="warning">
      <b>{t('inbox:approval.returned', { name, at: moment(c, last.decidedAt) })}</b>{' '}
      <q>{last.reason}</q>
      {mayDraft && (
        <details>
          <summary>{t('inbox:approval.returned-text', { name: nameOf(last.authorId) })}</summary>
          <Part c={c} id="returned-body" into="text-answer" text={last.body} />
          {last.basis && <Part c={c} id="returned-basis" into="text-basis" text={last.basis} />}
        </details>
      )}
    </Notice>
  )
}

function Part(props: { c: AdminContext; id: string; into: string; text: string }) {
  const { c, id, into, text } = props
  const key = into === 'text-basis' ? 'insert-basis' : 'insert'
  return (
    <>
      <p class="prose small" id={id}>
        {text}
      </p>
      <button
        type="button"
        class="button button-small needs-script"
        data-insert-from={id}
        data-insert-into={into}
      >
        <Icon name="text-cursor-input" size={14} /> {words(c)(`inbox:approval.${key}`)}
      </button>
    </>
  )
}
