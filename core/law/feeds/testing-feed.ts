import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

type Answer = (request: IncomingMessage, response: ServerResponse) => void

export interface FeedServer {
  url: string
  /** what was asked, in order */
  asked: { path: string; etag: string | undefined; since: string | undefined }[]
  /** what a path answers from now on */
  answer(path: string, how: string | Answer): void
  stop(): Promise<void>
}

/** A site with feeds on this machine, which answers as it is told to. */
export async function openFeedServer(): Promise<FeedServer> {
  const answers = new Map<string, string | Answer>()
  const asked: FeedServer['asked'] = []
  const server = createServer((request, response) => {
    const path = request.url ?? '/'
    const { 'if-none-match': etag, 'if-modified-since': since } = request.headers
    asked.push({ path, etag, since })
    const answer = answers.get(path)
    if (typeof answer === 'function') return answer(request, response)
    response.statusCode = answer === undefined ? 404 : 200
    response.setHeader('content-type', 'application/xml')
    response.end(answer)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    answer: (path, how) => answers.set(path, how),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** An RSS document of these items; the link and guid of each count from its place. */
export function rssOf(titles: string[]): string {
  const items = titles.map(
    (title, at) =>
      `<item><title><![CDATA[${title}]]></title><link>/van-ban/${at}</link><guid>${title}</guid></item>`,
  )
  return `<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Văn bản mới</title><link>https://x.vn</link><description>.</description>${items.join('')}</channel></rss>`
}
