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

/**
 * Messages on their way: kept until the desk has taken them, sent in order, tried again for as long as it takes.
 * `onState(item, state, sentence?)` tells how each stands.
 */
export function createQueue(address, onState) {
  let running = false
  let again = 0

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

  async function post({ id, text, choice }) {
    const reply = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ id, text, choice }),
      signal: AbortSignal.timeout(20_000),
    })
    if (reply.status === 202) return undefined
    if (reply.status >= 500 || reply.status === 429 || reply.status === 408)
      throw new Error('later')
    return (await reply.json().catch(() => ({}))).error ?? ''
  }

  async function flush() {
    if (running) return
    running = true
    clearTimeout(again)
    let item
    try {
      for (item of waiting()) {
        onState(item, 'sending')
        const refusal = await post(item)
        remove(item.id)
        onState(item, refusal === undefined ? 'sent' : 'failed', refusal)
      }
      flush.tries = 0
    } catch {
      for (const left of waiting()) onState(left, 'waiting')
      flush.tries = Math.min((flush.tries ?? 0) + 1, 5)
      again = setTimeout(flush, 1000 * 2 ** (flush.tries - 1))
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

  addEventListener('online', flush)
  return { add, remove, flush, waiting }
}
