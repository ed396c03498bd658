import type { AdminContext } from '#admin/deps.ts'
import { SelectField } from '#admin/inputs.tsx'
import { Layout } from '#admin/layout.tsx'
import { Button, ButtonLink, Card, ChannelMark, Empty } from '#admin/parts.tsx'
import { moment, words } from '#admin/words.ts'
import type { Outcome, Recipient, RecipientFilter } from '#core/notices/listing.ts'
import type { Notice } from '#core/notices/notice.ts'
import { may } from '#core/staff/roles.ts'
import { OutcomeBadge, whyOf } from './progress.tsx'

interface Listed {
  c: AdminContext
  notice: Notice
  filter: RecipientFilter
  outcome: Outcome[]
  rows: Recipient[]
  more: boolean
}

/** Everybody a notice is for, and what became of it with each; people stand by their number, without contact data. */
export function RecipientsPage({ c, notice, filter, outcome, rows, more }: Listed) {
  const t = words(c)
  const base = `/admin/notices/${notice.id}`
  const trail = [
    { href: '/admin/notices', label: t('panel:nav.notices') },
    { href: base, label: notice.title },
  ]
  const query = new URLSearchParams(
    Object.entries(filter).filter((pair): pair is [string, string] => Boolean(pair[1])),
  )
  const last = rows.at(-1)?.personId
  const next = new URLSearchParams([...query, ['after', String(last)]])
  return (
    <Layout
      c={c}
      title={t('notices:recipients')}
      area="notices"
      trail={trail}
      actions={
        <ButtonLink href={`${base}/recipients.xlsx?${query}`} icon="download">
          {t('notices:export')}
        </ButtonLink>
      }
    >
      <Filters c={c} filter={filter} outcome={outcome} />
      {rows.length === 0 ? (
        <Card>
          <Empty icon="users" title={t('notices:recipients.none')} />
        </Card>
      ) : (
        <div class="table-wrap">
          <table class="table stacked">
            <thead>
              <tr>
                {['person', 'channel', 'route', 'state', 'why', 'at'].map((name) => (
                  <th>{t(`notices:column.${name}`)}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <Row c={c} row={row} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {more && (
        <nav class="pager" aria-label={t('panel:pager')}>
          <ButtonLink href={`${base}/recipients?${next}`} icon="chevron-right">
            {t('panel:pager.later')}
          </ButtonLink>
        </nav>
      )}
    </Layout>
  )
}

function Row({ c, row }: { c: AdminContext; row: Recipient }) {
  const t = words(c)
  const name = t('notices:person', { n: row.personId })
  const why = row.why?.startsWith('in:') ? 'in-digest' : row.why
  return (
    <tr>
      <th scope="row">
        {may(c.get('actor'), 'people.read') ? (
          <a href={`/admin/people/${row.personId}`}>{name}</a>
        ) : (
          name
        )}
      </th>
      <td data-label={t('notices:column.channel')}>
        <ChannelMark c={c} channel={row.channel} />
      </td>
      <td data-label={t('notices:column.route')}>{t(`notices:route.${row.route}`)}</td>
      <td data-label={t('notices:column.state')}>
        <OutcomeBadge c={c} state={row.state} />
      </td>
      <td data-label={t('notices:column.why')}>{why ? whyOf(c, why) : '–'}</td>
      <td data-label={t('notices:column.at')} class="nowrap">
        {moment(c, row.at)}
      </td>
    </tr>
  )
}

function Filters({ c, filter, outcome }: Pick<Listed, 'c' | 'filter' | 'outcome'>) {
  const t = words(c)
  const values = (of: (one: Outcome) => string | null) =>
    [...new Set(outcome.map(of))].filter((one) => one !== null && one !== '') as string[]
  const lists = [
    ['state', values(({ state }) => state), (one: string) => t(`notices:outcome.${one}`)],
    ['channel', values(({ channel }) => channel), (one: string) => t(`panel:channel.${one}`)],
    ['why', values(({ why }) => why), (one: string) => whyOf(c, one)],
  ] as const
  return (
    <form method="get" class="filters">
      {lists.map(([name, all, label]) => (
        <SelectField
          c={c}
          name={name}
          label={t(`notices:column.${name}`)}
          required={false}
          empty={t('notices:any')}
          value={filter[name]}
          options={all.map((value) => ({ value, label: label(value) }))}
        />
      ))}
      <Button icon="list-filter">{t('panel:filter')}</Button>
    </form>
  )
}
