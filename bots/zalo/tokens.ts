import { createHash } from 'node:crypto'
import type { Logger } from 'pino'
import {
  type Kept,
  keepSecret,
  noteSecretState,
  readSecret,
  renewingAlone,
  type SealingKey,
} from '#core/channels/secrets.ts'
import type { Db } from '#db/client.ts'
import { configuration, type Failure, later } from './failures.ts'
import type { OAuth, Pair } from './oauth.ts'

/** Under which name the pair is kept. */
export const secretName = 'zalo'

/** An access token is renewed at this age, five hours before it dies. */
const renewAfterMs = 20 * 60 * 60_000
/** After a clear no, when Zalo was not reached, and when it does not take what it just gave, before the next try. */
const pauseMs = { refused: 10 * 60_000, unreachable: 60_000, fresh: 10 * 60_000 } as const
/** A token this young that Zalo does not take is not old: another one would fare no better. */
const freshMs = 60_000
const storeTries = 6

interface TokenFailure {
  at: string
  why: keyof typeof pauseMs
  detail: string
}

/** How the pair stands, for the channels page. */
export interface TokenStanding {
  pair: 'kept' | 'none' | 'unreadable'
  renewedAt?: Date
  expiresAt?: Date
  renewable?: boolean
  failure?: TokenFailure
}

type Token = { ok: true; token: string } | Failure

export interface Tokens {
  /** The access token to call with. */
  current(): Promise<Token>
  /** Another token than `stale`, which Zalo did not take: a newer one, or one asked for now. */
  renew(stale: string): Promise<Token>
  /** Renews a pair that is old enough; every process may ask, one does it. */
  tend(): Promise<void>
  /** Exchanges the code of an administrator's consent for a pair; undefined when it is kept, else why not. */
  authorize(code: string, verifiers: (string | undefined)[]): Promise<Failure | undefined>
  standing(): Promise<TokenStanding>
}

export interface TokenDeps {
  db: Db
  key: SealingKey
  oauth: OAuth
  /** the first pair; a pair that was changed there takes the place of the kept one */
  given: { accessToken?: string | undefined; refreshToken?: string | undefined }
  log: Logger
  now(): Date
}

/**
 * The account's pair of tokens. A refresh token works once: it is spent under a lock that all processes share, and the
 * new pair is stored before anybody uses it.
 */
export function openTokens(deps: TokenDeps): Tokens {
  const state: State = { ...deps, known: undefined, seeded: undefined, renewing: new Map() }
  return {
    async current() {
      const known = state.known ?? (await load(state))
      if (known === undefined) return noPair
      const { accessToken, expiresAt } = known
      const dead = accessToken === '' || (expiresAt !== undefined && expiresAt <= +deps.now())
      return dead ? renew(state, accessToken) : { ok: true, token: accessToken }
    },
    renew: (stale) => renew(state, stale),
    async tend() {
      const known = await load(state)
      if (known?.refreshToken === undefined) return
      if (deps.now().getTime() - known.renewedAt < renewAfterMs) return
      await renew(state, known.accessToken)
    },
    authorize: (code, verifiers) => authorize(state, code, verifiers),
    async standing() {
      await load(state)
      const kept = await readSecret<Pair>(deps.db, deps.key, secretName)
      if (kept === undefined) return { pair: 'none' }
      if (kept.value === undefined) return { pair: 'unreadable' }
      const { expiresAt, refreshToken } = kept.value
      const failure = (kept.state.failure ?? undefined) as TokenFailure | undefined
      return {
        ...{ pair: 'kept', renewedAt: kept.renewedAt, renewable: refreshToken !== undefined },
        ...(expiresAt !== undefined && { expiresAt: new Date(expiresAt) }),
        ...(failure && { failure }),
      }
    },
  }
}

interface Known extends Pair {
  renewedAt: number
}

interface State extends TokenDeps {
  known: Known | undefined
  seeded: Promise<void> | undefined
  /** one renewal of a stale token at a time in this process */
  renewing: Map<string, Promise<Token>>
}

const noPair = configuration('no-token', '')

function remember(state: State, kept: Kept<Pair> | undefined): Known | undefined {
  state.known = kept?.value && { ...kept.value, renewedAt: kept.renewedAt.getTime() }
  return state.known
}

/** The pair as kept now; the settings' pair first, when it is another than the one they gave before. */
async function load(state: State): Promise<Known | undefined> {
  state.seeded ??= seed(state)
  try {
    await state.seeded
  } catch (error) {
    state.seeded = undefined
    throw error
  }
  return remember(state, await readSecret<Pair>(state.db, state.key, secretName))
}

