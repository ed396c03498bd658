/** The desk's sender to Zalo in a process of its own, so that a test can kill it. */
import { pino } from 'pino'
import { startSender } from '#bots/deliver.ts'
import { connect } from '#db/client.ts'
import { createZalo } from './zalo.ts'

const [url = '', options = '{}'] = process.argv.slice(2)
const log = pino({ level: 'silent' })
const now = () => new Date()
const { db } = connect(url, { max: 3 })
const { channel } = createZalo(
  { ...JSON.parse(options), db, log, now, openFile: async () => undefined },
  () => Promise.reject(new Error('this process only sends')),
)
startSender({ db, url, channel, log, now, quietUntil: () => undefined })
