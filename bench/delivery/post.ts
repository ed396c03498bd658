import { Agent, request } from 'node:http'
import { type Message, platform } from './told.ts'

const agent = new Agent({ keepAlive: true, maxSockets: 24 })
const { hostname, port } = new URL(platform)

/** Posts one message to the platform on a kept-alive connection, as a Bot API client would. */
export function post({ to, text }: Message): Promise<void> {
  return new Promise((resolve, reject) => {
    const body = JSON.stringify({ chat_id: to, text })
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    }
    const path = '/bot1:bench/sendMessage'
    const sending = request({ agent, hostname, port, path, method: 'POST', headers }, (answer) => {
      answer.resume()
      answer.once('end', resolve)
    })
    sending.once('error', reject)
    sending.end(body)
  })
}
