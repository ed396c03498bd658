import type { AdminContext } from '#admin/deps.ts'
import { Card } from '#admin/parts.tsx'
import { words } from '#admin/words.ts'
import type { feesNear } from '#core/plan/fee-list.ts'
import { dayShown, FeeState } from './shown.tsx'

/** Fee files that are late or near their end, on the first page of those who decide. */
export function FeesDue({
  c,
  fees,
}: {
  c: AdminContext
  fees: Awaited<ReturnType<typeof feesNear>>
}) {
  if (fees.length === 0) return null
  const t = words(c)
  return (
    <Card
      title={t('consultants:fees.near')}
      actions={<a href="/admin/fees">{t('consultants:fees.near.all')}</a>}
    >
      <ul class="list">
        {fees.map((fee) => (
          <li class="list-row">
            <a class="grow" href={`/admin/fees/${fee.file.id}`}>
              {fee.business}
            </a>
            <FeeState c={c} fee={fee} />
            <span class="muted nowrap">{dayShown(fee.file.dueOn)}</span>
          </li>
        ))}
      </ul>
    </Card>
  )
}
