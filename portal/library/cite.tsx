import { Icon } from '#portal/icon.tsx'
import type { Words } from './visit.ts'

/** A citation to take along: to be copied by a button, or by hand where no script runs. */
export function Cite({ text, t }: { text: string; t: Words }) {
  return (
    <details class="cite">
      <summary class="button quiet">
        <Icon name="quote" size={18} />
        {t('cite')}
      </summary>
      <div class="cite-box">
        <p id="citation" lang="vi">
          {text}
        </p>
        <button
          type="button"
          class="button quiet"
          data-copy="citation"
          data-done={t('cite.done')}
          hidden
        >
          <Icon name="copy" size={18} />
          <span>{t('cite.copy')}</span>
        </button>
      </div>
    </details>
  )
}

/** Prints the page; shown where a script can. */
export function Print({ t }: { t: Words }) {
  return (
    <button type="button" class="button quiet" data-print hidden>
      <Icon name="printer" size={18} />
      {t('print')}
    </button>
  )
}
