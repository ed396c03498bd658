import type { AdminContext } from '#admin/deps.ts'
import { type Filled, Form, TextArea, TextField } from '#admin/inputs.tsx'
import { Layout } from '#admin/layout.tsx'
import { Badge, Button, ButtonLink, Card, Empty, Meter, Notice } from '#admin/parts.tsx'
import { moment, words } from '#admin/words.ts'
import { mayPlan, mayProgress } from '#core/plan/task.ts'
import type { TaskPage } from '#core/plan/tasks.ts'
import { Lead, shownDay, TaskBadge } from './shown.tsx'

interface TaskView {
  c: AdminContext
  task: TaskPage
  filled: Filled
  /** somebody was faster: what they did stands on the page, what was typed is kept */
  stale: boolean
}

/** One task: its facts, its progress with evidence, and what may be done with it. */
export function TaskShowPage(view: TaskView) {
  const { c, task, stale } = view
  const t = words(c)
  const actor = c.get('actor')
  return (
    <Layout
      c={c}
      title={`${task.number}. ${task.content}`}
      area="plan"
      trail={[{ href: '/admin/plan', label: t('plan:title') }]}
      actions={
        mayPlan(actor) && (
          <ButtonLink href={`/admin/plan/${task.id}/change`} icon="pencil">
            {t('plan:change')}
          </ButtonLink>
        )
      }
    >
      {stale && <Notice kind="warning">{t('plan:stale')}</Notice>}
      <div class="columns">
        <div class="stack">
          <Facts c={c} task={task} />
          <History c={c} task={task} />
        </div>
        <div class="stack">
          {task.state === 'open' && mayProgress(actor, task) && <ProgressForm {...view} />}
          <Settling c={c} task={task} />
        </div>
      </div>
    </Layout>
  )
}

function Facts({ c, task }: { c: AdminContext; task: TaskPage }) {
  const t = words(c)
  return (
    <Card>
      <p class="row-line">
        <TaskBadge c={c} task={task} />
        <b>{task.percent} %</b>
        {task.doneOn && (
          <span class="muted">{t('plan:done-on', { day: shownDay(task.doneOn) })}</span>
        )}
      </p>
      <Meter value={task.percent / 100} label={t('plan:percent-of', { percent: task.percent })} />
      <dl class="facts">
        <dt>{t('plan:plan')}</dt>
        <dd>{task.plan}</dd>
        <dt>{t('plan:unit')}</dt>
        <dd>
          <Lead c={c} task={task} />
        </dd>
        <dt>{t('plan:cooperatingText')}</dt>
        <dd>{task.cooperatingText || '–'}</dd>
        <dt>{t('plan:result')}</dt>
        <dd>{task.result || '–'}</dd>
        <dt>{t('plan:due')}</dt>
        <dd>
          {task.dueOn === null ? t('plan:deadline.always') : shownDay(task.dueOn)}
          {task.deadlineText && <span class="muted"> ({task.deadlineText})</span>}
        </dd>
        {task.remindedOn && (
          <>
            <dt>{t('plan:reminded')}</dt>
            <dd>{shownDay(task.remindedOn)}</dd>
          </>
        )}
      </dl>
    </Card>
  )
}

function ProgressForm({ c, task, filled }: TaskView) {
  const t = words(c)
  return (
    <Card title={t('plan:progress')}>
      <Form
        c={c}
        class="form"
        action={`/admin/plan/${task.id}/notes`}
        filled={filled}
        enctype="multipart/form-data"
      >
        <input type="hidden" name="version" value={String(task.version)} />
        <TextArea c={c} name="text" label={t('plan:progress.text')} filled={filled} rows={4} />
        <TextField
          c={c}
          name="percent"
          type="number"
          label={t('plan:percent')}
          hint={t('plan:progress.percent-hint')}
          filled={filled}
          required={false}
          attributes={{ min: 0, max: 100, step: 1 }}
        />
        <TextField
          c={c}
          name="link"
          type="url"
          label={t('plan:progress.link')}
          filled={filled}
          required={false}
          attributes={{ maxlength: 500 }}
        />
        <TextField
          c={c}
          name="file"
          type="file"
          label={t('plan:progress.file')}
          hint={t('plan:progress.file-hint')}
          filled={filled}
          required={false}
        />
        <div class="form-actions">
          <Button kind="primary" icon="check">
            {t('plan:progress.save')}
          </Button>
        </div>
      </Form>
    </Card>
  )
}

