import type { IncomingMessage } from 'node:http'

export interface GraphFault {
  status: number
  code: number
  subcode?: number
  message: string
}

/** A request's payload, as the bot wrote it. */
// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the bot wrote
export type Payload = Record<string, any>

export const faults = {
  token: { status: 400, code: 190, message: 'Invalid OAuth access token.' },
  proof: { status: 400, code: 100, message: 'Invalid appsecret_proof provided' },
  unknown: { status: 404, code: 2500, message: 'Unknown path components' },
  closed: {
    ...{ status: 400, code: 10, subcode: 2018278 },
    message: '(#10) This message is sent outside of allowed window.',
  },
  blocked: {
    ...{ status: 400, code: 551, subcode: 1545041 },
    message: "(#551) This person isn't available right now.",
  },
  tooMany: { status: 400, code: 613, message: 'Calls to this api have exceeded the rate limit.' },
  down: { status: 500, code: 2, message: 'An unexpected error has occurred.' },
  restricted: {
    ...{ status: 400, code: 10, subcode: 1893063 },
    message: '(#10) Page temporarily restricted from sending messages.',
  },
} satisfies Record<string, GraphFault>

function parameter(message: string): GraphFault {
  return { status: 400, code: 100, message: `(#100) ${message}` }
}

/** Which rule of the Send API a message breaks; undefined when none. */
export function faultIn({ message, messaging_type, tag }: Payload): GraphFault | undefined {
  if (!['RESPONSE', 'UPDATE', 'MESSAGE_TAG'].includes(messaging_type)) {
    return parameter('messaging_type')
  }
  if (messaging_type === 'MESSAGE_TAG' && tag !== 'HUMAN_AGENT') return parameter('dead tag')
  const { text, attachment, quick_replies = [] } = message ?? {}
  if (!text && !attachment) return parameter('text or attachment')
  if (text && text.length > 2000) return parameter('Length of param message[text] must be <= 2000')
  if (quick_replies.length > 13) return parameter('at most 13 quick replies')
  for (const { content_type, title, payload } of quick_replies) {
    if (content_type === 'text' && !fits(title, payload)) return parameter('quick reply')
  }
  return attachment?.type === 'template' ? faultInTemplate(attachment.payload) : undefined
}

function faultInTemplate({ template_type, text, buttons = [] }: Payload): GraphFault | undefined {
  if (template_type !== 'button' || !text || text.length > 640) return parameter('template')
  if (buttons.length < 1 || buttons.length > 3) return parameter('one to three buttons')
  for (const { type, title, payload, url } of buttons) {
    const leads = type === 'web_url' ? /^https?:\/\//.test(url) && title.length <= 20 : true
    if (!leads || (type === 'postback' && !fits(title, payload))) return parameter('button')
  }
}

function fits(title: unknown, payload: unknown): boolean {
  const [shown, sent] = [String(title ?? ''), String(payload ?? '')]
  return shown !== '' && shown.length <= 20 && sent !== '' && sent.length <= 1000
}

/** Reads a request; an uploaded file stands in `filedata`. */
export async function payloadOf(request: IncomingMessage): Promise<Payload> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const body = Buffer.concat(chunks)
  const type = request.headers['content-type'] ?? ''
  if (!type.startsWith('multipart/')) return body.length > 0 ? JSON.parse(body.toString()) : {}
  const form = await new Response(body, { headers: { 'content-type': type } }).formData()
  const file = form.get('filedata') as File
  const content = new Uint8Array(await file.arrayBuffer())
  return {
    message: JSON.parse(String(form.get('message'))),
    filedata: { name: file.name, content },
  }
}