async function seed({ db, key, given, now }: State): Promise<void> {
  const { accessToken = '', refreshToken } = given
  if (accessToken === '' && refreshToken === undefined) return
  const mark = createHash('sha256')
    .update(refreshToken ?? accessToken)
    .digest('base64url')
  await renewingAlone(db, secretName, async (tx) => {
    const kept = await readSecret<Pair>(tx, key, secretName)
    if (kept?.state.seed === mark && kept.value !== undefined) return
    const value: Pair = { accessToken, ...(refreshToken !== undefined && { refreshToken }) }
    const noted = { seed: mark, failure: null }
    await keepSecret(tx, key, secretName, { value, state: noted, at: now() })
  })
}

function renew(state: State, stale: string): Promise<Token> {
  const running = state.renewing.get(stale)
  if (running !== undefined) return running
  const renewing = renewAlone(state, stale).finally(() => state.renewing.delete(stale))
  state.renewing.set(stale, renewing)
  return renewing
}

async function renewAlone(state: State, stale: string): Promise<Token> {
  const { db, key, oauth, log } = state
  return renewingAlone(db, secretName, async (tx): Promise<Token> => {
    const kept = await readSecret<Pair>(tx, key, secretName)
    const known = remember(state, kept)
    if (kept === undefined || known === undefined) return noPair
    if (known.accessToken !== stale) return { ok: true, token: known.accessToken }
    if (known.refreshToken === undefined) return configuration('token', 'no refresh token')
    const failure = (kept.state.failure ?? undefined) as TokenFailure | undefined
    if (failure && Date.parse(failure.at) + pauseMs[failure.why] > state.now().getTime()) {
      return failed(failure)
    }
    if (isFresh(known, state.now())) {
      log.error('zalo does not take a token it has just given')
      return failed(await noteFailure(state, { why: 'fresh', detail: '' }))
    }
    const asked = await oauth.refresh(known.refreshToken)
    if (asked.ok) return stored(state, asked.pair, {})
    log.error({ why: asked.why, detail: asked.detail }, 'the zalo token was not renewed')
    return failed(await noteFailure(state, asked))
  })
}

/** Renewed a moment ago; of a pair from the settings nobody knows how old it is, nor when it ends. */
function isFresh({ expiresAt, renewedAt }: Known, now: Date): boolean {
  const age = now.getTime() - renewedAt
  return expiresAt !== undefined && expiresAt > now.getTime() && age < freshMs
}

async function noteFailure(
  { db, now }: State,
  { why, detail }: Pick<TokenFailure, 'why' | 'detail'>,
): Promise<TokenFailure> {
  const failure = { at: now().toISOString(), why, detail }
  await noteSecretState(db, secretName, { failure })
  return failure
}

function failed({ why, detail }: TokenFailure): Failure {
  if (why === 'unreachable') return later(`oauth: ${detail}`)
  return configuration(why === 'fresh' ? 'fresh-token' : 'token', detail)
}

/**
 * Stores a new pair, on a connection of its own: the lock's may be gone. There is no other copy of it in the world, so
 * a database that stumbles is asked again.
 */
async function stored(state: State, pair: Pair, noted: Record<string, unknown>): Promise<Token> {
  const { db, key, log } = state
  const at = state.now()
  const given = { value: pair, state: { failure: null, ...noted }, at }
  for (let tried = 1; ; tried++) {
    try {
      await keepSecret(db, key, secretName, given)
      state.known = { ...pair, renewedAt: at.getTime() }
      log.info('the zalo token was renewed')
      return { ok: true, token: pair.accessToken }
    } catch (error) {
      if (tried >= storeTries) throw error
      log.error({ err: error }, 'the new zalo tokens are not stored yet')
      await new Promise((resolve) => setTimeout(resolve, 250 * 2 ** tried))
    }
  }
}

async function authorize(
  state: State,
  code: string,
  verifiers: (string | undefined)[],
): Promise<Failure | undefined> {
  return renewingAlone(state.db, secretName, async () => {
    let refused: Failure = configuration('consent', '')
    for (const verifier of verifiers) {
      const asked = await state.oauth.exchange(code, verifier)
      if (asked.ok) {
        const token = await stored(state, asked.pair, { consentedAt: state.now().toISOString() })
        return token.ok ? undefined : token
      }
      // Zalo may have taken the code, which works once, and only its reply was lost.
      if (asked.why === 'unreachable') return configuration('oauth', asked.detail)
      refused = configuration('consent', asked.detail)
    }
    return refused
  })
}
