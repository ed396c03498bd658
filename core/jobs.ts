import { PgBoss } from 'pg-boss'
import type { Logger } from 'pino'
import type { Db } from '#db/client.ts'

/** A deed that comes round by the clock: a cron line in the office's time zone. */
export interface Job {
  name: string
  cron: string
  run(db: Db, now: Date): Promise<unknown>
}

export interface Jobs {
  boss: PgBoss
  /** runs a job soon, wherever a worker is free */
  soon(name: string): Promise<void>
  stop(): Promise<void>
}

interface Deps {
  db: Db
  url: string
  timeZone: string
  log: Logger
  now(): Date
}

/**
 * Starts the job engine on the desk's own database. Any number of processes share it: each round of a job runs once,
 * in one of them. A failed run is tried again.
 */
export async function startJobs(deps: Deps, jobs: Job[]): Promise<Jobs> {
  const boss = new PgBoss({ connectionString: deps.url, max: 3 })
  boss.on('error', (error) => deps.log.error({ err: error }, 'the job engine stumbled'))
  await boss.start()
  for (const job of jobs) {
    await boss.createQueue(job.name, { policy: 'exclusive', retryLimit: 3, retryBackoff: true })
    await boss.schedule(job.name, job.cron, null, { tz: deps.timeZone })
    await boss.work(job.name, async () => {
      const outcome = await job.run(deps.db, deps.now()).catch((error: unknown) => {
        deps.log.error({ err: error, job: job.name }, 'a job failed')
        // The engine stores what it is thrown, and an error of a query holds its parameters.
        throw new Error(`${job.name} failed; the log says why`)
      })
      deps.log.debug({ job: job.name, outcome }, 'a job is done')
    })
  }
  return {
    boss,
    async soon(name) {
      await boss.send(name, {})
    },
    stop: () => boss.stop({ graceful: true, timeout: 4_000 }),
  }
}
