import { createHash, randomUUID } from 'node:crypto'

/** An event as Zalo posts it. */
export type Announced = Record<string, unknown>

interface Whom {
  appId: string
  oaId: string
  oaSecret: string
  webhookUrl?: string | undefined
}

/** The headers Zalo signs a body with: plain SHA-256 of app id, body, timestamp and secret. */
export function signed({ appId, oaSecret }: Whom, body: string, timestamp: string) {
  const mac = createHash('sha256')
    .update(appId + body + timestamp + oaSecret)
    .digest('hex')
  return { 'content-type': 'application/json', 'x-zevent-signature': `mac=${mac}` }
}

/** Posts signed events to a webhook; answers the status, 0 when there is none or nobody is there. */
export function announcer(whom: Whom): (event: Announced) => Promise<number> {
  return async (event) => {
    if (whom.webhookUrl === undefined) return 0
    const body = JSON.stringify(event)
    const headers = signed(whom, body, String(event.timestamp))
    return fetch(whom.webhookUrl, { method: 'POST', headers, body }).then(
      (answer) => answer.status,
      () => 0,
    )
  }
}

/** Makes events of people and of the account, each shaped as Zalo's documents show them. */
export function openEvents({ appId, oaId }: Omit<Whom, 'oaSecret'>) {
  let clock = Date.now()
  const base = (event_name: string) => {
    clock = Math.max(clock + 1, Date.now())
    return { app_id: appId, event_name, timestamp: String(clock) }
  }
  const fromUser = (event_name: string, user: string, message: Record<string, unknown>) => ({
    ...base(event_name),
    user_id_by_app: `app-${user}`,
    sender: { id: user },
    recipient: { id: oaId },
    message: { msg_id: randomUUID(), ...message },
  })
  const fromAccount = (event_name: string, user: string, message: Record<string, unknown>) => ({
    ...base(event_name),
    sender: { id: oaId },
    recipient: { id: user },
    message,
  })
  return {
    text: (user: string, text: string) => fromUser('user_send_text', user, { text }),
    press: (user: string, id: string) => fromUser('user_send_text', user, { text: `#hl:${id}` }),
    file: (user: string, url: string, name: string, size: number) =>
      fromUser('user_send_file', user, {
        attachments: [{ type: 'file', payload: { url, name, size: String(size), type: 'file' } }],
      }),
    follow: (user: string, event_name: 'follow' | 'unfollow' = 'follow') => ({
      ...base(event_name),
      oa_id: oaId,
      follower: { id: user },
      user_id_by_app: `app-${user}`,
      source: 'oa_profile',
    }),
    submit: (user: string, phone: string) => ({
      ...base('user_submit_info'),
      sender: { id: user },
      recipient: { id: oaId },
      info: { name: 'Lan', phone },
    }),
    seen: (user: string, ids: string[]) => fromAccount('user_seen_message', user, { msg_ids: ids }),
    /** What the account said: through the API, or staff in Zalo's own manager. */
    echo: (user: string, message: Record<string, unknown>, data?: Record<string, unknown>) => {
      const kind = message.attachment ? echoKind(message.attachment) : 'text'
      const { text, attachment: _ } = message
      const said = { msg_id: data?.message_id ?? randomUUID(), ...(text !== undefined && { text }) }
      return fromAccount(`oa_send_${kind}`, user, said)
    },
  }
}

export type Events = ReturnType<typeof openEvents>

function echoKind(attachment: unknown): string {
  const { type, payload } = Object(attachment) as { type?: string; payload?: Announced }
  if (type === 'file') return 'file'
  return payload?.template_type === 'media' ? 'image' : 'template'
}
