import type { AdminContext } from '#admin/deps.ts'
import type { Filled } from '#admin/inputs.tsx'
import { Badge, Notice, type Tone } from '#admin/parts.tsx'
import { words } from '#admin/words.ts'
import type { FeeTerm } from '#core/plan/fee-list.ts'
import type { FeeFile } from '#core/plan/fees.ts'
import { plainDay } from '#core/plan/report-paper.ts'

const feeTones: Record<FeeFile['state'], Tone> = {
  incomplete: 'neutral',
  complete: 'accent',
  granted: 'good',
  refused: 'neutral',
}

/** dd/MM/yyyy of a day; nothing where there is none. */
export function dayShown(day: string | null): string {
  return day === null ? '' : plainDay(day)
}

/** The state, and beside it what presses. */
export function FeeState({
  c,
  fee: { file, term },
}: {
  c: AdminContext
  fee: { file: Pick<FeeFile, 'state'>; term: FeeTerm }
}) {
  const t = words(c)
  return (
    <span class="row-line">
      <Badge tone={feeTones[file.state]}>{t(`consultants:fee.state.${file.state}`)}</Badge>
      {term === 'late' && <Badge tone="late">{t('consultants:fee.term.late')}</Badge>}
      {term === 'soon' && <Badge tone="watch">{t('consultants:fee.term.soon')}</Badge>}
    </span>
  )
}

/** Why a step was not done, on top of its page. */
export function RefusedNotice({ c, filled }: { c: AdminContext; filled: Filled }) {
  const { refused } = filled.faults
  if (!refused) return null
  return <Notice kind="problem">{words(c)(refused, filled.values?.refused)}</Notice>
}
