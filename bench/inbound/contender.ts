import { secret, token } from './people.ts'

/** What a contender is told by the bench, on its command line. */
export interface Told {
  databaseUrl: string
  apiRoot: string
  token: string
  secret: string
}

export function told(): Told {
  return { databaseUrl: process.argv[2] ?? '', apiRoot: process.argv[3] ?? '', token, secret }
}

/** The bench may begin: updates are taken at `url`. Ends when the bench says so. */
export function ready(url: string, stop: () => Promise<unknown> | unknown): void {
  process.on('message', async (word) => {
    if (word !== 'stop') return
    await stop()
    process.exit(0)
  })
  process.once('disconnect', () => process.exit(1))
  process.send?.({ url })
}
