import type { Context } from 'hono'
import type { Validity } from '#core/law/documents/standing.ts'
import { kindsAndYears, type Listed, listDocuments } from '#core/law/public/documents.ts'
import type { Standing } from '#core/law/search/search.ts'
import { secure } from '#portal/secure.ts'
import type { PortalSettings } from '#portal/settings.ts'
import { fieldChoices, Select } from './filters.tsx'
import { Frame, Pager } from './frame.tsx'
import { yearOf } from './search-asked.ts'
import { SearchBox } from './search-box.tsx'
import { Badge } from './validity.tsx'
import { addressOf, pageOf, shortened, type Visit, visitOf, written } from './visit.ts'

const size = 20
const standings: Record<string, Standing> = { con: 'in force', sap: 'not yet', het: 'expired' }

interface ListView {
  visit: Visit
  rows: (Listed & { validity: Validity | undefined })[]
  total: number
  page: number
  kinds: string[]
  years: number[]
  chosen: { field?: string; kind?: string; year?: string; standing?: string }
}

/** `/van-ban`: the published documents by field, kind, year and validity, a page at a time. */
export async function showDocuments(c: Context, settings: PortalSettings): Promise<Response> {
  const visit = await visitOf(c, settings)
  const { db } = settings
  const { query, office, day } = visit
  const field = office.fields.find(({ code }) => code === query.get('linh-vuc'))
  const kind = query.get('loai')?.slice(0, 60)
  const year = yearOf(query.get('nam'))
  const standing = standings[query.get('hieu-luc') ?? '']
  const page = pageOf(query.get('trang') ?? undefined)
  const wish = {
    ...(field && { fieldId: field.id }),
    ...(kind && { kind }),
    ...(year !== undefined && { year }),
    ...(standing && { standing }),
  }
  const [{ rows, total }, facets] = await Promise.all([
    listDocuments(db, { wish, day, page, size }),
    kindsAndYears(db),
  ])
  const chosen = {
    ...(field && { field: field.code }),
    ...(kind && { kind }),
    ...(year !== undefined && { year: String(year) }),
    ...(standing && { standing: query.get('hieu-luc') ?? '' }),
  }
  secure(c, "'none'", 'private, no-cache')
  return c.html(<DocumentsPage {...{ visit, rows, total, page, chosen, ...facets }} />)
}

function DocumentsPage(view: ListView) {
  const { visit, rows, total, page, chosen } = view
  const { t } = visit
  const hrefOf = (to: number) =>
    addressOf('/van-ban', [
      ['linh-vuc', chosen.field],
      ['loai', chosen.kind],
      ['nam', chosen.year],
      ['hieu-luc', chosen.standing],
      ['trang', to === 1 ? undefined : String(to)],
    ])
  return (
    <Frame
      visit={visit}
      title={t('documents.title')}
      description={t('documents.description')}
      canonical={hrefOf(page)}
      head={
        <link
          rel="alternate"
          type="application/atom+xml"
          href="/feeds/van-ban.atom"
          title={t('feed.documents')}
        />
      }
    >
      <h1>{t('documents.title')}</h1>
      <SearchBox t={t} kept={[['muc', 'van-ban']]} />
      <Narrow {...view} />
      <p class="total">{t('documents.total', { n: total })}</p>
      {rows.length === 0 ? (
        <p class="note">
          {t('documents.none')} <a href="/van-ban">{t('documents.all')}</a>
        </p>
      ) : (
        <ul class="documents">
          {rows.map((row) => (
            <li>
              <DocumentRow row={row} visit={visit} />
            </li>
          ))}
        </ul>
      )}
      <Pager visit={visit} page={page} pages={Math.ceil(total / size)} hrefOf={hrefOf} />
    </Frame>
  )
}

/** A document in a list: what it is, whether it is in force, and what it changes. */
function DocumentRow({ row, visit }: { row: ListView['rows'][number]; visit: Visit }) {
  const { t } = visit
  const { slug, number, kind, title, issuer, signedOn, inForceOn, summary, validity } = row
  const facts = [
    issuer,
    signedOn && t('fact.signed.on', { day: written(signedOn) }),
    inForceOn && t('fact.force.on', { day: written(inForceOn) }),
  ]
  return (
    <article class="found">
      <p class="found-kind">
        <span>{[kind, number].filter(Boolean).join(' ')}</span>
        <Badge validity={validity} t={t} />
      </p>
      <h2>
        <a href={`/van-ban/${slug}`}>{title}</a>
      </h2>
      {summary !== '' && <p class="found-heading">{shortened(summary, 260)}</p>}
      <p class="found-by">{facts.filter(Boolean).join(' · ')}</p>
    </article>
  )
}

function Narrow({ visit, kinds, years, chosen }: ListView) {
  const { t, office, language } = visit
  return (
    <details class="filters" open={Object.keys(chosen).length > 0}>
      <summary>{t('filter.title')}</summary>
      <form method="get" action="/van-ban">
        <Select
          name="linh-vuc"
          label={t('filter.field')}
          all={t('filter.any')}
          choices={fieldChoices(office, language)}
          chosen={chosen.field}
        />
        <Select
          name="loai"
          label={t('filter.kind')}
          all={t('filter.any')}
          choices={kinds.map((name) => ({ value: name, name }))}
          chosen={chosen.kind}
        />
        <Select
          name="nam"
          label={t('filter.year')}
          all={t('filter.any')}
          choices={years.map((one) => ({ value: String(one), name: String(one) }))}
          chosen={chosen.year}
        />
        <Select
          name="hieu-luc"
          label={t('filter.validity')}
          all={t('filter.any')}
          choices={Object.keys(standings).map((value) => ({
            value,
            name: t(`filter.validity.${value}`),
          }))}
          chosen={chosen.standing}
        />
        <button type="submit" class="button quiet">
          {t('filter.go')}
        </button>
        {Object.keys(chosen).length > 0 && <a href="/van-ban">{t('filter.clear')}</a>}
      </form>
    </details>
  )
}
