import type { AdminContext } from '#admin/deps.ts'
import { Badge, type Tone } from '#admin/parts.tsx'
import { words } from '#admin/words.ts'
import type { TaskRow } from '#core/plan/tasks.ts'

/** 30/06/2026 */
export function shownDay(day: string | null): string {
  return day === null ? '–' : day.split('-').reverse().join('/')
}

type Standing = 'late' | 'soon' | 'calm' | 'done' | 'dropped'

const looks: Record<Standing, { tone: Tone; icon: string }> = {
  late: { tone: 'alarm', icon: 'octagon-alert' },
  soon: { tone: 'watch', icon: 'hourglass' },
  calm: { tone: 'neutral', icon: 'circle-dot' },
  done: { tone: 'good', icon: 'circle-check' },
  dropped: { tone: 'neutral', icon: 'circle-slash' },
}

/** Where a task stands: word, shape and colour. */
export function TaskBadge({ c, task }: { c: AdminContext; task: Pick<TaskRow, 'state' | 'near'> }) {
  const standing: Standing = task.state === 'open' ? task.near : task.state
  return <Badge {...looks[standing]}>{words(c)(`plan:task.${standing}`)}</Badge>
}

/** Who is in charge: our unit, or the words of the plan where it is none of ours. */
export function Lead({
  c,
  task,
}: {
  c: AdminContext
  task: Pick<TaskRow, 'unitName' | 'leadText'>
}) {
  if (task.unitName !== null) return <>{task.unitName}</>
  return (
    <>
      {task.leadText || '–'}{' '}
      <Badge tone="watch" icon="circle-help">
        {words(c)('plan:task.no-unit')}
      </Badge>
    </>
  )
}
