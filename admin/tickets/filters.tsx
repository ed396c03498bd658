import type { AdminContext } from '#admin/deps.ts'
import { Icon } from '#admin/icon.tsx'
import type { Option } from '#admin/inputs.tsx'
import { Button, ButtonLink, Chip } from '#admin/parts.tsx'
import { words } from '#admin/words.ts'
import { warningLevels } from '#core/tickets/deadlines.ts'
import type { Filter } from '#core/tickets/filter.ts'
import { ticketStates } from '#core/tickets/ticket.ts'

export interface FilterOptions {
  units: Option[]
  fields: Option[]
  staff: Option[]
  channels: Option[]
}

interface FiltersProps {
  c: AdminContext
  filter: Filter
  options: FilterOptions
}

/** The filter of the inbox as a plain GET form: its address is the filter. */
export function Filters(props: FiltersProps) {
  const { c, filter } = props
  const t = words(c)
  return (
    <search>
      <form
        class="inbox-filters no-print"
        method="get"
        action="/admin/tickets"
        id="filters"
        hx-get="/admin/tickets/list"
        hx-target="#list"
        hx-swap="outerMorph"
        hx-trigger="submit, change, input delay:350ms from:#q"
        hx-sync="this:replace"
      >
        <div class="inbox-search">
          <label for="q" class="visually-hidden">
            {t('inbox:search')}
          </label>
          <input
            type="search"
            id="q"
            name="q"
            value={filter.q ?? ''}
            placeholder={t('inbox:search.hint')}
            aria-keyshortcuts="/"
          />
          <Button kind="plain" icon="search">
            <span class="visually-hidden">{t('inbox:search')}</span>
          </Button>
        </div>
        <details class="inbox-more" open={isNarrowed(filter)}>
          <summary>
            <Icon name="list-filter" size={16} /> {t('inbox:filter')}
            {isNarrowed(filter) && <span class="count">{narrowings(filter).length}</span>}
          </summary>
          <Selects {...props} />
          <div class="form-actions">
            <Button icon="check">{t('inbox:filter.apply')}</Button>
            <ButtonLink href="/admin/tickets" kind="quiet" icon="x">
              {t('inbox:filter.clear')}
            </ButtonLink>
          </div>
        </details>
        {hiddenParts(filter).map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
      </form>
    </search>
  )
}

function Selects({ c, filter, options }: FiltersProps) {
  const t = words(c)
  const worded = (name: string, values: readonly string[]) =>
    values.map((value) => ({ value, label: t(`inbox:${name}.${value}`) }))
  const wide = worded('filter.state', ['open', 'ended', 'all'])
  const each = ticketStates.map((value) => ({ value, label: t(`panel:state.${value}`) }))
  const nobody = worded('filter', ['me', 'nobody'])
  const lists: [keyof Filter, Option[]][] = [
    ['state', [...wide, ...each]],
    ['sort', worded('sort', ['due', 'newest', 'updated'])],
    ['unit', [{ value: 0, label: t('inbox:filter.no-unit') }, ...options.units]],
    ['field', [{ value: 0, label: t('inbox:filter.no-field') }, ...options.fields]],
    ['assignee', [...nobody, ...options.staff]],
    ['level', warningLevels.map((value) => ({ value, label: t(`tickets:level.${value}`) }))],
    ['channel', options.channels],
    [
      'scope',
      ['general', 'specific'].map((value) => ({ value, label: t(`tickets:scope.${value}`) })),
    ],
  ]
  return (
    <div class="inbox-selects">
      {lists.map(([name, list]) => (
        <Select c={c} name={name} options={list} value={filter[name]} />
      ))}
      {(['from', 'to'] as const).map((name) => (
        <div class="field">
          <label for={`filter-${name}`}>{t(`inbox:filter.${name}`)}</label>
          <input type="date" id={`filter-${name}`} name={name} value={filter[name] ?? ''} />
        </div>
      ))}
    </div>
  )
}

interface SelectProps {
  c: AdminContext
  name: string
  options: Option[]
  value: string | number | undefined
}

/** The usual state and order depend on what is asked: open tickets by what is due, a search everywhere. */
const usual = ['state', 'sort']

function Select({ c, name, options, value }: SelectProps) {
  const t = words(c)
  const any = usual.includes(name) ? `inbox:filter.usual-${name}` : 'inbox:filter.any'
  return (
    <div class="field">
      <label for={`filter-${name}`}>{t(`inbox:filter.${name}`)}</label>
      <select id={`filter-${name}`} name={name}>
        <option value="">{t(any)}</option>
        {options.map((option) => (
          <option value={option.value} selected={String(option.value) === String(value ?? '')}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  )
}

const inForm: string[] = [
  'q',
  'state',
  'sort',
  'unit',
  'field',
  'assignee',
  'level',
  'channel',
  'scope',
  'from',
  'to',
]

/** What the address narrows by and the form has no control for: kept when the form is sent. */
function hiddenParts(filter: Filter): [string, string][] {
  return Object.entries(filter).flatMap(([name, value]) =>
    inForm.includes(name) || name === 'after' ? [] : [[name, String(value)]],
  )
}

function narrowings(filter: Filter): string[] {
  return Object.keys(filter).filter((name) => !['q', 'after', 'sort', 'state'].includes(name))
}

function isNarrowed(filter: Filter): boolean {
  return narrowings(filter).length > 0
}

export function FilterChips({ c, filter }: { c: AdminContext; filter: Filter }) {
  return (
    <>
      {hiddenParts(filter).map(([name, value]) => (
        <Chip on>{words(c)(`inbox:filter.${name}`, { value: shown(c, name, value) })}</Chip>
      ))}
    </>
  )
}

/** A choice of the address in words; anything else as it is. */
function shown(c: AdminContext, name: string, value: string): string {
  return name === 'due' || name === 'number' ? words(c)(`inbox:filter.${name}.${value}`) : value
}