function Settling({ c, task }: { c: AdminContext; task: TaskPage }) {
  const t = words(c)
  const actor = c.get('actor')
  const open = task.state === 'open'
  const version = <input type="hidden" name="version" value={String(task.version)} />
  if (!(open ? mayProgress(actor, task) : mayPlan(actor))) return null
  return (
    <Card title={t(open ? 'plan:settle' : 'plan:reopen')}>
      {open ? (
        <div class="stack">
          <Form c={c} action={`/admin/plan/${task.id}/state`}>
            <input type="hidden" name="to" value="done" />
            {version}
            <Button icon="circle-check">{t('plan:settle.done')}</Button>
          </Form>
          {mayPlan(actor) && (
            <Form c={c} class="form" action={`/admin/plan/${task.id}/state`}>
              <input type="hidden" name="to" value="dropped" />
              {version}
              <TextField
                c={c}
                name="reason"
                label={t('plan:settle.reason')}
                attributes={{ maxlength: 500 }}
              />
              <div>
                <Button kind="danger" icon="circle-slash">
                  {t('plan:settle.drop')}
                </Button>
              </div>
            </Form>
          )}
        </div>
      ) : (
        <Form c={c} action={`/admin/plan/${task.id}/state`}>
          <input type="hidden" name="to" value="open" />
          {version}
          <Button icon="undo-2">{t('plan:reopen.do')}</Button>
        </Form>
      )}
    </Card>
  )
}

function History({ c, task }: { c: AdminContext; task: TaskPage }) {
  const t = words(c)
  const lines = [
    ...task.notes.map((note) => ({
      at: note.at,
      line: <NoteLine c={c} task={task} note={note} />,
    })),
    ...task.changes.map((change) => ({
      at: change.at,
      line: <ChangeLine c={c} change={change} />,
    })),
  ].toSorted((a, b) => b.at.getTime() - a.at.getTime())
  return (
    <Card title={t('plan:history')}>
      {lines.length === 0 ? (
        <Empty icon="history" title={t('plan:history.none')} />
      ) : (
        <ol class="plan-history">{lines.map(({ line }) => line)}</ol>
      )}
    </Card>
  )
}

function NoteLine({
  c,
  task,
  note,
}: {
  c: AdminContext
  task: TaskPage
  note: TaskPage['notes'][number]
}) {
  const t = words(c)
  return (
    <li>
      <p class="muted small">
        {moment(c, note.at)} · {note.staffName ?? t('plan:somebody')}
        {note.percent !== null && (
          <>
            {' '}
            <Badge icon="chart-no-axes-column-increasing">{note.percent} %</Badge>
          </>
        )}
      </p>
      <p class="plan-note">{note.text}</p>
      <p class="row-line small">
        {note.link && (
          <a href={note.link} rel="noreferrer noopener" target="_blank">
            {t('plan:evidence.link')}
          </a>
        )}
        {note.fileName && (
          <a href={`/admin/plan/${task.id}/notes/${note.id}/file`}>{note.fileName}</a>
        )}
      </p>
    </li>
  )
}

function ChangeLine({ c, change }: { c: AdminContext; change: TaskPage['changes'][number] }) {
  const t = words(c)
  const { from, to, reason } = change.detail
  const day = (value: unknown) =>
    typeof value === 'string' ? shownDay(value) : t('plan:deadline.always')
  return (
    <li class="muted small">
      {moment(c, change.at)} · {change.staffName ?? t('plan:somebody')} ·{' '}
      {t(`audit:${change.action}`)}
      {(from !== undefined || to !== undefined) && ` (${day(from)} → ${day(to)})`}
      {typeof reason === 'string' && `: ${reason}`}
    </li>
  )
}
