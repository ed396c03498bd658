import {
  forgetSecret,
  keepSecret,
  readSecret,
  renewingAlone,
  type SealingKey,
} from '#core/channels/secrets.ts'
import { audit } from '#core/staff/audit.ts'
import type { By } from '#core/staff/staff.ts'
import type { Db } from '#db/client.ts'
import { stopPosts } from './posts.ts'
import type { Group } from './sender.ts'

const channel = 'zalo-personal'

/** What is sealed: a cookie is a full credential of a person's account. */
interface Sealed {
  credentials: unknown
  groups: Group[]
}

/** Why an account may not be used any more, until an administrator signs in anew. */
export type StopReason = 'kicked' | 'refused' | 'failing' | 'unreadable'

/** The account that posts to groups. */
export type Account =
  | { state: 'out' }
  | { state: 'on'; name: string; at: Date; credentials: unknown; groups: Group[] }
  | { state: 'stopped'; name: string; at: Date; why: StopReason; detail: string }

/** The account as kept; `stopped` also when its cookie was sealed under another key. */
export async function readAccount(db: Db, key: SealingKey): Promise<Account> {
  const kept = await readSecret<Sealed | null>(db, key, channel)
  if (!kept) return { state: 'out' }
  const { value, state, renewedAt: at } = kept
  const name = String(state.name ?? '')
  if (state.status === 'on' && value) return { state: 'on', name, at, ...value }
  const why = state.status === 'on' ? 'unreadable' : (state.why as StopReason)
  return { state: 'stopped', name, at, why, detail: String(state.detail ?? '') }
}

/** Keeps the account somebody signed in with, in place of the former one. */
export async function keepAccount(
  db: Db,
  key: SealingKey,
  account: { name: string; credentials: unknown; groups: Group[] },
  by: By,
): Promise<void> {
  const { name, credentials, groups } = account
  await renewingAlone(db, channel, async (tx) => {
    const state = { status: 'on', name, why: null, detail: null }
    await keepSecret(tx, key, channel, { value: { credentials, groups }, state, at: by.now })
    await note(tx, 'groups.signed-in', by, { name })
  })
}

/** Keeps the groups the account is in now; nothing when it was signed out or stopped meanwhile. */
export async function keepGroups(db: Db, key: SealingKey, groups: Group[]): Promise<void> {
  await renewingAlone(db, channel, async (tx) => {
    const account = await readAccount(tx, key)
    if (account.state !== 'on') return
    const value = { credentials: account.credentials, groups }
    await keepSecret(tx, key, channel, { value, at: account.at })
  })
}

/** Forgets the account; what waits is not posted. */
export async function signOut(db: Db, by: By): Promise<void> {
  await renewingAlone(db, channel, async (tx) => {
    await forgetSecret(tx, channel)
    await stopPosts(tx, 'signed-out')
    await note(tx, 'groups.signed-out', by)
  })
}

/**
 * Stops at the first sign that Zalo does not want this account: its cookie is forgotten, what waits is not posted,
 * and only an administrator's new sign-in begins again.
 */
export async function stopAccount(
  db: Db,
  key: SealingKey,
  given: { why: StopReason; detail: string },
  now: Date,
): Promise<void> {
  const { why } = given
  const detail = given.detail.slice(0, 300)
  await renewingAlone(db, channel, async (tx) => {
    const state = { status: 'stopped', why, detail }
    await keepSecret(tx, key, channel, { value: null, state, at: now })
    await stopPosts(tx, why)
    await audit(tx, { at: now, staffId: undefined, action: 'groups.stopped', detail: { why } })
  })
}

async function note(
  db: Db,
  action: string,
  by: By,
  detail: Record<string, unknown> = {},
): Promise<void> {
  await audit(db, { at: by.now, staffId: by.actor.id, action, detail, ip: by.ip })
}
