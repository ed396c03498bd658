import type { AdminContext } from '#admin/deps.ts'
import { CheckField, Form } from '#admin/inputs.tsx'
import { Layout } from '#admin/layout.tsx'
import { Badge, Button, Card, ChannelMark, Notice } from '#admin/parts.tsx'
import { moment, words } from '#admin/words.ts'
import { wantedIn } from '#core/notices/held.ts'
import type { readPerson } from '#core/people/directory.ts'
import { may } from '#core/staff/roles.ts'
import { MergedAway, Records } from './records.tsx'
import { nameOf, Tickets } from './shared.tsx'

type Person = { c: AdminContext } & NonNullable<Awaited<ReturnType<typeof readPerson>>>

export function PersonPage(found: Person) {
  const { c, person, business } = found
  const t = words(c)
  const trail = [{ href: '/admin/people', label: t('panel:nav.people') }]
  return (
    <Layout c={c} title={nameOf(c, person, business?.name)} area="people" trail={trail}>
      {person.erasedAt !== null && (
        <Notice kind="info">{t('directory:erased', { at: moment(c, person.erasedAt) })}</Notice>
      )}
      <MergedAway {...found} />
      <div class="columns">
        <Tickets c={c} tickets={found.tickets} />
        <div class="stack">
          <Card title={t('directory:contact')}>
            <dl class="facts">
              <dt>{t('directory:number')}</dt>
              <dd>{person.id}</dd>
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
              <dd>{noticesOf(found)}</dd>
              <dt>{t('directory:since')}</dt>
              <dd>{moment(c, person.createdAt, true)}</dd>
            </dl>
            <p class="hint">{t('directory:audited')}</p>
          </Card>
          <Chats {...found} />
          <Consents {...found} />
          <Records {...found} />
          {person.erasedAt === null && !isMerged(found) && may(c.get('actor'), 'people.erase') && (
            <Erase c={c} id={person.id} />
          )}
        </div>
      </div>
    </Layout>
  )
}

/** What they subscribed to; nobody who did not ask for notices gets any. */
function noticesOf({ c, person, subscription }: Person): string {
  const t = words(c)
  if (person.noticesStoppedAt !== null) return t('directory:notices.off')
  if (subscription === undefined) return t('directory:notices.none')
  return [t('directory:notices.on'), wantedIn(subscription, c.get('language'))].join(': ')
}

function isMerged({ person, merges }: Person): boolean {
  return merges.some((merge) => merge.mergedId === person.id && merge.undoneAt === null)
}

function Chats({ c, chats }: Person) {
  const t = words(c)
  return (
    <Card title={t('directory:chats')}>
      {chats.length === 0 && <p class="muted">{t('directory:no-chats')}</p>}
      <ul class="form">
        {chats.map((chat) => (
          <li class="row-line">
            <ChannelMark c={c} channel={chat.channel} />
            <span class="muted small">
              {t('directory:last-heard', { at: moment(c, chat.lastHeardAt) })}
            </span>
            {chat.blockedAt !== null && chat.blockedWhy !== 'closed' && (
              <Badge tone="late">{t('directory:blocked')}</Badge>
            )}
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
            {consent.how !== null && (
              <p class="muted small">
                {t(`directory:consent.${consent.how}`, { name: consent.notedBy ?? '–' })}
              </p>
            )}
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
