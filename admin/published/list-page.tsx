import type { AdminContext } from '#admin/deps.ts'
import { Layout } from '#admin/layout.tsx'
import { Pager, Tabs } from '#admin/paging.tsx'
import { Button, ButtonLink, Card, Chip, Empty } from '#admin/parts.tsx'
import { moment, words } from '#admin/words.ts'
import type { DueToPublish } from '#core/law/published/due.ts'
import { listStates, type PublishedRow } from '#core/law/published/published-list.ts'
import type { Field, Unit } from '#core/office.ts'
import { DaysLeft, PublicationBadge } from './signs.tsx'

interface List {
  c: AdminContext
  state: 'due' | (typeof listStates)[number]
  asked: { field?: number | undefined; unit?: number | undefined }
  counts: Record<(typeof listStates)[number], number>
  due: { list: DueToPublish[]; count: number }
  /** writes publications, and so has some that are due */
  writes: boolean
  rows: PublishedRow[]
  more: boolean
  page: number
  units: Unit[]
  fields: Field[]
}

/** What has to be made public, is being written, waits for review, is public. */
export function PublishedListPage(view: List) {
  const { c, state, counts, due, writes, page, more } = view
  const t = words(c)
  const href = (one: string) => `/admin/published?${kept(view, one)}`
  const items = [
    ...(writes ? [{ href: href('due'), label: t('published:tab.due'), count: due.count }] : []),
    ...listStates.map((one) => ({
      href: href(one),
      label: t(`published:tab.${one}`),
      count: counts[one],
    })),
  ]
  return (
    <Layout
      c={c}
      title={t('panel:nav.published')}
      area="published"
      lead={t('published:lead')}
      actions={
        <ButtonLink href="/admin/reviews" icon="book-alert">
          {t('panel:nav.reviews')}
        </ButtonLink>
      }
    >
      <Tabs items={items} now={href(state)} label={t('published:tabs')} />
      {state === 'due' ? (
        <Due c={c} due={due} />
      ) : (
        <>
          <Filters {...view} />
          <Rows {...view} />
          <Pager c={c} page={page} more={more} path="/admin/published" />
        </>
      )}
    </Layout>
  )
}

function kept({ asked }: List, state: string): string {
  const query = new URLSearchParams({ state })
  if (asked.field !== undefined) query.set('field', String(asked.field))
  if (asked.unit !== undefined) query.set('unit', String(asked.unit))
  return query.toString()
}

function Filters({ c, state, asked, units, fields }: List) {
  const t = words(c)
  const english = c.get('language') === 'en'
  return (
    <form method="get" action="/admin/published" class="filters">
      <input type="hidden" name="state" value={state} />
      <div class="field">
        <label for="field">{t('published:fact.field')}</label>
        <select id="field" name="field">
          <option value="">{t('published:filter.any-field')}</option>
          {fields.map(({ id, name, nameEn }) => (
            <option value={id} selected={id === asked.field}>
              {english ? nameEn : name}
            </option>
          ))}
        </select>
      </div>
      <div class="field">
        <label for="unit">{t('published:fact.unit')}</label>
        <select id="unit" name="unit">
          <option value="">{t('published:filter.any-unit')}</option>
          {units.map(({ id, name }) => (
            <option value={id} selected={id === asked.unit}>
              {name}
            </option>
          ))}
        </select>
      </div>
      <Button icon="search">{t('panel:search')}</Button>
    </form>
  )
}

function Due({ c, due }: { c: AdminContext; due: List['due'] }) {
  const t = words(c)
  if (due.list.length === 0) {
    return (
      <Card>
        <Empty icon="book-open-check" title={t('published:due.none')} />
      </Card>
    )
  }
  return (
    <>
      <p class="muted small">{t('published:due.why')}</p>
      <ul class="list">
        {due.list.map((one) => (
          <li class="list-row">
            <div class="grow">
              <a
                href={
                  one.publicationId === null
                    ? `/admin/published/new?ticket=${one.code}`
                    : `/admin/published/${one.publicationId}`
                }
              >
                <b>{one.question}</b>
              </a>
              <p class="muted small">
                <span class="mono">{one.code}</span> · {one.unit ?? ''} ·{' '}
                {t('published:due.sent', { day: moment(c, one.sentAt, true) })}
              </p>
            </div>
            {one.field !== null && <Chip>{one.field}</Chip>}
            {one.state && <PublicationBadge c={c} state={one.state} />}
            <DaysLeft c={c} days={one.daysLeft} />
          </li>
        ))}
      </ul>
    </>
  )
}

function Rows({ c, rows }: List) {
  const t = words(c)
  const english = c.get('language') === 'en'
  if (rows.length === 0) {
    return (
      <Card>
        <Empty icon="book-open" title={t('published:none')} />
      </Card>
    )
  }
  return (
    <ul class="list">
      {rows.map((row) => (
        <li class="list-row">
          <div class="grow">
            <a href={`/admin/published/${row.id}`}>
              <b>{row.question || row.reason || row.code}</b>
            </a>
            <p class="muted small">
              {[row.code, row.unit, row.author, moment(c, row.updatedAt)]
                .filter(Boolean)
                .join(' · ')}
              {row.correctedAt &&
                ` · ${t('published:corrected-on', { day: moment(c, row.correctedAt, true) })}`}
            </p>
          </div>
          {row.field !== null && <Chip>{english ? row.fieldEn : row.field}</Chip>}
          <PublicationBadge c={c} state={row.state} stage={row.stage} />
        </li>
      ))}
    </ul>
  )
}
