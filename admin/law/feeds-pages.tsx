import type { AdminContext } from '#admin/deps.ts'
import { CheckField, type Filled, Form, TextField } from '#admin/inputs.tsx'
import { Layout } from '#admin/layout.tsx'
import { Badge, Button, Card, Chip, Empty, Notice } from '#admin/parts.tsx'
import { moment, words } from '#admin/words.ts'
import type { Feed, FeedItemRow, FeedRow } from '#core/law/feeds/feeds.ts'
import { suggestions } from '#core/law/feeds/suggestions.ts'
import type { Field } from '#core/office.ts'
import { may } from '#core/staff/roles.ts'

interface List {
  c: AdminContext
  feeds: FeedRow[]
  fields: Field[]
  filled: Filled
}

/** Which addresses are looked at, and a form for one more. */
export function FeedsPage(list: List) {
  const { c, feeds } = list
  const t = words(c)
  const trail = [{ href: '/admin/law', label: t('law-import:trail') }]
  const lead = t('law-feeds:lead')
  return (
    <Layout c={c} title={t('law-feeds:title')} lead={lead} area="feeds" trail={trail}>
      <div class="stack">
        {feeds.length === 0 ? (
          <Card>
            <Empty icon="rss" title={t('law-feeds:none')} />
          </Card>
        ) : (
          <ul class="list">
            {feeds.map((feed) => (
              <Row c={c} feed={feed} />
            ))}
          </ul>
        )}
        <div class="columns">
          <Card title={t('law-feeds:add')}>
            <Add {...list} />
          </Card>
          <Suggested {...list} />
        </div>
      </div>
    </Layout>
  )
}

function Row({ c, feed }: { c: AdminContext; feed: FeedRow }) {
  const t = words(c)
  return (
    <li class="list-row">
      <div class="grow">
        <a href={`/admin/law/feeds/${feed.id}`}>
          <b>{feed.name}</b>
        </a>
        <p class="muted small import-place">{feed.url}</p>
        {feed.failure && <p class="import-reason">{t(feed.failure.key, feed.failure.values)}</p>}
      </div>
      <State c={c} feed={feed} />
      <span class="muted small">
        {t('law-feeds:told', { items: feed.items, documents: feed.documents })}
      </span>
    </li>
  )
}

function State({ c, feed }: { c: AdminContext; feed: Feed }) {
  const t = words(c)
  if (feed.closedAt) return <Badge icon="circle-pause">{t('law-feeds:state.closed')}</Badge>
  if (feed.checkedAt === null) return <Badge icon="clock">{t('law-feeds:state.new')}</Badge>
  if (feed.failure) {
    return <Badge tone="late">{t('law-feeds:state.failing', { count: feed.failures })}</Badge>
  }
  return <Badge tone="good">{t('law-feeds:state.good', { at: moment(c, feed.heardAt) })}</Badge>
}

function Add({ c, fields, filled }: List) {
  const t = words(c)
  const ticked = filled.typed.fieldIds?.split(',') ?? []
  const asked = suggestions.find(({ id }) => id === c.req.query('suggestion'))
  const name = asked && t(`law-feeds:suggestion.${asked.id}`)
  const shared = { c, filled }
  return (
    <Form c={c} action="/admin/law/feeds" class="form" filled={filled} id="add">
      <TextField {...shared} name="name" label={t('law-feeds:name')} value={name} />
      <TextField
        {...shared}
        name="url"
        type="url"
        label={t('law-feeds:url')}
        hint={t('law-feeds:url-hint')}
        value={asked?.url}
      />
      {fields.length > 0 && (
        <fieldset class="field">
          <legend>{t('law-feeds:fields')}</legend>
          <div class="checks">
            {fields.map(({ id, name, nameEn }) => (
              <CheckField
                name="fieldIds"
                value={String(id)}
                label={c.get('language') === 'en' ? nameEn : name}
                checked={ticked.includes(String(id))}
              />
            ))}
          </div>
        </fieldset>
      )}
      <div>
        <Button kind="primary" icon="plus">
          {t('law-feeds:add-look')}
        </Button>
      </div>
    </Form>
  )
}

