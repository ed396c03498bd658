import type { AdminContext } from '#admin/deps.ts'
import { Card } from '#admin/parts.tsx'
import { words } from '#admin/words.ts'
import type { Labelled } from '#core/law/published/citation-labels.ts'
import { ValidityBadge, whyNotInForce } from './validity.tsx'

/** The law a text cites, with its validity today. */
export function RestsOn({ c, citations }: { c: AdminContext; citations: Labelled[] }) {
  const t = words(c)
  return (
    <Card title={t('published:page.rests-on')}>
      {citations.length === 0 ? (
        <p class="muted small">{t('published:page.no-citation')}</p>
      ) : (
        <ul class="plain-list">
          {citations.map(({ label, path, shown, validity }) => (
            <li>
              {shown ? (
                <a href={path} target="_blank" rel="noopener">
                  {label}
                </a>
              ) : (
                label
              )}{' '}
              <ValidityBadge c={c} validity={validity} />
              {validity.standing !== 'in force' && (
                <p class="finding-warning small">{whyNotInForce(c, validity)}</p>
              )}
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}
