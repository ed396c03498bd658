import type { Health } from '#core/channel.ts'
import { say, type Values } from '#core/language.ts'
import { moment } from '#core/tickets/told.ts'
import type { Client } from './client.ts'
import type { Failure } from './failures.ts'
import { askQuota } from './quota.ts'
import type { TokenStanding, Tokens } from './tokens.ts'

/** How the account stands with Zalo, in words for the channels page. */
export interface Standing {
  /** `anew`: what Zalo told a while ago does not count. */
  health(anew?: boolean): Promise<Health>
  /** How a call to Zalo ended. */
  ended(failure: Failure | undefined): void
}

interface Deps {
  client: Client
  tokens: Tokens
  buttonsRefused(): boolean
  now(): Date
}

const patienceMs = 5_000
const infoKeptMs = 10 * 60_000

interface Info {
  at: number
  detail: string
}

/** Keeps the last fault an administrator must mend, until something is taken again. */
export function openStanding(deps: Deps): Standing {
  let fault: Failure | undefined
  let info: Info | undefined
  return {
    ended(failure) {
      if (failure === undefined) fault = undefined
      else if (failure.why === 'configuration') fault = failure
    },
    async health(anew = false) {
      const tokens = await deps.tokens.standing()
      const broken = brokenTokens(tokens, deps.now())
      if (broken) return { ok: false, detail: broken }
      const at = deps.now().getTime()
      if (anew || info === undefined || at - info.at > infoKeptMs) {
        const asked = await askInfo(deps.client)
        if ('why' in asked) {
          const why = asked.why === 'configuration' ? asked.detail : unreachable(asked)
          return { ok: false, detail: why }
        }
        info = { at, detail: asked.detail }
      }
      if (fault) return { ok: false, detail: fault.detail }
      const buttons = deps.buttonsRefused() ? [words('no-buttons')] : []
      return { ok: true, detail: [info.detail, ageOf(tokens), ...buttons].join(' ') }
    },
  }
}

function brokenTokens({ pair, failure, expiresAt }: TokenStanding, now: Date): string | undefined {
  if (pair === 'none') return words('no-token')
  if (pair === 'unreadable') return words('unreadable')
  if (!failure) return undefined
  if (failure.why === 'fresh') return say('vi', 'zalo:fault.fresh-token')
  const values = { detail: failure.detail, since: moment(new Date(failure.at)) }
  const alive = expiresAt === undefined || expiresAt > now
  const until = expiresAt === undefined ? '?' : moment(expiresAt)
  return words(alive ? 'renewal-fails' : 'token-dead', { ...values, until })
}

function ageOf({ renewedAt, expiresAt }: TokenStanding): string {
  const at = renewedAt === undefined ? '?' : moment(renewedAt)
  return expiresAt === undefined
    ? words('token-given', { at })
    : words('token-age', { at, until: moment(expiresAt) })
}

/** What Zalo tells of the account: its name, package and what is left of its quota. */
async function askInfo(client: Client): Promise<{ detail: string } | Failure> {
  const signal = AbortSignal.timeout(patienceMs)
  const [account, quota] = await Promise.all([
    client({ path: '/v2.0/oa/getoa' }, signal),
    askQuota(client),
  ])
  if (!account.ok) return account.failure
  const { name, package_name: bought, package_valid_through_date: until } = account.data
  const parts = [words('account', { name: text(name) })]
  if (bought) parts.push(words('package', { name: text(bought), until: text(until) }))
  if (quota) parts.push(words('quota', { remain: quota.remain, total: quota.total }))
  return { detail: parts.join(' ') }
}

function unreachable({ detail }: Failure): string {
  return words('unreachable', { detail })
}

function text(value: unknown): string {
  return value === undefined || value === null || value === '' ? '?' : String(value).slice(0, 80)
}

function words(key: string, values: Values = {}): string {
  return say('vi', `zalo:health.${key}`, values)
}
