import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'

/** Redis where the machine has one, with every write on disk before it is answered. */
export async function startRedis(data: string) {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  const port = typeof address === 'object' && address ? address.port : 0
  await new Promise((resolve) => probe.close(resolve))
  const settings = ['--port', String(port), '--dir', data, '--appendonly', 'yes']
  const started = spawn('redis-server', [...settings, '--appendfsync', 'always'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const failed = once(started, 'error').then(() => undefined)
  const ready = once(started.stdout, 'data').then(() => ({ process: started, port }))
  const found = await Promise.race([failed, ready])
  if (!found) console.error('no redis-server on this machine: BullMQ is left out')
  return found
}
