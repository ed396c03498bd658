import { Button } from './parts.tsx'
import type { T } from './words.ts'

interface SearchBarProps {
  t: T
  action: string
  label: string
  q: string
  /** what else the address keeps */
  kept?: Record<string, string>
}

/** One line of search; the words stand in the address, so that a search can be sent on as a link. */
export function SearchBar({ t, action, label, q, kept = {} }: SearchBarProps) {
  return (
    <search>
      <form method="get" action={action} class="filters">
        {Object.entries(kept).map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
        <div class="field field-wide">
          <label for="q">{label}</label>
          <input type="search" id="q" name="q" value={q} maxlength={100} />
        </div>
        <Button icon="search">{t('panel:search')}</Button>
      </form>
    </search>
  )
}
