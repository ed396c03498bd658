import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What a pretended model answers to the words it is given: a text, a raw reply, or nothing ever. */
export type Manner = (
  user: string,
  system: string,
) => string | { status: number; body: string } | 'stall'

/** A model of our own behind the OpenAI-compatible form, for tests and benches. */
export async function startModelFake(manner: Manner) {
  let answer = manner
  const asked: { system: string; user: string }[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const piece of request) body += piece
    const { messages } = JSON.parse(body) as { messages: { role: string; content: unknown }[] }
    const of = (role: string) => {
      const content = messages.find((one) => one.role === role)?.content
      return typeof content === 'string' ? content : JSON.stringify(content)
    }
    const [system, user] = [of('system'), of('user')]
    asked.push({ system, user })
    const said = answer(user, system)
    if (said === 'stall') return
    response.setHeader('content-type', 'application/json')
    if (typeof said !== 'string') {
      response.statusCode = said.status
      response.end(said.body)
      return
    }
    response.end(
      JSON.stringify({
        id: 'one',
        object: 'chat.completion',
        created: 0,
        model: 'pretended',
        choices: [
          { index: 0, message: { role: 'assistant', content: said }, finish_reason: 'stop' },
        ],
        usage: { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 },
      }),
    )
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    asked,
    behave(manner: Manner) {
      answer = manner
    },
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
