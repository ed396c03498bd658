import type { AdminContext } from '#admin/deps.ts'
import { Icon } from '#admin/icon.tsx'
import { Card } from '#admin/parts.tsx'
import { moment, words } from '#admin/words.ts'
import type { LookupShown } from '#core/tickets/lookups-shown.ts'

export type LookupView = LookupShown[]

/** What the automatic reference had shown the person, and the model's draft, when there is one. */
export function LookupsShown(props: { c: AdminContext; lookups: LookupView; insert: boolean }) {
  const { c, lookups, insert } = props
  const t = words(c)
  if (lookups.length === 0) return null
  return (
    <Card title={t('published:lookup.title')}>
      <ul class="plain-list">
        {lookups.map((one) => (
          <li>
            <p class="muted small">
              {moment(c, one.at)} ·{' '}
              {t('published:lookup.asked', { question: one.question.slice(0, 120) })}
            </p>
            {one.shown.length > 0 && (
              <ul class="sources">
                {one.shown.map(({ label, path }) => (
                  <li>
                    <a href={path} target="_blank" rel="noopener">
                      {label}
                    </a>
                  </li>
                ))}
              </ul>
            )}
            {one.draft && <Draft c={c} id={`draft-${one.id}`} draft={one.draft} insert={insert} />}
          </li>
        ))}
      </ul>
    </Card>
  )
}

type Drafted = NonNullable<LookupShown['draft']>

function Draft(props: { c: AdminContext; id: string; draft: Drafted; insert: boolean }) {
  const { c, id, draft, insert } = props
  const t = words(c)
  return (
    <details open>
      <summary>{t('published:lookup.draft')}</summary>
      <p class="hint">{t('published:lookup.draft-why')}</p>
      <ol class="sources">
        {draft.sentences.map(({ text, cites }) => (
          <li>
            {text} <span class="muted small">({cites.join('; ')})</span>
          </li>
        ))}
      </ol>
      <span id={id} hidden>
        {draft.sentences.map(({ text }) => text).join(' ')}
      </span>
      {insert && (
        <button
          type="button"
          class="button button-small needs-script"
          data-law-quote={id}
          data-law-cite={draft.sources.map(({ label }) => label).join('\n')}
          data-law-done={t('published:law.inserted')}
        >
          <Icon name="text-cursor-input" size={14} /> {t('published:lookup.insert')}
        </button>
      )}
    </details>
  )
}
