/** The desk's sender to Messenger in a process of its own, so that a test can kill it. */
import { pino } from 'pino'
import { startSender } from '#bots/deliver.ts'
import { connect } from '#db/client.ts'
import { createMessenger } from './messenger.ts'

const [url = '', access = '{}'] = process.argv.slice(2)
const log = pino({ level: 'silent' })
const now = () => new Date()
const { channel } = createMessenger(
  { ...JSON.parse(access), humanAgent: false, log, now, openFile: async () => undefined },
  () => Promise.reject(new Error('this process only sends')),
)
startSender({
  ...{ db: connect(url, { max: 2 }).db, url, channel, log, now },
  quietUntil: () => undefined,
})
