import { keepName, namelessOn } from '#core/people/platform-names.ts'
import type { Db } from '#db/client.ts'
import type { Client } from './client.ts'

interface Deps {
  db: Db
  client: Client
  now(): Date
}

const atOnce = 10
const patienceMs = 5_000
const longestName = 100
/** Who has no name to read is not asked about again until the next start. */
const mostRemembered = 10_000

/** Reads the names of people who agreed to it, a few at a time; nothing else of their profiles is kept. */
export function readNames({ db, client, now }: Deps): (stopping: AbortSignal) => Promise<void> {
  const asked = new Set<string>()
  return async (stopping) => {
    const found = await namelessOn(db, 'zalo', atOnce + asked.size, now())
    const fresh = found.filter(({ address }) => !asked.has(address)).slice(0, atOnce)
    for (const { personId, address } of fresh) {
      const ask = { path: '/v3.0/oa/user/detail', ask: { user_id: address } }
      if (stopping.aborted) return
      const patience = AbortSignal.any([stopping, AbortSignal.timeout(patienceMs)])
      const answer = await client(ask, patience)
      if (!answer.ok && ['later', 'configuration'].includes(answer.failure.why)) return
      if (asked.size < mostRemembered) asked.add(address)
      const name = answer.ok ? answer.data.display_name : undefined
      if (typeof name === 'string' && name.trim() !== '') {
        await keepName(db, personId, name.trim().normalize('NFC').slice(0, longestName))
      }
    }
  }
}