/** Official sources that are not looked at yet; a click fills the form, nothing more. */
function Suggested({ c, feeds }: List) {
  const t = words(c)
  const known = new Set(feeds.filter(({ closedAt }) => closedAt === null).map(({ url }) => url))
  const left = suggestions.filter(({ url }) => url === undefined || !known.has(url))
  if (left.length === 0) return null
  return (
    <Card title={t('law-feeds:suggestions')}>
      <p class="muted">{t('law-feeds:suggestions-lead')}</p>
      <ul class="list">
        {left.map(({ id, site, url }) => (
          <li class="list-row">
            <div class="grow">
              <b>{t(`law-feeds:suggestion.${id}`)}</b>
              <p class="muted small import-place">{url ?? site}</p>
            </div>
            {url === undefined ? (
              <a href={site} rel="noreferrer">
                {t('law-feeds:find-address')}
              </a>
            ) : (
              <a href={`/admin/law/feeds?suggestion=${id}#add`}>{t('law-feeds:use')}</a>
            )}
          </li>
        ))}
      </ul>
    </Card>
  )
}

type One = { c: AdminContext; feed: Feed; items: FeedItemRow[] }

/** One address: how it answers, and what it told of. */
export function FeedPage({ c, feed, items }: One) {
  const t = words(c)
  const here = `/admin/law/feeds/${feed.id}`
  const trail = [{ href: '/admin/law/feeds', label: t('law-feeds:title') }]
  const act = (deed: 'look' | 'close', icon: string) => (
    <Form c={c} action={`${here}/${deed}`}>
      <Button icon={icon}>{t(`law-feeds:${deed}`)}</Button>
    </Form>
  )
  const actions = feed.closedAt === null && (
    <>
      {act('look', 'refresh-cw')}
      {act('close', 'circle-pause')}
    </>
  )
  return (
    <Layout c={c} title={feed.name} area="feeds" trail={trail} actions={actions || undefined}>
      <div class="stack">
        {feed.failure && feed.closedAt === null && (
          <Notice kind="warning">
            <p>{t(feed.failure.key, feed.failure.values)}</p>
            <p>{t('law-feeds:next', { at: moment(c, feed.nextAt) })}</p>
          </Notice>
        )}
        <Card>
          <dl class="facts">
            <dt>{t('law-feeds:url')}</dt>
            <dd>{feed.url}</dd>
            <dt>{t('law-feeds:checked')}</dt>
            <dd>{moment(c, feed.checkedAt)}</dd>
            <dt>{t('law-feeds:heard')}</dt>
            <dd>{moment(c, feed.heardAt)}</dd>
          </dl>
        </Card>
        {items.length === 0 ? (
          <Card>
            <Empty icon="rss" title={t('law-feeds:no-items')} />
          </Card>
        ) : (
          <ul class="list">
            {items.map((item) => (
              <Item c={c} here={here} item={item} />
            ))}
          </ul>
        )}
      </div>
    </Layout>
  )
}

function Item({ c, here, item }: { c: AdminContext; here: string; item: FeedItemRow }) {
  const t = words(c)
  const draft = item.documentId === null && may(c.get('actor'), 'law.edit')
  return (
    <li class="list-row">
      <div class="grow">
        {item.documentId === null ? (
          item.title
        ) : (
          <a href={`/admin/law/${item.documentId}`}>{item.title}</a>
        )}
        {item.link && (
          <p class="small">
            <a href={item.link} rel="noreferrer nofollow">
              {t('law-feeds:source')}
            </a>
          </p>
        )}
      </div>
      {item.state && (
        <Chip>{t(`law-feeds:document.${item.origin === 'feed' ? item.state : 'known'}`)}</Chip>
      )}
      {draft && (
        <Form c={c} action={`${here}/items/${item.id}/draft`}>
          <Button icon="file-plus">{t('law-feeds:make-draft')}</Button>
        </Form>
      )}
      <span class="muted small">{moment(c, item.seenAt)}</span>
    </li>
  )
}
