import type { AdminContext } from '#admin/deps.ts'
import { Badge, type Tone } from '#admin/parts.tsx'
import { words } from '#admin/words.ts'
import type { Course } from '#core/training/course.ts'
import type { SignupRow } from '#core/training/lists-people.ts'

const states: Record<Course['state'], { tone: Tone; icon: string }> = {
  draft: { tone: 'neutral', icon: 'pencil' },
  published: { tone: 'accent', icon: 'megaphone' },
  running: { tone: 'watch', icon: 'presentation' },
  held: { tone: 'good', icon: 'circle-check' },
  closed: { tone: 'neutral', icon: 'archive' },
  cancelled: { tone: 'late', icon: 'circle-x' },
}

export function CourseBadge({ c, state }: { c: AdminContext; state: Course['state'] }) {
  return <Badge {...states[state]}>{words(c)(`courses:state.${state}`)}</Badge>
}

const seats: Record<SignupRow['state'], { tone: Tone; icon: string }> = {
  seated: { tone: 'good', icon: 'armchair' },
  offered: { tone: 'watch', icon: 'hourglass' },
  waiting: { tone: 'accent', icon: 'list-ordered' },
  'given-up': { tone: 'neutral', icon: 'undo-2' },
  lapsed: { tone: 'neutral', icon: 'clock' },
  cancelled: { tone: 'neutral', icon: 'circle-x' },
}

export function SeatBadge({ c, state }: { c: AdminContext; state: SignupRow['state'] }) {
  return <Badge {...seats[state]}>{words(c)(`courses:seat.${state}`)}</Badge>
}
