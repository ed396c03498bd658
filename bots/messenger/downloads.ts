import { z } from 'zod'
import { knownFailure } from './failures.ts'
import type { Graph } from './graph.ts'

/** Fields of a message's attachment that name where its bytes lie. */
const lying = 'id,mime_type,name,file_url,image_data,video_data'
const place = z.object({ url: z.string() })
const attachments = z.object({
  data: z.array(
    z.object({
      file_url: z.string().optional(),
      image_data: place.optional(),
      video_data: place.optional(),
    }),
  ),
})

/**
 * Opens a file somebody sent. Its address ends after some days; then the message is asked for a new one. Throws, with
 * no address in the error, when Meta does not give the file.
 */
export async function fetchFile(
  graph: Graph,
  source: Record<string, string>,
  signal: AbortSignal,
): Promise<ReadableStream<Uint8Array>> {
  const { url, mid, index = '0' } = source
  if (url === undefined) throw new Error('not a file from Messenger')
  const first = await bytesAt(graph, url, signal)
  if (first.stream) return first.stream
  const anew = mid === undefined ? undefined : await addressAnew(graph, mid, Number(index), signal)
  const second = anew === undefined ? first : await bytesAt(graph, anew, signal)
  if (second.stream) return second.stream
  throw new Error(`file download: ${second.status}`)
}

async function bytesAt(graph: Graph, url: string, signal: AbortSignal) {
  const answer = await graph.download(url, signal).catch(() => undefined)
  if (answer?.ok && answer.body) return { stream: answer.body as ReadableStream<Uint8Array> }
  await answer?.body?.cancel()
  return { status: answer?.status ?? 'no connection' }
}

async function addressAnew(
  graph: Graph,
  mid: string,
  index: number,
  signal: AbortSignal,
): Promise<string | undefined> {
  const path = `${encodeURIComponent(mid)}/attachments`
  const answer = await graph.get(path, lying, signal).catch((error: unknown) => {
    throw new Error(`attachments: ${knownFailure(error).failure.detail}`)
  })
  const given = attachments.safeParse(answer).data?.data[index]
  return given?.file_url ?? given?.image_data?.url ?? given?.video_data?.url
}
