/** Events as Meta would post them, said by one pretended person to the page. */

let last = 0

export function speaker(id: string, pageId: string) {
  const time = () => Date.now()
  const event = <T extends object>(said: T) => ({
    sender: { id },
    recipient: { id: pageId },
    timestamp: time(),
    ...said,
  })
  const mid = () => `m_${id}_${++last}`
  const message = (content: object) => event({ message: { mid: mid(), ...content } })
  return {
    id,
    text: (text: string) => message({ text }),
    /** a quick reply: its title comes as the text */
    picks: (payload: string, title = payload) => message({ text: title, quick_reply: { payload } }),
    /** a button of a template or of the menu */
    presses: (payload: string, title = 'Nút') =>
      event({ postback: { mid: mid(), title, payload } }),
    attaches: (type: string, url: string, text?: string) =>
      message({ ...(text && { text }), attachments: [{ type, payload: { url } }] }),
    opens: (ref: string) => event({ referral: { ref, source: 'SHORTLINK', type: 'OPEN_THREAD' } }),
    reads: (watermark = time()) => event({ read: { watermark } }),
    receives: (watermark = time()) => event({ delivery: { watermark } }),
    /** what the page said to this person, repeated to the app */
    echo: (text: string, from: { app_id: number; metadata?: string }) => ({
      ...{ sender: { id: pageId }, recipient: { id }, timestamp: time() },
      message: { mid: mid(), is_echo: true, text, ...from },
    }),
  }
}

/** A call to the webhook: each batch of events is an entry of the page. */
export function callOf(pageId: string, ...batches: object[][]) {
  const entry = batches.map((messaging) => ({ id: pageId, time: Date.now(), messaging }))
  return { object: 'page', entry }
}
