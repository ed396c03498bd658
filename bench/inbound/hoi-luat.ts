import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { readConfig } from '../../config.ts'
import { startDesk } from '../../main.ts'
import { ready, told } from './contender.ts'

/** The desk as `npm start` runs it, with all its jobs, on the bench's database. */
const { databaseUrl, apiRoot, token, secret } = told()
const desk = await startDesk(
  readConfig({
    PORT: '0',
    DATABASE_URL: databaseUrl,
    DATA_DIR: await mkdtemp(join(tmpdir(), 'hoi-luat-bench-')),
    TELEGRAM_BOT_TOKEN: token,
    TELEGRAM_API_ROOT: apiRoot,
    TELEGRAM_WEBHOOK_SECRET: secret,
  }),
  pino({ level: 'warn' }),
)
ready(`${desk.url.replace('localhost', '127.0.0.1')}/webhooks/telegram`, () => desk.stop())
