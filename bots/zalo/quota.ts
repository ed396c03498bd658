import type { Quota } from '#core/channel.ts'
import type { Client } from './client.ts'

const patienceMs = 5_000

/** What is left of the account's package of consultation messages; undefined when Zalo does not say. */
export async function askQuota(client: Client): Promise<Quota | undefined> {
  const ask = { path: '/v2.0/oa/quota/message', json: {} }
  const reply = await client(ask, AbortSignal.timeout(patienceMs))
  if (!reply.ok) return undefined
  const remain = Number(reply.data.remain ?? Number.NaN)
  const total = Number(reply.data.total ?? Number.NaN)
  return Number.isFinite(remain) && Number.isFinite(total) ? { remain, total } : undefined
}
