import type { AdminContext } from '#admin/deps.ts'
import { CheckField, Form } from '#admin/inputs.tsx'
import { Layout } from '#admin/layout.tsx'
import {
  Badge,
  Button,
  Card,
  ChannelMark,
  Empty,
  Notice,
  Pager,
  StateBadge,
} from '#admin/parts.tsx'
import { SearchBar } from '#admin/search-bar.tsx'
import { moment, number, words } from '#admin/words.ts'
import type { PersonRow, readBusiness, readPerson } from '#core/people/directory.ts'
import { may } from '#core/staff/roles.ts'

interface People {
  c: AdminContext
  q: string
  page: number
  rows: PersonRow[]
  more: boolean
  counts: { people: number; businesses: number }
}

export function PeoplePage({ c, q, page, rows, more, counts }: People) {
  const t = words(c)
  const lead = t('directory:lead', {
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
                    <a href={`/admin/people/${row.id}`}>{nameOf(c, row)}</a>
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

function nameOf(
  c: AdminContext,
  person: { id: number; name: string | null; erasedAt?: Date | null },
) {
  const t = words(c)
  if (person.erasedAt) return t('directory:erased-name', { id: person.id })
  return person.name ?? t('directory:no-name', { id: person.id })
}

type Person = { c: AdminContext } & NonNullable<Awaited<ReturnType<typeof readPerson>>>

export function PersonPage(found: Person) {
  const { c, person, business } = found
  const t = words(c)
  const trail = [{ href: '/admin/people', label: t('panel:nav.people') }]
  return (
    <Layout c={c} title={nameOf(c, person)} area="people" trail={trail}>
      {person.erasedAt !== null && (
        <Notice kind="info">{t('directory:erased', { at: moment(c, person.erasedAt) })}</Notice>
      )}
      <div class="columns">
        <Tickets c={c} tickets={found.tickets} />
        <div class="stack">
          <Card title={t('directory:contact')}>
            <dl class="facts">
              <dt>{t('directory:phone')}</dt>
              <dd>{person.phone ?? '–'}</dd>
              <dt>{t('directory:commune')}</dt>
              <dd>{person.commune ?? '–'}</dd>
              <dt>{t('directory:business')}</dt>
              <dd>
                {business === null ? (
                  '–'
                ) : (
                  <a href={`/admin/people/businesses/${business.id}`}>{business.name}</a>
                )}
              </dd>
              <dt>{t('directory:notices')}</dt>
              <dd>
                {t(
                  person.noticesStoppedAt === null
                    ? 'directory:notices.on'
                    : 'directory:notices.off',
                )}
              </dd>
              <dt>{t('directory:since')}</dt>
              <dd>{moment(c, person.createdAt, true)}</dd>
            </dl>
            <p class="hint">{t('directory:audited')}</p>
          </Card>
          <Chats {...found} />
          <Consents {...found} />
          {person.erasedAt === null && may(c.get('actor'), 'people.erase') && (
            <Erase c={c} id={person.id} />
          )}
        </div>
      </div>
    </Layout>
  )
}

type Line = Person['tickets'][number]

function Tickets({ c, tickets }: { c: AdminContext; tickets: Omit<Line, 'leadUnitId'>[] }) {
  const t = words(c)
  return (
    <Card title={t('directory:tickets')}>
      {tickets.length === 0 ? (
        <p class="muted">{t('directory:no-tickets')}</p>
      ) : (
        <ul class="list">
          {tickets.map((ticket) => (
            <li class="list-row">
              <div class="grow">
                <a href={`/admin/tickets/${ticket.code}`}>
                  <b>{ticket.code}</b>
                </a>{' '}
                <span class="muted small">{moment(c, ticket.openedAt, true)}</span>
                <p class="inbox-words">{ticket.question}</p>
              </div>
              {ticket.satisfaction !== null && (
                <Badge tone={ticket.satisfaction >= 4 ? 'good' : 'late'} icon="star">
                  {ticket.satisfaction}/5
                </Badge>
              )}
              <StateBadge c={c} state={ticket.state} />
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}

function Chats({ c, chats }: Person) {
  const t = words(c)
  return (
    <Card title={t('directory:chats')}>
      <ul class="form">
        {chats.map((chat) => (
          <li class="row-line">
            <ChannelMark c={c} channel={chat.channel} />
            <span class="muted small">
              {t('directory:last-heard', { at: moment(c, chat.lastHeardAt) })}
            </span>
            {chat.blockedAt !== null && <Badge tone="late">{t('directory:blocked')}</Badge>}
          </li>
        ))}
      </ul>
    </Card>
  )
}

function Consents({ c, consents }: Person) {
  const t = words(c)
  return (
    <Card title={t('directory:consents')}>
      {consents.length === 0 && <p class="muted">{t('directory:no-consent')}</p>}
      <ul class="form">
        {consents.map((consent) => (
          <li>
            <Badge tone={consent.withdrawnAt === null ? 'good' : 'neutral'}>
              {t(
                consent.withdrawnAt === null
                  ? 'directory:consent.given'
                  : 'directory:consent.withdrawn',
              )}
            </Badge>{' '}
            {t('directory:consent', {
              version: consent.textVersion,
              at: moment(c, consent.givenAt),
              channel: t(`panel:channel.${consent.channel}`),
            })}
          </li>
        ))}
      </ul>
    </Card>
  )
}

/** Somebody may ask on paper for their data to be deleted; in chat they do it themselves by /dulieu. */
function Erase({ c, id }: { c: AdminContext; id: number }) {
  const t = words(c)
  return (
    <Card title={t('directory:erase')}>
      <Form c={c} class="form" action={`/admin/people/${id}/erasure`}>
        <p class="muted">{t('directory:erase.why')}</p>
        <CheckField name="sure" label={t('directory:erase.sure')} />
        <div>
          <Button kind="danger" icon="eraser">
            {t('directory:erase.do')}
          </Button>
        </div>
      </Form>
    </Card>
  )
}

type Business = { c: AdminContext } & NonNullable<Awaited<ReturnType<typeof readBusiness>>>

export function BusinessPage({ c, business, people, tickets }: Business) {
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
              <dd>{business.sector ?? '–'}</dd>
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
