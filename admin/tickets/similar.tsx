import type { AdminContext } from '#admin/deps.ts'
import { Icon } from '#admin/icon.tsx'
import { Card } from '#admin/parts.tsx'
import { moment, words } from '#admin/words.ts'
import type { Similar } from '#core/tickets/similar.ts'
import { firstWords } from './row.tsx'

/** What was answered before to questions like this one. */
export function SimilarAnswers(props: { c: AdminContext; similar: Similar[]; insert: boolean }) {
  const { c, similar, insert } = props
  const t = words(c)
  if (similar.length === 0) return null
  return (
    <Card title={t('inbox:similar')}>
      <ul class="plain-list">
        {similar.map((one) => (
          <li>
            <details>
              <summary>{firstWords(one.question, 110)}</summary>
              <p class="prose small" id={`similar-${one.code}`}>
                {[one.answer, one.basis].filter(Boolean).join('\n\n')}
              </p>
              <p class="actions">
                <a href={`/admin/tickets/${one.code}`} class="mono small">
                  {one.code}
                </a>
                <span class="muted small">{moment(c, one.answeredAt, true)}</span>
                {insert && (
                  <button
                    type="button"
                    class="button button-small needs-script"
                    data-insert-from={`similar-${one.code}`}
                    data-insert-into="text-answer"
                  >
                    <Icon name="text-cursor-input" size={14} /> {t('inbox:similar.insert')}
                  </button>
                )}
              </p>
            </details>
          </li>
        ))}
      </ul>
    </Card>
  )
}
