import { Copy } from '#admin/copy.tsx'
import type { AdminContext, ChannelState, ZaloConsent } from '#admin/deps.ts'
import { Form } from '#admin/inputs.tsx'
import { Badge, Button, ButtonLink } from '#admin/parts.tsx'
import { moment, number, words } from '#admin/words.ts'
import type { Quota } from '#core/channel.ts'
import type { countDeliveries, lastHeard } from '#core/deliveries/trouble.ts'
import type { Account } from '#core/groups/account.ts'
import { ConsentGuide, Guide } from './guide.tsx'
import { type PlatformName, tellsItself } from './platforms.ts'

type Counts = Awaited<ReturnType<typeof countDeliveries>>
type People = Awaited<ReturnType<typeof lastHeard>>['reach'][number]

export interface PlatformFacts {
  name: PlatformName
  /** absent when there are no settings for it */
  state?: ChannelState | undefined
  quota?: Quota | undefined
  heardAt: Date | null
  people: People | undefined
  counts: Counts
}

interface One extends PlatformFacts {
  c: AdminContext
  publicUrl: string
  zalo: ZaloConsent | undefined
  /** the account that posts to groups; absent unless it is switched on */
  account: Account['state'] | undefined
}

/** A platform: what it is good for, how it is, and how to connect it. */
export function PlatformCard(one: One) {
  const { c, name, state, publicUrl, zalo, account } = one
  const groups = name === 'groups' && account !== undefined
  const t = words(c)
  const title = titleOf(c, name)
  return (
    <section class="card channel-card" id={`channel-${name}`}>
      <header class="card-head">
        <h2>{title}</h2>
        <div class="actions">
          {groups ? (
            <Badge tone={accountTones[account]}>{t(`groups:account.${account}`)}</Badge>
          ) : (
            <StateBadge c={c} name={name} ok={state?.ok} />
          )}
          {state && <Buttons c={c} name={name} />}
          {groups && (
            <ButtonLink href="/admin/groups" icon="users-round">
              {t('groups:channels-open')}
            </ButtonLink>
          )}
        </div>
      </header>
      <div id={`outcome-${name}`} class="channel-outcome" role="status" aria-live="polite" />
      <dl class="facts channel-about">
        {(['can', 'cannot', 'cost', 'apply'] as const).map((part) => (
          <>
            <dt>{t(`connecting:about.${part}`)}</dt>
            <dd>{t(`connecting:${name}.${part}`)}</dd>
          </>
        ))}
      </dl>
      {state && <Standing {...one} state={state} />}
      {name === 'zalo' && zalo && <ConsentGuide c={c} zalo={zalo} open={state?.ok === false} />}
      <Guide c={c} name={name} title={title} publicUrl={publicUrl} />
    </section>
  )
}

export function titleOf(c: AdminContext, name: string): string {
  return words(c)(name === 'groups' ? 'groups:channels-card' : `panel:channel.${name}`)
}

const accountTones = { on: 'good', out: 'neutral', stopped: 'alarm' } as const

interface Badged {
  c: AdminContext
  name: string
  /** undefined where nothing is connected */
  ok: boolean | undefined
  /** sent beside another part of the page, to take its own place */
  apart?: boolean
}

export function StateBadge({ c, name, ok, apart }: Badged) {
  const t = words(c)
  return (
    <span id={`badge-${name}`} {...(apart ? { 'hx-swap-oob': 'true' } : {})}>
      {ok === undefined ? (
        <Badge icon="plug">{t('connecting:not-connected')}</Badge>
      ) : (
        <Badge tone={ok ? 'good' : 'alarm'}>{t(ok ? 'channels:ok' : 'channels:failing')}</Badge>
      )}
    </span>
  )
}

function Buttons({ c, name }: { c: AdminContext; name: string }) {
  const t = words(c)
  const check = `/admin/channels/${name}/check`
  return (
    <>
      <Form c={c} action={check} hx-post={check} hx-target={`#outcome-${name}`} hx-swap="innerHTML">
        <Button icon="refresh-cw">{t('connecting:check')}</Button>
      </Form>
      <Form c={c} action={`/admin/channels/${name}/test`}>
        <Button icon="send">{t('channels:test')}</Button>
      </Form>
    </>
  )
}

function Standing({ c, state, quota, heardAt, people, counts }: One & { state: ChannelState }) {
  const t = words(c)
  return (
    <dl class="facts channel-state">
      <dt>{t('channels:state')}</dt>
      <dd id={`state-${state.name}`}>{state.detail}</dd>
      {state.webhook !== undefined && (
        <>
          <dt>{t('channels:webhook')}</dt>
          <dd>
            <Copy c={c} text={state.webhook} what={t('channels:webhook')} />
            <p class="hint">
              {t(tellsItself(state.name) ? 'connecting:link-self' : 'channels:webhook-hint')}
            </p>
          </dd>
        </>
      )}
      {quota && (
        <>
          <dt>{t('connecting:quota')}</dt>
          <dd id={`quota-${state.name}`}>{quotaWords(c, quota)}</dd>
        </>
      )}
      <dt>{t('channels:heard')}</dt>
      <dd>{heardAt === null ? t('channels:never') : moment(c, heardAt)}</dd>
      <dt>{t('channels:people')}</dt>
      <dd>
        {number(c, people?.people ?? 0)}
        {people !== undefined && people.blocked > 0 && (
          <span class="muted"> · {t('channels:blocked', { count: people.blocked })}</span>
        )}
      </dd>
      <dt>{t('channels:waiting')}</dt>
      <dd class="row-line">
        {counts.length === 0 && '–'}
        {counts.map(({ state: of, n }) => (
          <a href={`/admin/health?state=${of}`}>
            {t(`health:state.${of}`)}: {number(c, n)}
          </a>
        ))}
      </dd>
    </dl>
  )
}

function quotaWords(c: AdminContext, { remain, total }: Quota): string {
  const values = { remain: number(c, remain), total: number(c, total) }
  return words(c)('connecting:quota.left', values)
}
