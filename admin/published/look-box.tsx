import type { AdminContext } from '#admin/deps.ts'
import { Icon } from '#admin/icon.tsx'
import { OutOfForce } from '#admin/tickets/doubts.tsx'
import { words } from '#admin/words.ts'
import type { Labelled } from '#core/law/published/citation-labels.ts'
import type { Removal } from '#core/law/published/proposal.ts'

interface Look {
  c: AdminContext
  id: number
  left: Removal[]
  doubts: Labelled[]
  despite: string[]
}

/** What a wording still says of somebody, and what it cites out of force; looked at again while it is typed. */
export function LookBox({ c, id, left, doubts, despite }: Look) {
  const t = words(c)
  const fields = ['question', 'body', 'basis'].map((one) => `input delay:900ms from:#f-${one}`)
  return (
    <div
      class="stack look-box"
      role="status"
      hx-post={`/admin/published/${id}/look`}
      hx-include="closest form"
      hx-trigger={fields.join(', ')}
      hx-swap="outerHTML"
    >
      {left.length === 0 ? (
        <p class="hint">
          <Icon name="shield-check" size={14} /> {t('published:look.clean')}
        </p>
      ) : (
        <div class="notice notice-warning">
          <Icon name="triangle-alert" />
          <div>
            <b>{t('published:look.left')}</b>
            <ul class="identities">
              {left.map(({ kind, text, times }) => (
                <li>
                  <mark>{text}</mark>{' '}
                  <span class="muted small">
                    {t(`published:kind.${kind}`)}
                    {times > 1 && ` · ${t('published:look.times', { times })}`}
                  </span>
                </li>
              ))}
            </ul>
          </div>
        </div>
      )}
      <OutOfForce
        c={c}
        doubts={doubts}
        despite={despite}
        confirm="published:doubts.despite-public"
      />
    </div>
  )
}
