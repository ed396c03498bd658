import type { IncomingMessage } from 'node:http'

/** What a call carries: in its address, as JSON, or as a form whose files stand in it as `File`. */
export async function payloadOf(
  url: URL,
  request: IncomingMessage,
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever was written
): Promise<Record<string, any>> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const asked = url.searchParams.get('data')
  if (asked !== null) return JSON.parse(asked)
  const body = Buffer.concat(chunks)
  const type = request.headers['content-type'] ?? ''
  if (type.includes('json')) return JSON.parse(body.toString())
  if (body.length === 0) return {}
  const form = await new Response(body, { headers: { 'content-type': type } }).formData()
  return Object.fromEntries(form)
}
