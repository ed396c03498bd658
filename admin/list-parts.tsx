import type { Child, PropsWithChildren } from 'hono/jsx'
import type { AdminContext } from './deps.ts'
import { TextField } from './inputs.tsx'
import { Button, Card, Empty } from './parts.tsx'
import { words } from './words.ts'

/** The line above a list: a search, what `children` add to it, and the button; `kept` goes along in the address. */
export function SearchForm({
  c,
  path,
  label,
  q,
  kept = {},
  children,
}: PropsWithChildren<{
  c: AdminContext
  path: string
  label: string
  q: string | undefined
  kept?: Record<string, string | undefined>
}>) {
  return (
    <form class="filters" action={path}>
      {Object.entries(kept).map(
        ([name, value]) => value && <input type="hidden" name={name} value={value} />,
      )}
      <TextField
        c={c}
        name="q"
        type="search"
        label={label}
        value={q}
        attributes={{ required: false, maxlength: 200 }}
      />
      {children}
      <Button icon="search">{words(c)('panel:filter')}</Button>
    </form>
  )
}

/** A list's table in a frame that scrolls, with its headings; or the sentence that there is nothing, and what to do. */
export function ListTable({
  heads,
  caption,
  empty,
  children,
}: PropsWithChildren<{
  heads: string[]
  caption?: string
  /** shown instead when there are no rows */
  empty?: { icon: string; title: string; more?: Child } | false
}>) {
  if (empty) {
    return (
      <Card>
        <Empty icon={empty.icon} title={empty.title}>
          {empty.more}
        </Empty>
      </Card>
    )
  }
  return (
    <div class="table-wrap">
      <table class="table stacked">
        {caption && <caption class="visually-hidden">{caption}</caption>}
        <thead>
          <tr>
            {heads.map((head) => (
              <th>{head}</th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  )
}
