import type { PropsWithChildren } from 'hono/jsx'
import type { AdminContext } from '#admin/deps.ts'
import { listbox } from '#admin/desk-tools.tsx'
import { Icon } from '#admin/icon.tsx'
import { Form } from '#admin/inputs.tsx'
import { Button } from '#admin/parts.tsx'
import { words } from '#admin/words.ts'
import type { Way } from '#core/deliveries/ways.ts'
import type { Labelled } from '#core/law/published/citation-labels.ts'
import type { DraftKind } from '#core/tickets/drafts.ts'
import { ToldHow } from './by-voice.tsx'
import { Doubts } from './doubts.tsx'
import { ReachLine, sendingWords } from './reach.tsx'

export type Kind = 'answer' | 'more' | 'note'

export interface ComposerProps {
  c: AdminContext
  /** `/admin/tickets/<code>` */
  base: string
  version: number
  /** the newest message of the person that this page shows */
  seen: number
  drafts: Partial<Record<DraftKind, string>>
  kinds: Kind[]
  /** what the first button of the answer does here; undefined: may draft only */
  send: 'submit' | 'send' | undefined
  /** where it goes; undefined: nobody asked in a chat */
  way: Way | undefined
  /** the channel's name, in words */
  pausedUntil: string
  chosen?: Kind
  /** law out of force that the answer cites, and what of it the writer has confirmed */
  doubts: { doubts: Labelled[]; despite: string[] }
}

/** Where staff write: an answer, a question back to the business, or a note that stays inside. */
export function Composer(props: ComposerProps) {
  const { c, kinds, chosen } = props
  const t = words(c)
  const first = chosen && kinds.includes(chosen) ? chosen : kinds[0]
  return (
    <section class="composer no-print" id="composer" aria-label={t('inbox:compose.title')}>
      <div class="segmented" role="radiogroup" aria-label={t('inbox:compose.title')}>
        {kinds.map((kind) => (
          <label>
            <input
              type="radio"
              name="compose"
              id={`compose-${kind}`}
              value={kind}
              checked={kind === first}
            />
            {t(`inbox:compose.${kind}`)}
            <kbd>{{ answer: 'r', more: 'm', note: 'n' }[kind]}</kbd>
          </label>
        ))}
      </div>
      {kinds.includes('answer') && <AnswerForm {...props} />}
      {kinds.includes('more') && <MoreForm {...props} />}
      {kinds.includes('note') && <NoteForm {...props} />}
    </section>
  )
}

function AnswerForm(props: ComposerProps) {
  const { c, base, send, drafts, way } = props
  const voiced = way === undefined && send === 'send'
  const t = words(c)
  return (
    <Deed {...props} kind="answer" action={`${base}/answer`}>
      <Editor {...props} kind="answer" label={t('inbox:answer.body')} rows={7} canned />
      <Editor
        {...props}
        kind="basis"
        label={t('inbox:answer.basis')}
        hint={t('inbox:answer.basis-hint')}
        rows={2}
        optional
      />
      <Doubts c={c} base={base} fields={['text-answer', 'text-basis']} {...props.doubts} />
      {voiced ? <ToldHow c={c} /> : <ReachLine c={c} way={way} what="answer" />}
      <div class="form-actions">
        {send && (
          <Button kind="primary" icon={send === 'send' ? 'send' : 'stamp'} name="deed" value={send}>
            {t(voiced ? 'inbox:answer.told' : `inbox:answer.${send}`)}{' '}
            {send === 'send' && sendingWords(c, way)}
            <kbd>Ctrl ↵</kbd>
          </Button>
        )}
        <Button name="deed" value="draft" icon="save" kind={send ? 'quiet' : 'primary'}>
          {t('inbox:answer.draft')}
        </Button>
        <p id="text-answer-draft" class="hint" role="status">
          {drafts.answer !== undefined && t('inbox:draft.restored')}
        </p>
      </div>
    </Deed>
  )
}

function MoreForm(props: ComposerProps) {
  const { c, base, way, pausedUntil } = props
  const t = words(c)
  return (
    <Deed {...props} kind="more" action={`${base}/more`}>
      <Editor {...props} kind="more" label={t('inbox:more.body')} rows={4} canned />
      <p class="hint">
        <Icon name="circle-pause" size={14} /> {t('inbox:more.stops', { left: pausedUntil })}
      </p>
      <ReachLine c={c} way={way} what="other" />
      <div class="form-actions">
        <Button kind="primary" icon="message-circle-question-mark">
          {t('inbox:more.send')} {sendingWords(c, way)} <kbd>Ctrl ↵</kbd>
        </Button>
        <p id="text-more-draft" class="hint" role="status" />
      </div>
    </Deed>
  )
}

function NoteForm(props: ComposerProps) {
  const { c, base } = props
  const t = words(c)
  return (
    <Deed {...props} kind="note" action={`${base}/notes`}>
      <Editor {...props} kind="note" label={t('inbox:note.body')} rows={3} />
      <p class="hint">
        <Icon name="eye-off" size={14} /> {t('inbox:note.inside')}
      </p>
      <div class="form-actions">
        <Button kind="primary" icon="sticky-note">
          {t('inbox:note.save')} <kbd>Ctrl ↵</kbd>
        </Button>
        <p id="text-note-draft" class="hint" role="status" />
      </div>
    </Deed>
  )
}

function Deed(props: PropsWithChildren<ComposerProps & { kind: Kind; action: string }>) {
  const { c, kind, action, version, seen, children } = props
  return (
    <Form
      c={c}
      action={action}
      class={`form compose compose-${kind}`}
      hx-post={action}
      hx-target="#pane"
      hx-swap="innerHTML"
    >
      <input type="hidden" name="version" value={version} />
      <input type="hidden" name="seen" value={seen} />
      <p class="notice notice-warning" data-since-version={version} data-since={seen} hidden>
        <Icon name="message-circle-warning" />
        <span>{words(c)('inbox:compose.moved')}</span>
      </p>
      {children}
    </Form>
  )
}

interface EditorProps extends ComposerProps {
  kind: DraftKind
  label: string
  rows: number
  hint?: string
  optional?: boolean
  canned?: boolean
}

/** A text kept on the server while it is written; "/" opens the canned answers. */
function Editor({ c, base, kind, label, rows, drafts, hint, optional, canned }: EditorProps) {
  const t = words(c)
  const id = `text-${kind}`
  return (
    <div class="field editor">
      <label for={id}>
        {label}
        {optional && <span class="optional">{t('panel:optional')}</span>}
      </label>
      <textarea
        id={id}
        name={kind === 'answer' || kind === 'basis' ? bodyName[kind] : 'text'}
        rows={rows}
        required={!optional}
        data-draft={`${base}/drafts/${kind}`}
        data-canned={canned ? `${base}/canned` : undefined}
        aria-describedby={hint || canned ? `${id}-hint` : undefined}
      >
        {drafts[kind] ?? ''}
      </textarea>
      {canned && (
        <div id={`${id}-canned`} class="canned-list" {...listbox(t('inbox:canned.title'))} hidden />
      )}
      {(hint || canned) && (
        <p class="hint" id={`${id}-hint`}>
          {hint ?? t('inbox:canned.hint')}
        </p>
      )}
    </div>
  )
}

const bodyName = { answer: 'body', basis: 'basis' } as const
