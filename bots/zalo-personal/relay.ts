import {
  anyQueued,
  claimPost,
  type DuePost,
  lastTried,
  recordPost,
  recoverPosts,
} from '#core/groups/posts.ts'
import type { Posted } from '#core/groups/sender.ts'
import { type ConnectionDeps, openConnection } from './connection.ts'

export interface RelayDeps extends ConnectionDeps {
  /** between 0 and 1 */
  random(): number
  /** a post that takes longer is given up as unknown; tests are less patient */
  cutAfterMs?: number
}

/** Never two posts within this time, whatever happens. */
const gapMs = 20_000
/** A person does not post by the clock: up to so much is added to every gap. */
const jitterMs = 20_000
const idleMs = 2_000
/** Somebody may stop what waits or sign out, also from another process: then the connection ends soon. */
const lookMs = 5_000
const awayMs = 60_000
const usualCutMs = 20_000
/** One group may not want us; when so many in a row do not, it is the account that is not wanted. */
const refusalsInARow = 3

export interface Relay {
  /** Call it once before the first step: what was being sent when a process died is never sent again. */
  recover(): Promise<void>
  /** Does at most one thing; answers after how many milliseconds to step again. */
  step(): Promise<number>
  close(): Promise<void>
}

/**
 * Posts what waits, one group after the other, slowly. The account is connected only while something waits. At the
 * first sign that Zalo does not want it everything stops.
 */
export function openRelay(deps: RelayDeps): Relay {
  const { db, log, now } = deps
  const connection = openConnection(deps)
  let readyAt: number | undefined
  let refusals = 0

  const pace = () => gapMs + Math.floor(deps.random() * jitterMs)

  async function settle(post: DuePost, posted: Posted): Promise<void> {
    if (posted.ok) {
      refusals = 0
      return recordPost(db, post.id, { state: 'sent' })
    }
    const { why, detail } = posted
    log.warn({ post: post.id, why }, 'a group post was not taken')
    const states = { kicked: 'stopped', unclear: 'unknown', refused: 'failed' } as const
    await recordPost(db, post.id, { state: states[why], detail })
    // A kick that came meanwhile has stopped everything already.
    if (!connection.current()) return
    if (why === 'kicked') return connection.stop('kicked', detail)
    if (++refusals < refusalsInARow) return
    refusals = 0
    return connection.stop('failing', detail)
  }

  return {
    async recover() {
      readyAt = undefined
      await recoverPosts(db)
    },
    async step() {
      await connection.settled()
      if (!(await anyQueued(db))) {
        connection.close()
        return idleMs
      }
      const session = await connection.open()
      if (session === undefined) return idleMs
      if (session === 'away') return awayMs
      readyAt ??= ((await lastTried(db))?.getTime() ?? -Number.MAX_SAFE_INTEGER) + pace()
      const wait = readyAt - now().getTime()
      if (wait > 0) return Math.min(wait, lookMs)
      const post = await claimPost(db, gapMs, now())
      if (!post) return idleMs
      if (connection.current() !== session) {
        await recordPost(db, post.id, { state: 'stopped', detail: 'kicked' })
        return idleMs
      }
      const posted = await cut(session.sendText(post.groupId, post.text), deps.cutAfterMs)
      readyAt = now().getTime() + pace()
      await settle(post, posted)
      return 0
    },
    async close() {
      await connection.settled()
      connection.close()
    },
  }
}

/** A post that hangs may have arrived. */
async function cut(posting: Promise<Posted>, ms = usualCutMs): Promise<Posted> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<Posted>((resolve) => {
    timer = setTimeout(() => resolve({ ok: false, why: 'unclear', detail: 'no-reply' }), ms)
  })
  const failed = (error: unknown): Posted => ({ ok: false, why: 'unclear', detail: String(error) })
  try {
    return await Promise.race([posting.catch(failed), late])
  } finally {
    clearTimeout(timer)
  }
}
