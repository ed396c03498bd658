import type { AdminContext } from '#admin/deps.ts'
import type { Option } from '#admin/inputs.tsx'
import { Layout } from '#admin/layout.tsx'
import { Pager, Tabs } from '#admin/paging.tsx'
import { Button, ButtonLink, Card, Empty, Meter } from '#admin/parts.tsx'
import { words } from '#admin/words.ts'
import { deadlineKinds } from '#core/plan/deadline.ts'
import { periodsOfYear } from '#core/plan/periods.ts'
import { mayPlan } from '#core/plan/task.ts'
import { type TaskFilter, taskFilterQuery, taskStates } from '#core/plan/task-filter.ts'
import type { TaskCounts, TaskRow } from '#core/plan/tasks.ts'
import { Lead, shownDay, TaskBadge } from './shown.tsx'

export interface TaskListView {
  c: AdminContext
  filter: TaskFilter
  rows: TaskRow[]
  counts: TaskCounts
  more: boolean
  page: number
  units: Option[]
  plans: { plan: string; tasks: number }[]
  year: number
}

const path = '/admin/plan'

/** The plan's tasks: what is due first on top, each with who is in charge and how far it is. */
export function TaskListPage(view: TaskListView) {
  const { c, filter, rows, more, page, counts } = view
  const t = words(c)
  const state = filter.state ?? 'all'
  const hrefOf = (one: (typeof taskStates)[number]) => {
    const query = taskFilterQuery({ ...filter, state: one })
    return `${path}?${query}`
  }
  return (
    <Layout
      c={c}
      title={t('plan:title')}
      area="plan"
      lead={t('plan:lead')}
      actions={<Actions c={c} filter={filter} />}
    >
      <Filters {...view} />
      <Tabs
        label={t('plan:states')}
        now={hrefOf(state)}
        items={taskStates.map((one) => ({
          ...{ href: hrefOf(one), label: t(`plan:state.${one}`), count: counts[one] },
        }))}
      />
      {rows.length === 0 ? (
        <Card>
          <Empty icon="list-todo" title={t(counts.all === 0 ? 'plan:none' : 'plan:none-so')} />
        </Card>
      ) : (
        <div class="table-wrap">
          <table class="table stacked plan-table">
            <thead>
              <tr>
                <th class="shrink">{t('plan:number')}</th>
                <th>{t('plan:content')}</th>
                <th>{t('plan:unit')}</th>
                <th>{t('plan:due')}</th>
                <th>{t('plan:percent')}</th>
                <th>{t('plan:standing')}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <Row c={c} row={row} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <Pager c={c} page={page} more={more} path={path} />
    </Layout>
  )
}

function Actions({ c, filter }: { c: AdminContext; filter: TaskFilter }) {
  const t = words(c)
  return (
    <>
      <ButtonLink href={`${path}/export.xlsx?${taskFilterQuery(filter)}`} icon="download">
        {t('plan:export')}
      </ButtonLink>
      {mayPlan(c.get('actor')) && (
        <>
          <ButtonLink href={`${path}/import`} icon="file-up">
            {t('plan:import')}
          </ButtonLink>
          <ButtonLink href={`${path}/new`} kind="primary" icon="plus">
            {t('plan:add')}
          </ButtonLink>
        </>
      )}
    </>
  )
}

function Filters({ c, filter, units, plans, year }: TaskListView) {
  const t = words(c)
  const any = { value: '', label: t('plan:any') }
  const periods = [year - 1, year, year + 1].flatMap(periodsOfYear)
  const selects: [string, Option[], string | number | undefined][] = [
    ['plan', [any, ...plans.map(({ plan }) => ({ value: plan, label: plan }))], filter.plan],
    ['unit', [any, { value: 0, label: t('plan:no-unit') }, ...units], filter.unit],
    [
      'deadline',
      [any, ...deadlineKinds.map((kind) => ({ value: kind, label: t(`plan:deadline.${kind}`) }))],
      filter.deadline,
    ],
    ['due', [any, ...periods.map(({ code }) => ({ value: code, label: code }))], filter.due],
  ]
  return (
    <form method="get" action={path} class="filters">
      <div class="field">
        <label for="plan-q">{t('plan:search')}</label>
        <input type="search" id="plan-q" name="q" value={filter.q ?? ''} maxlength={200} />
      </div>
      {selects.map(([name, options, now]) => (
        <div class="field">
          <label for={`plan-${name}`}>{t(`plan:filter.${name}`)}</label>
          <select id={`plan-${name}`} name={name}>
            {options.map(({ value, label }) => (
              <option value={value} selected={String(value) === String(now ?? '')}>
                {label}
              </option>
            ))}
          </select>
        </div>
      ))}
      {filter.state && <input type="hidden" name="state" value={filter.state} />}
      <Button kind="primary">{t('plan:show')}</Button>
    </form>
  )
}

function Row({ c, row }: { c: AdminContext; row: TaskRow }) {
  const t = words(c)
  return (
    <tr>
      <td class="mono">{row.number}</td>
      <th scope="row" class="plan-content">
        <a href={`${path}/${row.id}`}>{row.content}</a>
        <span class="muted small">{row.plan}</span>
        {row.lastNote && <span class="small">{row.lastNote}</span>}
      </th>
      <td data-label={t('plan:unit')}>
        <Lead c={c} task={row} />
      </td>
      <td data-label={t('plan:due')}>
        {row.dueOn === null ? t('plan:deadline.always') : shownDay(row.dueOn)}
        {row.deadlineText && <span class="muted small plan-said">{row.deadlineText}</span>}
      </td>
      <td data-label={t('plan:percent')} class="plan-percent">
        <span>{row.percent} %</span>
        <Meter value={row.percent / 100} label={t('plan:percent-of', { percent: row.percent })} />
      </td>
      <td data-label={t('plan:standing')}>
        <TaskBadge c={c} task={row} />
      </td>
    </tr>
  )
}
