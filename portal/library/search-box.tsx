import { Icon } from '#portal/icon.tsx'
import type { Words } from './visit.ts'

interface BoxProps {
  t: Words
  q?: string
  /** what the search is narrowed to besides, kept when it is asked again */
  kept?: [string, string][]
}

/** The search box: a plain form, which a script helps along as one types. */
export function SearchBox({ t, q = '', kept = [] }: BoxProps) {
  return (
    <form class="find" method="get" action="/tim">
      <search>
        <label for="q">{t('search.label')}</label>
        <div class="find-row">
          <input
            id="q"
            name="q"
            type="search"
            value={q}
            placeholder={t('search.example')}
            autocomplete="off"
            enterkeyhint="search"
            maxlength={1_000}
            data-suggest="/tim/goi-y"
            data-found={t('search.suggested', { n: '{{n}}' })}
          />
          <button type="submit" class="button">
            <Icon name="search" />
            <span>{t('search.go')}</span>
          </button>
          <div
            id="suggestions"
            class="suggestions"
            role="listbox"
            aria-label={t('search.list')}
            hidden
          />
        </div>
      </search>
      {kept.map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
    </form>
  )
}
