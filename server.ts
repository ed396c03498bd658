import { sql } from 'drizzle-orm'
import { Hono } from 'hono'
import type { Logger } from 'pino'
import type { Channel } from '#core/channel.ts'
import type { Db } from '#db/client.ts'
import { answerUnexpected } from './fault-page.ts'
import type { Metrics } from './metrics.ts'

interface Parts {
  db: Db
  log: Logger
  metrics: Metrics
  /** asks the job engine whether it works; absent in a process without it */
  jobsReady?: () => Promise<boolean>
  channels: Channel[]
  routes: { path: string; app: Hono }[]
}

/** The whole program as one Hono app: platforms' webhooks, chat, panel, portal, and how it is doing. */
export function createServer(parts: Parts): Hono {
  const app = new Hono()
  app.onError(answerUnexpected(parts.log))
  app.get('/healthz', (c) => c.text('ok'))
  app.get('/readyz', async (c) => {
    const faults = await notReady(parts)
    return faults.length === 0 ? c.text('ok') : c.text(faults.join('\n'), 503)
  })
  app.get('/metrics', async (c) =>
    c.text(await parts.metrics.register.metrics(), 200, {
      'Content-Type': parts.metrics.register.contentType,
    }),
  )
  for (const { path, app: part } of parts.routes) app.route(path, part)
  return app
}

async function notReady({ db, jobsReady }: Parts): Promise<string[]> {
  const faults: string[] = []
  try {
    await within(db.execute(sql`select 1`), 2_000)
  } catch {
    faults.push('the database does not answer')
  }
  if (jobsReady && !(await within(jobsReady(), 2_000).catch(() => false))) {
    faults.push('the job engine does not answer')
  }
  return faults
}

function within<T>(promise: PromiseLike<T>, ms: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms)
    Promise.resolve(promise)
      .then(resolve, reject)
      .finally(() => clearTimeout(timer))
  })
}
