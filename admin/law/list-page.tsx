import type { AdminContext } from '#admin/deps.ts'
import { Icon } from '#admin/icon.tsx'
import type { Option } from '#admin/inputs.tsx'
import { Layout } from '#admin/layout.tsx'
import { Pager } from '#admin/paging.tsx'
import { Badge, Button, ButtonLink, Card, Chip, Empty } from '#admin/parts.tsx'
import { words } from '#admin/words.ts'
import { nameOf } from '#core/law/documents/citation.ts'
import { type LawFilter, type ListedLaw, standingWord } from '#core/law/documents/list.ts'
import type { Field } from '#core/office.ts'
import { may } from '#core/staff/roles.ts'
import { dayWord, LawStateBadge, StandingBadge } from './words.tsx'

interface LawList {
  c: AdminContext
  filter: LawFilter
  choices: { kinds: string[]; years: number[] }
  fields: Field[]
  rows: ListedLaw[]
  total: number
  page: number
  more: boolean
}

/** The documents of the base: the filter stands in the address. */
export function LawListPage({ c, filter, choices, fields, rows, total, page, more }: LawList) {
  const t = words(c)
  return (
    <Layout
      c={c}
      title={t('panel:nav.law')}
      area="law"
      lead={t('law:lead')}
      actions={<ListDeeds c={c} />}
    >
      <Filters c={c} filter={filter} choices={choices} fields={fields} />
      <p class="muted law-count">{t('law:count', { count: total })}</p>
      {rows.length === 0 ? (
        <Card>
          <Empty icon="scale" title={t('law:none')}>
            <p class="muted">{t('law:none-hint')}</p>
          </Empty>
        </Card>
      ) : (
        <ul class="list">
          {rows.map((row) => (
            <Row c={c} row={row} fields={fields} />
          ))}
        </ul>
      )}
      <Pager c={c} page={page} more={more} path="/admin/law" />
    </Layout>
  )
}

function ListDeeds({ c }: { c: AdminContext }) {
  const t = words(c)
  const { search } = new URL(c.req.url)
  const edit = may(c.get('actor'), 'law.edit')
  return (
    <>
      <ButtonLink href={`/admin/law/export.xlsx${search}`} kind="quiet" icon="download">
        {t('law:export')}
      </ButtonLink>
      {edit && (
        <ButtonLink href="/admin/law/import" icon="file-up">
          {t('law:import')}
        </ButtonLink>
      )}
      {edit && (
        <ButtonLink href="/admin/law/new" kind="primary" icon="plus">
          {t('law:add')}
        </ButtonLink>
      )}
    </>
  )
}

function Row({ c, row, fields }: { c: AdminContext; row: ListedLaw; fields: Field[] }) {
  const t = words(c)
  const language = c.get('language')
  const own = fields.filter(({ id }) => row.fieldIds.includes(id))
  return (
    <li class="list-row">
      <div class="grow">
        <a href={`/admin/law/${row.id}`}>
          <b>{row.number === null ? row.kind : `${row.kind} ${row.number}`}</b>
        </a>
        <p class="law-title">{row.title}</p>
        <p class="row-line small muted">
          {row.issuer !== '' && <span>{row.issuer}</span>}
          {row.signedOn !== null && <span>{t('law:signed', { day: dayWord(row.signedOn) })}</span>}
          {own.map((field) => (
            <Chip>{language === 'en' ? field.nameEn : field.name}</Chip>
          ))}
        </p>
      </div>
      <div class="law-signs">
        <LawStateBadge c={c} state={row.state} />
        <StandingBadge c={c} validity={row.validity} />
        <ByLine c={c} row={row} />
        {!row.factsChecked && (
          <Badge tone="watch" icon="search-check">
            {t('law:unchecked')}
          </Badge>
        )}
        {row.proposals > 0 && (
          <Badge tone="watch" icon="git-compare">
            {t('law:proposals', { count: row.proposals })}
          </Badge>
        )}
        {!row.hasText && <span class="muted small">{t('law:no-text')}</span>}
      </div>
    </li>
  )
}

/** What replaced it: nobody should cite it without knowing. */
function ByLine({ c, row }: { c: AdminContext; row: ListedLaw }) {
  const { by } = row.validity
  if (by === undefined) return null
  const name = by.number ?? nameOf({ ...by, kind: '' }, c.get('language'))
  return (
    <a class="small" href={`/admin/law/${by.id}`}>
      {words(c)(`law:by.${by.kind}`, { name })}
    </a>
  )
}

type FiltersProps = Pick<LawList, 'c' | 'filter' | 'choices' | 'fields'>

function Filters({ c, filter, choices, fields }: FiltersProps) {
  const t = words(c)
  const language = c.get('language')
  const { fieldId, standing, unchecked } = filter
  const lists: { name: string; value: string; options: Option[] }[] = [
    {
      name: 'state',
      value: filter.state ?? '',
      options: (['open', 'draft', 'reviewed', 'published'] as const).map((value) => ({
        value,
        label: t(`law:state.${value}`),
      })),
    },
    {
      name: 'standing',
      value: standing === undefined ? '' : standingWord(standing),
      options: ['in-force', 'not-yet', 'expired'].map((value) => ({
        value,
        label: t(`law:standing.${value}`),
      })),
    },
    {
      name: 'field',
      value: fieldId === undefined ? '' : String(fieldId),
      options: fields.map(({ id, name, nameEn }) => ({
        value: id,
        label: language === 'en' ? nameEn : name,
      })),
    },
    { name: 'kind', value: filter.kind ?? '', options: choices.kinds.map(same) },
    { name: 'year', value: String(filter.year ?? ''), options: choices.years.map(same) },
  ]
  return (
    <search>
      <form method="get" action="/admin/law" class="filters law-filters">
        <div class="field field-wide">
          <label for="q">{t('law:search')}</label>
          <input type="search" id="q" name="q" value={filter.q ?? ''} maxlength={200} />
        </div>
        {lists.map(({ name, value, options }) => (
          <div class="field">
            <label for={`filter-${name}`}>{t(`law:filter.${name}`)}</label>
            <select id={`filter-${name}`} name={name}>
              <option value="">{t('law:filter.all')}</option>
              {options.map((option) => (
                <option value={option.value} selected={String(option.value) === value}>
                  {option.label}
                </option>
              ))}
            </select>
          </div>
        ))}
        <div class="check">
          <input type="checkbox" id="unchecked" name="unchecked" value="1" checked={unchecked} />
          <label for="unchecked">{t('law:filter.unchecked')}</label>
        </div>
        <Button icon="search">{t('panel:search')}</Button>
        <a class="button button-quiet" href="/admin/law">
          <Icon name="x" />
          {t('law:filter.clear')}
        </a>
      </form>
    </search>
  )
}

function same(value: string | number): Option {
  return { value, label: String(value) }
}
