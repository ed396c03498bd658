import { configFromEnvironment } from '#config.ts'
import { say } from '#core/language.ts'
import { trainTriage } from '#core/tickets/triage-learning.ts'
import { connect } from '#db/client.ts'
import { errorAsText, openLog } from '#log.ts'
import { runDesk } from '#main.ts'
import { banner } from './banner.ts'
import { freePort } from './port.ts'
import { readDemoData } from './read-data.ts'
import { NotADemo, seedDemo } from './seed.ts'

/** `npm run demo`: the whole desk with an office that has worked for eight months, on data of its own. */
async function run(): Promise<void> {
  const begun = Date.now()
  const config = configFromEnvironment({
    DATA_DIR: '.data/demo',
    LOG_LEVEL: 'warn',
    PORT: String(await freePort(8080)),
  })
  const log = openLog(config.logLevel)
  print(`\n  ${say('vi', 'demo:opening')}\n  ${say('en', 'demo:opening')}\n`)
  await runDesk(config, log, async ({ url, databaseUrl }) => {
    const { dataDir } = config
    const now = new Date()
    const seeding = { dataDir, now, telegram: !config.telegram, publicUrl: url }
    const seeded = await seedDemo(databaseUrl, seeding)
    const seconds = (Date.now() - begun) / 1000
    print(banner(readDemoData(), { url, dataDir, seeded, seconds }))
    if (seeded) await learn(databaseUrl, now)
  })
}

/** Triage learns from the routings of the sample office, once people can already look around. */
async function learn(databaseUrl: string, now: Date): Promise<void> {
  const connection = connect(databaseUrl, { max: 1 })
  await trainTriage(connection.db, now).finally(() => connection.close())
}

function print(text: string): void {
  process.stdout.write(text)
}

function wordsFor(error: unknown): string {
  if (!(error instanceof NotADemo)) return errorAsText(error)
  return `${say('vi', 'demo:refused')}\n${say('en', 'demo:refused')}`
}

run().catch((error: unknown) => {
  process.stderr.write(`\n${wordsFor(error)}\n\n`)
  process.exit(1)
})
