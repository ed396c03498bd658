import type { Logger } from 'pino'
import type { SealingKey } from '#core/channels/secrets.ts'
import { readAccount, type StopReason, stopAccount } from '#core/groups/account.ts'
import type { GroupSender, GroupSession } from '#core/groups/sender.ts'
import type { Db } from '#db/client.ts'

export interface ConnectionDeps {
  db: Db
  key: SealingKey
  sender: GroupSender
  log: Logger
  now(): Date
}

/** The account's one connection, opened when something is to be posted. */
export interface Connection {
  /** The session; undefined when the account may not be used, or Zalo cannot be reached (`away`). */
  open(): Promise<GroupSession | 'away' | undefined>
  /** the session that is open now: none after a kick */
  current(): GroupSession | undefined
  /** Closes it and lets nothing be posted until an administrator signs in anew. */
  stop(why: StopReason, detail: string): Promise<void>
  close(): void
  /** resolves once a kick that came is stored */
  settled(): Promise<void>
}

export function openConnection({ db, key, sender, log, now }: ConnectionDeps): Connection {
  let session: GroupSession | undefined
  let stopping: Promise<void> = Promise.resolve()

  function close(): void {
    session?.close()
    session = undefined
  }

  async function stop(why: StopReason, detail: string): Promise<void> {
    close()
    log.warn({ why }, 'posting to zalo groups stopped')
    await stopAccount(db, key, { why, detail }, now())
  }

  function watch(opened: GroupSession): void {
    opened.onKick((detail) => {
      if (session !== opened) return
      stopping = stop('kicked', detail).catch((error: unknown) =>
        log.error({ err: error }, 'a kick was not stored'),
      )
    })
  }

  return {
    async open() {
      if (session) return session
      const account = await readAccount(db, key)
      if (account.state === 'stopped' && account.why === 'unreadable') await stop('unreadable', '')
      if (account.state !== 'on') return undefined
      const signedIn = await sender.signIn(account.credentials)
      if (signedIn.ok) {
        session = signedIn.session
        watch(session)
        return session
      }
      if (signedIn.why === 'refused') {
        await stop('refused', signedIn.detail)
        return undefined
      }
      log.warn('zalo cannot be reached, group posts wait')
      return 'away'
    },
    current: () => session,
    stop,
    close,
    settled: () => stopping,
  }
}
