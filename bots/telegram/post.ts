import { type Agent, type IncomingMessage, request as overHttp } from 'node:http'
import { request as overHttps } from 'node:https'

export interface Posted {
  status: number
  /** the status in words, as the server put it */
  reason: string
  body: string
}

/** Posts JSON on a connection of `agent` and reads the whole answer; throws when the connection or `signal` ends it. */
export function postJson(
  agent: Agent,
  url: URL,
  payload: unknown,
  signal: AbortSignal,
): Promise<Posted> {
  const body = JSON.stringify(payload)
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
  const request = url.protocol === 'https:' ? overHttps : overHttp
  const { hostname, port, pathname } = url
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const where = { agent, hostname, port, path: pathname, method: 'POST', headers }
    const sent = request(where, (answer) => read(answer).then(resolve, reject))
    const cut = () => sent.destroy(signal.reason as Error)
    signal.addEventListener('abort', cut)
    sent.once('close', () => signal.removeEventListener('abort', cut))
    sent.once('error', reject)
    sent.end(body)
  })
}

function read(answer: IncomingMessage): Promise<Posted> {
  const { statusCode: status = 0, statusMessage: reason = '' } = answer
  return new Promise((resolve, reject) => {
    let body = ''
    answer.setEncoding('utf8')
    answer.on('data', (chunk: string) => {
      body += chunk
    })
    answer.once('end', () => resolve({ status, reason, body }))
    answer.once('error', reject)
  })
}
