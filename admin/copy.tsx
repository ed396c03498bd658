import type { AdminContext } from './deps.ts'
import { Button } from './parts.tsx'
import { words } from './words.ts'

/** Text to paste elsewhere; the script shows the button, and without it a click on the text selects it whole. */
export function Copy({ c, text, what }: { c: AdminContext; text: string; what: string }) {
  const t = words(c)
  return (
    <div class="copy">
      <code>{text}</code>
      <Button
        type="button"
        kind="quiet"
        icon="copy"
        aria-label={`${t('connecting:copy')}: ${what}`}
        data-copy={t('connecting:copied')}
        data-copy-failed={t('connecting:copy-failed')}
      >
        <span>{t('connecting:copy')}</span>
      </Button>
    </div>
  )
}
