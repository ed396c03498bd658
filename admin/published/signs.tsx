import type { AdminContext } from '#admin/deps.ts'
import { Badge, type Tone } from '#admin/parts.tsx'
import { words } from '#admin/words.ts'

const looks: Record<string, { tone: Tone; icon: string }> = {
  draft: { tone: 'neutral', icon: 'pencil-line' },
  submitted: { tone: 'watch', icon: 'stamp' },
  returned: { tone: 'late', icon: 'undo-2' },
  published: { tone: 'good', icon: 'book-open-check' },
  withdrawn: { tone: 'neutral', icon: 'eye-off' },
}

/** The state of a publication, and beside it how far its correction is. */
export function PublicationBadge(props: {
  c: AdminContext
  state: string
  stage?: string | null | undefined
}) {
  const { c, state, stage } = props
  const t = words(c)
  const look = looks[state] ?? { tone: 'neutral' as const, icon: 'circle-dashed' }
  return (
    <>
      <Badge {...look}>{t(`published:state.${state}`)}</Badge>
      {stage && (
        <Badge tone={looks[stage]?.tone ?? 'neutral'} icon="pencil-line">
          {t(`published:stage.${stage}`)}
        </Badge>
      )}
    </>
  )
}

/** How many days are left until an answer has to be public. */
export function DaysLeft({ c, days }: { c: AdminContext; days: number }) {
  const t = words(c)
  if (days < 0) {
    return (
      <Badge tone="alarm" icon="octagon-alert">
        {t('published:due.late', { days: -days })}
      </Badge>
    )
  }
  return (
    <Badge tone={days <= 5 ? 'watch' : 'neutral'} icon={days <= 5 ? 'hourglass' : 'clock'}>
      {t('published:due.left', { days })}
    </Badge>
  )
}
