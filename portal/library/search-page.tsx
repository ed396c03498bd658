import type { Child } from 'hono/jsx'
import type { Finding } from '#core/law/shelf.ts'
import { Icon } from '#portal/icon.tsx'
import { fieldChoices, Select } from './filters.tsx'
import { FindingCard } from './finding.tsx'
import { Frame } from './frame.tsx'
import { type Asked, narrowings, searchAddress, sorts } from './search-asked.ts'
import { SearchBox } from './search-box.tsx'
import { addressOf, type Visit } from './visit.ts'

export interface SearchView {
  visit: Visit
  asked: Asked
  /** undefined: the search is not ready */
  findings: Finding[] | undefined
  /** the best passages, which stand above the other results as an automatic reference */
  reference: Finding[]
  didYouMean: string | undefined
  kinds: string[]
  years: number[]
}

/** What a search found: the best passages as an automatic reference, the rest below, and a human's help at the end. */
export function SearchPage(view: SearchView) {
  const { visit, asked, findings } = view
  const { t } = visit
  const title = asked.q === '' ? t('search.title') : t('search.title.of', { q: asked.q })
  return (
    <Frame
      visit={visit}
      title={title}
      description={t('search.description')}
      unlisted={asked.q !== ''}
    >
      <h1 class={asked.q === '' ? '' : 'unseen'}>{title}</h1>
      <SearchBox t={t} q={asked.q} kept={narrowings(asked)} />
      {asked.q === '' ? (
        <Tips visit={visit} />
      ) : (
        <>
          <Filters {...view} />
          <Sorts visit={visit} asked={asked} />
          {asked.cut && <p class="note">{t('search.cut')}</p>}
          {findings === undefined ? (
            <p class="note">{t('search.notready')}</p>
          ) : (
            <Results {...view} findings={findings} />
          )}
          <AskHuman visit={visit} q={asked.q} />
        </>
      )}
    </Frame>
  )
}

function Results({
  visit,
  asked,
  findings,
  reference,
  didYouMean,
}: SearchView & { findings: Finding[] }) {
  const { t } = visit
  const shown = new Set(reference.map(({ key }) => key))
  const rest = findings.filter(({ key }) => !shown.has(key))
  return (
    <>
      {didYouMean && (
        <p class="meant">
          {t('search.meant')} <a href={searchAddress(asked, { q: didYouMean })}>{didYouMean}</a>
        </p>
      )}
      {reference.length > 0 && (
        <section class="reference" aria-labelledby="reference">
          <h2 id="reference">{t('reference.title')}</h2>
          <p class="disclosed">{t('reference.disclosed')}</p>
          {reference.map((finding) => (
            <FindingCard finding={finding} visit={visit} />
          ))}
          <p>
            <a class="button" href={chatAddress(asked.q)}>
              <Icon name="message-circle" />
              {t('reference.human')}
            </a>
          </p>
        </section>
      )}
      {findings.length === 0 && <Nothing visit={visit} asked={asked} />}
      {rest.length > 0 && (
        <section aria-labelledby="results">
          <h2 id="results">
            {t(reference.length > 0 ? 'search.others' : 'search.results', { n: rest.length })}
          </h2>
          {rest.map((finding) => (
            <FindingCard finding={finding} visit={visit} />
          ))}
          {findings.length >= asked.most && asked.most < 60 && (
            <p class="pager">
              <a href={searchAddress(asked, { xem: 'them' })}>{t('search.more')}</a>
            </p>
          )}
        </section>
      )}
    </>
  )
}

function Nothing({ visit: { t }, asked }: { visit: Visit; asked: Asked }) {
  const narrowed = narrowings(asked).length > 0
  return (
    <section class="nothing">
      <h2>{t('search.nothing', { q: asked.q })}</h2>
      <ul class="plain-list">
        {narrowed && (
          <li>
            <a href={addressOf('/tim', [['q', asked.q]])}>{t('search.nothing.widen')}</a>
          </li>
        )}
        <li>{t('search.nothing.words')}</li>
        <li>{t('search.nothing.number')}</li>
      </ul>
    </section>
  )
}

/** The chat, with the question already in its box. */
export function chatAddress(q: string): string {
  return addressOf('/chat', [['q', q]])
}

function AskHuman({ visit: { t }, q }: { visit: Visit; q: string }) {
  return (
    <aside class="human" aria-label={t('human.title')}>
      <p>{t('human.lead')}</p>
      <a class="button quiet" href={chatAddress(q)}>
        <Icon name="message-circle" />
        {t('human.ask')}
      </a>
    </aside>
  )
}

function Tips({ visit: { t } }: { visit: Visit }) {
  return (
    <section class="tips">
      <h2>{t('tips.title')}</h2>
      <ul class="plain-list">
        {['words', 'number', 'accents'].map((name) => (
          <li>{t(`tips.${name}`)}</li>
        ))}
      </ul>
    </section>
  )
}

function Sorts({ visit: { t }, asked }: { visit: Visit; asked: Asked }) {
  const tabs: [string, Child][] = ['', ...Object.keys(sorts)].map((name) => [
    name,
    t(name === '' ? 'sort.all' : `sort.${name}`),
  ])
  return (
    <nav class="sorts" aria-label={t('sorts')}>
      <ul>
        {tabs.map(([name, words]) => (
          <li>
            <a
              href={searchAddress(asked, { muc: name })}
              {...(sorts[name] === asked.what && { 'aria-current': 'true' as const })}
            >
              {words}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

function Filters({ visit, asked, kinds, years }: SearchView) {
  const { t, office, language } = visit
  const { field, kind, year, inForce, what } = asked
  const narrowed = Boolean(field || kind || year || inForce)
  const sort = Object.keys(sorts).find((name) => sorts[name] === what)
  return (
    <details class="filters" open={narrowed}>
      <summary>{t('filter.title')}</summary>
      <form method="get" action="/tim">
        <input type="hidden" name="q" value={asked.q} />
        {sort && <input type="hidden" name="muc" value={sort} />}
        <Select
          name="linh-vuc"
          label={t('filter.field')}
          all={t('filter.any')}
          choices={fieldChoices(office, language)}
          chosen={field?.code}
        />
        <Select
          name="loai"
          label={t('filter.kind')}
          all={t('filter.any')}
          choices={kinds.map((name) => ({ value: name, name }))}
          chosen={kind}
        />
        <Select
          name="nam"
          label={t('filter.year')}
          all={t('filter.any')}
          choices={years.map((one) => ({ value: String(one), name: String(one) }))}
          chosen={year === undefined ? undefined : String(year)}
        />
        <label class="tick">
          <input type="checkbox" name="hieu-luc" value="con" checked={inForce} />
          <span>{t('filter.inforce')}</span>
        </label>
        <button type="submit" class="button quiet">
          {t('filter.go')}
        </button>
        {narrowed && (
          <a
            href={searchAddress({
              q: asked.q,
              cut: false,
              inForce: false,
              most: 20,
              ...(what && { what }),
            })}
          >
            {t('filter.clear')}
          </a>
        )}
      </form>
    </details>
  )
}
