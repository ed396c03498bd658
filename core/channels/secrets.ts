import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { eq, sql } from 'drizzle-orm'
import type { Db } from '#db/client.ts'
import { channelSecrets } from '#db/schema/channels.ts'

/** Under which a channel's secrets are sealed; see `sealingKey`. */
export type SealingKey = Buffer

/** What a channel signs in with, as kept. */
export interface Kept<T> {
  /** undefined when it was sealed under another key: it must be given anew */
  value: T | undefined
  /** how the last renewal went, open to read; never a secret */
  state: Record<string, unknown>
  renewedAt: Date
}

const algorithm = 'aes-256-gcm'
const nonceBytes = 12
const tagBytes = 16
const version = 'v1.'

/** The key all channels' secrets are sealed under, derived (HKDF, RFC 5869) from the desk's own secret. */
export function sealingKey(secret: string): SealingKey {
  return Buffer.from(hkdfSync('sha256', secret, '', 'hoi-luat channel secrets', 32))
}

/** Seals a value (AES-256-GCM) so that it opens for this channel only. */
export function seal(key: SealingKey, channel: string, value: unknown): string {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv(algorithm, key, nonce).setAAD(Buffer.from(channel))
  const sealed = Buffer.concat([cipher.update(JSON.stringify(value)), cipher.final()])
  return version + Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url')
}

/** The value that was sealed; undefined when the key or the channel is another, or somebody changed it. */
export function unseal<T>(key: SealingKey, channel: string, sealed: string): T | undefined {
  if (!sealed.startsWith(version)) return undefined
  const bytes = Buffer.from(sealed.slice(version.length), 'base64url')
  const tag = bytes.subarray(nonceBytes, nonceBytes + tagBytes)
  if (tag.length < tagBytes) return undefined
  try {
    const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, nonceBytes))
    decipher.setAAD(Buffer.from(channel)).setAuthTag(tag)
    const opened = [decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()]
    return JSON.parse(Buffer.concat(opened).toString()) as T
  } catch {
    return undefined
  }
}

/** A channel's secret as it is kept; undefined when there is none. */
export async function readSecret<T>(
  db: Db,
  key: SealingKey,
  channel: string,
): Promise<Kept<T> | undefined> {
  const [row] = await db.select().from(channelSecrets).where(eq(channelSecrets.channel, channel))
  if (!row) return undefined
  const { sealed, state, renewedAt } = row
  return { value: unseal<T>(key, channel, sealed), state, renewedAt }
}

/** Keeps a channel's secret in place of the former one; `state` is added to what is known of it. */
export async function keepSecret(
  db: Db,
  key: SealingKey,
  channel: string,
  given: { value: unknown; state?: Record<string, unknown>; at: Date },
): Promise<void> {
  const sealed = seal(key, channel, given.value)
  const { state = {}, at: renewedAt } = given
  await db
    .insert(channelSecrets)
    .values({ channel, sealed, state, renewedAt })
    .onConflictDoUpdate({
      target: channelSecrets.channel,
      set: { sealed, state: merged(state), renewedAt },
    })
}

/** Adds to what is known of a channel's secret; nothing when none is kept. */
export async function noteSecretState(
  db: Db,
  channel: string,
  state: Record<string, unknown>,
): Promise<void> {
  await db
    .update(channelSecrets)
    .set({ state: merged(state) })
    .where(eq(channelSecrets.channel, channel))
}

function merged(state: Record<string, unknown>) {
  return sql`${channelSecrets.state} || ${JSON.stringify(state)}::jsonb`
}

/** Forgets a channel's secret. */
export async function forgetSecret(db: Db, channel: string): Promise<void> {
  await db.delete(channelSecrets).where(eq(channelSecrets.channel, channel))
}

/**
 * Runs `deed` while no other process of ours changes this channel's secret; the others wait. Its lock is let go with
 * the transaction, which stores only what `deed` stores through `tx`.
 */
export async function renewingAlone<T>(
  db: Db,
  channel: string,
  deed: (tx: Db) => Promise<T>,
): Promise<T> {
  return db.transaction(async (tx) => {
    await tx.execute(
      sql`select pg_advisory_xact_lock(hashtext('hoi-luat secret'), hashtext(${channel}))`,
    )
    return deed(tx)
  })
}
