import type { AdminContext } from '#admin/deps.ts'
import { Card } from '#admin/parts.tsx'
import { shownDay, TaskBadge } from '#admin/plan/shown.tsx'
import { words } from '#admin/words.ts'
import { dayOf } from '#core/calendar/calendar.ts'
import { nearness } from '#core/plan/deadline.ts'
import type { tasksNear } from '#core/plan/task-reminders.ts'

export interface NearTasksView {
  c: AdminContext
  tasks: Awaited<ReturnType<typeof tasksNear>>
  now: Date
}

/** The plan's tasks that are late or near their end, of one's own unit. */
export function NearTasks({ c, tasks, now }: NearTasksView) {
  if (tasks.length === 0) return null
  const t = words(c)
  const today = dayOf(now)
  return (
    <Card
      title={t('plan:near')}
      actions={<a href="/admin/plan?state=late">{t('plan:near.all')}</a>}
    >
      <ul class="late-tasks">
        {tasks.map(({ id, content, dueOn, percent }) => (
          <li>
            <a href={`/admin/plan/${id}`}>{content}</a>
            <span class="row-line muted small">
              <TaskBadge c={c} task={{ state: 'open', near: nearness(dueOn, today) }} />
              {shownDay(dueOn)} · {percent} %
            </span>
          </li>
        ))}
      </ul>
    </Card>
  )
}
