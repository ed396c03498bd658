import { Queue, Worker } from 'bullmq'
import { post } from './post.ts'
import { type Message, serve } from './told.ts'

/** One BullMQ job a message; Redis flushes each write to disk, as PostgreSQL does. */
const connection = { host: '127.0.0.1', port: Number(process.argv[4]) }
const queue = new Queue<Message>('send', { connection })
const worker = new Worker<Message>('send', ({ data }) => post(data), {
  connection,
  concurrency: 24,
})
await worker.waitUntilReady()
const forgetting = { removeOnComplete: true }

serve({
  async lay(messages) {
    await queue.addBulk(messages.map((data) => ({ name: 'send', data, opts: forgetting })))
  },
  async say(message) {
    await queue.add('send', message, forgetting)
  },
  async stop() {
    await worker.close(true)
    await queue.close()
  },
})
