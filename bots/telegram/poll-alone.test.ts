import { pino } from 'pino'
import { expect, vi } from 'vitest'
import { test } from '#db/testing.ts'
import { pollAlone } from './poll-alone.ts'

const soon = { timeout: 5_000, interval: 20 }

/** A bot that only remembers whether it polls. */
function poller(url: string) {
  const lines: string[] = []
  const state = { polls: false, starts: 0 }
  const bot = {
    async start() {
      state.polls = true
      state.starts++
    },
    async rest() {
      state.polls = false
    },
  }
  const log = pino({ level: 'warn' }, { write: (line) => lines.push(line) })
  return { state, lines, end: pollAlone(bot, { url, log, checkEveryMs: 50 }) }
}

const losing = `
  select pg_terminate_backend(pid) from pg_locks
  where locktype = 'advisory' and granted and database = (select oid from pg_database where datname = current_database())
    and classid::bigint = (hashtext('hoi-luat sender')::bigint & 4294967295)`

test('of two processes one polls; when its connection is lost it rests, and one polls again', async ({
  sql,
  url,
}) => {
  const both = [poller(url), poller(url)]
  const polling = () => both.filter(({ state }) => state.polls).length
  const starts = () => both.reduce((sum, { state }) => sum + state.starts, 0)
  await vi.waitFor(() => expect(polling()).toBe(1), soon)
  await sql.unsafe(losing)
  await vi.waitFor(() => expect([starts(), polling()]).toEqual([2, 1]), soon)
  await Promise.all(both.map(({ end }) => end()))
  expect(polling()).toBe(0)
  expect(both.flatMap(({ lines }) => lines).join('')).toContain('lock was lost')
})

test('a database that is away is asked again, and an end is obeyed meanwhile', async ({ url }) => {
  const away = new URL(url)
  away.port = '1'
  const { state, lines, end } = poller(away.href)
  await vi.waitFor(() => expect(lines.join('')).toContain('polling stumbled'), soon)
  await end()
  expect(state.starts).toBe(0)
})
