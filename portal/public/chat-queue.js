const prefix = 'hl:q:'

/** Where what is not sent yet survives a reload; a browser may forbid it, then memory must do. */
function createStore() {
  const memory = new Map()
  const tried = (deed, otherwise) => {
    try {
      return deed()
    } catch {
      return otherwise()
    }
  }
  return {
    put: (key, value) =>
      tried(
        () => localStorage.setItem(key, value),
        () => memory.set(key, value),
      ),
    take(key) {
      memory.delete(key)
      tried(
        () => localStorage.removeItem(key),
        () => {},
      )
    },
    get: (key) =>
      tried(
        () => localStorage.getItem(key),
        () => null,
      ) ?? memory.get(key),
    keys: () => [
      ...memory.keys(),
      ...tried(
        () => Object.keys(localStorage),
        () => [],
      ),
    ],
  }
}

export const store = createStore()

export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** No sending now: in how many milliseconds the desk will take more, and what it says of that. */
class Later extends Error {
  constructor(waitMs, sentence) {
    super('later')
    Object.assign(this, { waitMs, sentence })
  }
}

/** Sends one: undefined when the desk has taken it, else its sentence why it never will. */
async function post(address, { id, text, choice }) {
  const reply = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id, text, choice }),
    signal: AbortSignal.timeout(20_000),
  })
  if (reply.status === 202) return undefined
  const { error = '' } = await reply.json().catch(() => ({}))
  if (reply.status === 429) {
    throw new Later(Number(reply.headers.get('retry-after')) * 1000 || 0, error)
  }
  if (reply.status >= 500 || reply.status === 408) throw new Error('later')
  return error
}

/**
 * Messages on their way: kept until the desk has taken them, sent in order, tried again for as long as it takes and
 * not before the desk asks for it.
 * `onState(item, state, sentence?)` tells how each stands.
 */
export function createQueue(address, onState) {
  let running = false
  let again = 0
  let held = { until: 0 }

  const waiting = () =>
    store
      .keys()
      .filter((key) => key.startsWith(prefix))
      .flatMap((key) => {
        try {
          return [JSON.parse(store.get(key))]
        } catch {
          return []
        }
      })
      .filter((item) => item?.id)
      .sort((a, b) => a.at - b.at)

  async function flush() {
    if (running) return
    running = true
    clearTimeout(again)
    let item
    try {
      if (Date.now() < held.until) throw new Later(held.until - Date.now(), held.sentence)
      for (item of waiting()) {
        onState(item, 'sending')
        const refusal = await post(address, item)
        remove(item.id)
        onState(item, refusal === undefined ? 'sent' : 'failed', refusal)
      }
      flush.tries = 0
    } catch (trouble) {
      const { waitMs = 0, sentence } = trouble
      held = { until: Date.now() + waitMs, sentence }
      for (const left of waiting()) onState(left, 'waiting', sentence)
      flush.tries = Math.min((flush.tries ?? 0) + 1, 5)
      again = setTimeout(flush, Math.max(waitMs, 1000 * 2 ** (flush.tries - 1)))
    } finally {
      running = false
    }
    if (flush.tries === 0 && waiting().length > 0) void flush()
  }

  function add(item) {
    store.put(prefix + item.id, JSON.stringify({ ...item, at: Date.now() }))
    void flush()
  }

  function remove(id) {
    store.take(prefix + id)
  }

  // Perhaps on another network, of which the desk has asked nothing.
  addEventListener('online', () => {
    held = { until: 0 }
    void flush()
  })
  return { add, remove, flush, waiting }
}
