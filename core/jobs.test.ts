import { sql as query } from 'drizzle-orm'
import { pino } from 'pino'
import { expect, vi } from 'vitest'
import { test } from '#db/testing.ts'
import { startJobs } from './jobs.ts'

test('a job that fails is logged, and its error with what people wrote is not stored', async ({
  db,
  url,
}) => {
  const lines: string[] = []
  const log = pino({ level: 'error' }, { write: (line) => lines.push(line) })
  const deps = { db, url, log, timeZone: 'Asia/Ho_Chi_Minh', now: () => new Date() }
  const failing = (of: typeof db) => of.execute(query`select ${'0987654321'} from nowhere`)
  const jobs = await startJobs(deps, [{ name: 'failing', cron: '0 0 1 1 *', run: failing }])
  const stored = async () =>
    db.execute<{ output: unknown }>(query`select output from pgboss.job where output is not null`)
  try {
    await jobs.soon('failing')
    await vi.waitFor(async () => expect(await stored()).toHaveLength(1), { timeout: 10_000 })
    expect(lines.join('')).toContain('a job failed')
    expect(JSON.stringify(await stored())).toContain('failing failed; the log says why')
    expect(JSON.stringify(await stored())).not.toContain('0987654321')
  } finally {
    await jobs.stop()
  }
})
