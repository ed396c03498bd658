import { fetchOutside } from '#core/files/outside.ts'

/**
 * Opens a file somebody sent, which Zalo keeps under a public address for some days. `own` is where the OA API lives.
 * Throws, with no address in the error, when it is not given.
 */
export async function fetchFile(
  source: Record<string, string>,
  own: string,
  signal: AbortSignal,
): Promise<ReadableStream<Uint8Array>> {
  const answer = await fetchOutside(source.url ?? '', own, signal)
  if (answer.ok && answer.body) return answer.body
  await answer.body?.cancel()
  throw new Error(`file download: ${answer.status}`)
}
