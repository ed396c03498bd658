import { once } from 'node:events'
import { createServer } from 'node:net'

/** Below what Linux gives to outgoing connections (32,768 and up), one of which may hold any port there. */
const FIRST = 20_000
const LAST = 32_000

/**
 * The first of `count` ports in a row that nobody listens on, at `0.0.0.0` or here alone.
 * @throws Error when twenty guesses were all taken.
 */
export async function freePorts(count = 1): Promise<number> {
  for (let guess = 0; guess < 20; guess += 1) {
    const first = FIRST + Math.floor(Math.random() * (LAST - FIRST - count))
    const row = Array.from({ length: count }, (_, nth) => first + nth)
    if ((await Promise.all(row.map(isFree))).every(Boolean)) return first
  }
  throw new Error(`No ${count} free ports in a row between ${FIRST} and ${LAST}`)
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer().listen(port)
  try {
    await once(probe, 'listening')
  } catch {
    return false
  }
  probe.close()
  await once(probe, 'close')
  return true
}
