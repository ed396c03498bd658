import type { AdminContext } from '#admin/deps.ts'
import { Layout } from '#admin/layout.tsx'
import { Pager } from '#admin/paging.tsx'
import { Card, Empty } from '#admin/parts.tsx'
import { SearchBar } from '#admin/search-bar.tsx'
import { moment, number, words } from '#admin/words.ts'
import type { PersonRow, readBusiness } from '#core/people/directory.ts'
import { nameOf, Tickets } from './shared.tsx'

interface People {
  c: AdminContext
  q: string
  page: number
  rows: PersonRow[]
  more: boolean
  /** of the whole directory; left out of what a search finds */
  counts: { people: number; businesses: number } | undefined
}

export function PeoplePage({ c, q, page, rows, more, counts }: People) {
  const t = words(c)
  const lead =
    counts &&
    t('directory:lead', {
      people: number(c, counts.people),
      businesses: number(c, counts.businesses),
    })
  return (
    <Layout c={c} title={t('panel:nav.people')} area="people" lead={lead}>
      <SearchBar t={t} action="/admin/people" label={t('directory:search')} q={q} />
      {rows.length === 0 ? (
        <Card>
          <Empty icon="users" title={t(q === '' ? 'directory:none' : 'panel:nothing-found')} />
        </Card>
      ) : (
        <div class="table-wrap">
          <table class="table stacked">
            <thead>
              <tr>
                <th>{t('directory:person')}</th>
                <th>{t('directory:business')}</th>
                <th>{t('directory:commune')}</th>
                <th class="num">{t('directory:tickets')}</th>
                <th>{t('directory:last-asked')}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr>
                  <th scope="row">
                    <a href={`/admin/people/${row.id}`}>{nameOf(c, row, row.business)}</a>
                  </th>
                  <td data-label={t('directory:business')}>
                    {row.business ?? '–'}
                    {row.taxCode !== null && <span class="sub">{row.taxCode}</span>}
                  </td>
                  <td data-label={t('directory:commune')}>{row.commune ?? '–'}</td>
                  <td class="num" data-label={t('directory:tickets')}>
                    {number(c, row.tickets)}
                  </td>
                  <td class="nowrap" data-label={t('directory:last-asked')}>
                    {moment(c, row.lastAskedAt, true)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <Pager c={c} page={page} more={more} path="/admin/people" />
    </Layout>
  )
}

type Business = { c: AdminContext; sector: string | null } & NonNullable<
  Awaited<ReturnType<typeof readBusiness>>
>

export function BusinessPage({ c, business, sector, people, tickets }: Business) {
  const t = words(c)
  const trail = [{ href: '/admin/people', label: t('panel:nav.people') }]
  return (
    <Layout c={c} title={business.name} area="people" trail={trail}>
      <div class="columns">
        <Tickets c={c} tickets={tickets} />
        <div class="stack">
          <Card title={t('directory:business')}>
            <dl class="facts">
              <dt>{t('directory:tax-code')}</dt>
              <dd>{business.taxCode ?? '–'}</dd>
              <dt>{t('directory:commune')}</dt>
              <dd>{business.commune ?? '–'}</dd>
              <dt>{t('directory:size')}</dt>
              <dd>{business.size === null ? '–' : t(`directory:size.${business.size}`)}</dd>
              <dt>{t('directory:sector')}</dt>
              <dd>{sector ?? '–'}</dd>
            </dl>
            <p class="hint">{t('directory:audited')}</p>
          </Card>
          <Card title={t('directory:members')}>
            <ul class="form">
              {people.map((person) => (
                <li>
                  <a href={`/admin/people/${person.id}`}>{nameOf(c, person)}</a>
                </li>
              ))}
            </ul>
          </Card>
        </div>
      </div>
    </Layout>
  )
}
