import type { Outgoing, Sent } from '#core/channel.ts'
import type { Client } from './client.ts'
import { failureOf, watchFloods } from './failures.ts'
import { documentOf, messageOf } from './outgoing.ts'

/** The bytes of a stored file, undefined when it is gone; throws when it cannot be read just now. */
export type OpenFile = (id: number) => Promise<Uint8Array | undefined>

/** Sends one part to a chat; see `Channel.send`. */
export function sender(
  client: Client,
  openFile: OpenFile,
): (to: string, part: Outgoing, signal: AbortSignal) => Promise<Sent> {
  const floods = watchFloods()
  return async (to, part, signal) => {
    const content = part.file ? await contentOf(part.file.id, openFile) : undefined
    if (content && 'ok' in content) return content
    try {
      const { message_id } = content
        ? await client.call('sendDocument', documentOf(to, part, content), signal)
        : await client.call('sendMessage', messageOf(to, part), signal)
      return { ok: true, id: String(message_id) }
    } catch (error) {
      const failure = failureOf(error)
      if (failure.retryAfterMs === undefined) return failure
      const now = Date.now()
      const wide = floods.note(to, now + failure.retryAfterMs, now)
      return wide ? { ...failure, wide } : failure
    }
  }
}

async function contentOf(id: number, openFile: OpenFile): Promise<Uint8Array | Sent> {
  try {
    const content = await openFile(id)
    return content ?? { ok: false, why: 'refused', detail: `file ${id} is gone` }
  } catch {
    return { ok: false, why: 'later', detail: `file ${id} cannot be read` }
  }
}

/** Opens a file somebody sent (Bot API, getFile: up to 20 MB); the errors never hold the token. */
export async function fetchFile(
  client: Client,
  source: Record<string, string>,
  signal: AbortSignal,
): Promise<ReadableStream<Uint8Array>> {
  const { fileId } = source
  if (fileId === undefined) throw new Error('not a file from Telegram')
  const { file_path } = await client
    .call('getFile', { file_id: fileId }, signal)
    .catch((error: unknown) => {
      throw new Error(`getFile: ${failureOf(error).detail}`)
    })
  if (file_path === undefined) throw new Error('getFile: no path')
  const answer = await fetch(client.fileAddress(file_path), { signal, redirect: 'error' }).catch(
    () => undefined,
  )
  if (answer?.ok && answer.body) return answer.body
  await answer?.body?.cancel()
  throw new Error(`file download: ${answer?.status ?? 'no connection'}`)
}
