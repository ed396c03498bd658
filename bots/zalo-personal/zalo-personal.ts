import { setTimeout as pause } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { SealingKey } from '#core/channels/secrets.ts'
import { doAlone } from '#core/deliveries/alone.ts'
import { keepAccount, keepGroups, readAccount, signOut } from '#core/groups/account.ts'
import type { GroupDesk } from '#core/groups/desk.ts'
import type { GroupSender } from '#core/groups/sender.ts'
import { Refusal } from '#core/refusal.ts'
import type { Db } from '#db/client.ts'
import { openRelay, type Relay } from './relay.ts'
import { openSignIn } from './sign-in.ts'

export interface ZaloGroupsOptions {
  db: Db
  /** the database, for the lock of the one process that posts */
  url: string
  key: SealingKey
  /** whether this process posts; every process serves the panel */
  works: boolean
  sender: GroupSender
  log: Logger
  now(): Date
}

/** Published notices relayed to Zalo groups through a personal account. Made only when the setting is on. */
export function createZaloGroups(options: ZaloGroupsOptions) {
  const { db, url, key, sender, log, now } = options
  const signIn = openSignIn(sender)
  const relay = openRelay({ db, key, sender, log, now, random: Math.random })
  const posting = options.works ? openPosting(relay, log) : undefined
  const end = posting && doAlone('zalo groups', posting, { url, log })
  const desk: GroupDesk = {
    account: () => readAccount(db, key),
    signInStep: signIn.step,
    beginSignIn: (by) =>
      signIn.begin((signedIn) => keepAccount(db, key, signedIn, { ...by, now: now() })),
    cancelSignIn: signIn.cancel,
    async signOut(by) {
      signIn.cancel()
      await signOut(db, by)
    },
    async refreshGroups() {
      const account = await readAccount(db, key)
      if (account.state !== 'on') throw new Refusal('groups:refusal.signed-out')
      const opened = await sender.signIn(account.credentials)
      if (!opened.ok) throw new Refusal('groups:refusal.no-list', { detail: opened.detail })
      try {
        await keepGroups(db, key, await opened.session.listGroups())
      } catch {
        throw new Refusal('groups:refusal.no-list', { detail: '' })
      } finally {
        opened.session.close()
      }
    },
    nudge: () => posting?.nudge(),
  }
  return {
    desk,
    async stop() {
      signIn.cancel()
      await end?.()
    },
  }
}

const againAfterMs = 5_000
/** What still hangs at a stop stays in `sending`, and is unknown to the next start. */
const stopWithinMs = 4_000

/** The posting loop of the process that holds the lock. */
function openPosting(relay: Relay, log: Logger) {
  let end = new AbortController()
  let wake = new AbortController()
  let running: Promise<void> = Promise.resolve()

  async function run(signal: AbortSignal): Promise<void> {
    let recovered = false
    const step = async () => {
      if (!recovered) await relay.recover()
      recovered = true
      return relay.step()
    }
    while (!signal.aborted) {
      const wait = await step().catch((error: unknown) => {
        log.error({ err: error }, 'posting to zalo groups stumbled')
        return againAfterMs
      })
      const until = AbortSignal.any([signal, wake.signal])
      if (wait > 0) await pause(wait, undefined, { signal: until }).catch(() => {})
      if (wake.signal.aborted) wake = new AbortController()
    }
    await relay.close()
  }

  return {
    nudge: () => wake.abort(),
    async start() {
      end = new AbortController()
      running = run(end.signal).catch((error: unknown) =>
        log.error({ err: error }, 'posting to zalo groups ended'),
      )
    },
    async rest() {
      end.abort()
      await Promise.race([running, pause(stopWithinMs, undefined, { ref: false })])
    },
  }
}
