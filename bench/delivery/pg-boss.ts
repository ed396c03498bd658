import { PgBoss } from 'pg-boss'
import { post } from './post.ts'
import { databaseUrl, type Message, serve } from './told.ts'

/** One pg-boss job a message; it polls twice a second at the most often, so it fetches many at once. */
const boss = new PgBoss({ connectionString: databaseUrl, max: 10 })
boss.on('error', () => {})
await boss.start()
await boss.createQueue('send')
await boss.work<Message>('send', { batchSize: 1000, pollingIntervalSeconds: 0.5 }, async (jobs) => {
  await Promise.all(jobs.map(({ data }) => post(data)))
})

serve({
  async lay(messages) {
    await boss.insert(
      'send',
      messages.map((data) => ({ data })),
    )
  },
  async say(message) {
    await boss.send('send', message)
  },
  stop: () => boss.stop({ graceful: false }),
})
