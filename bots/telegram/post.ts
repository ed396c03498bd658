import type { Dispatcher } from 'undici'

export interface Posted {
  status: number
  /** the status in words, as the server put it */
  reason: string
  body: string
}

/**
 * Posts JSON on a connection of `connections` and reads the whole answer; throws when the connection or `signal` ends
 * it. Given to undici's dispatcher itself: an answer as a stream of its own would double what a call costs.
 */
export function postJson(
  connections: Dispatcher,
  path: string,
  payload: unknown,
  signal: AbortSignal,
): Promise<Posted> {
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify(payload)
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    let request: Dispatcher.DispatchController | undefined
    let status = 0
    let reason = ''
    const chunks: Buffer[] = []
    const cut = () => {
      reject(signal.reason)
      request?.abort(signal.reason)
    }
    const ended = () => signal.removeEventListener('abort', cut)
    signal.addEventListener('abort', cut)
    connections.dispatch(
      { method: 'POST', path, headers, body },
      {
        onRequestStart(controller) {
          request = controller
          if (signal.aborted) controller.abort(signal.reason)
        },
        onResponseStart(_, code, _headers, words = '') {
          status = code
          reason = words
        },
        onResponseData: (_, chunk) => {
          chunks.push(chunk)
        },
        onResponseEnd() {
          ended()
          resolve({ status, reason, body: textOf(chunks) })
        },
        onResponseError(_, error) {
          ended()
          reject(error)
        },
      },
    )
  })
}

function textOf(chunks: Buffer[]): string {
  const [only, ...others] = chunks
  return others.length === 0 && only ? only.toString() : Buffer.concat(chunks).toString()
}
