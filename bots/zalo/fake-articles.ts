import type { Verdict } from './fake-checks.ts'

// biome-ignore lint/suspicious/noExplicitAny: a call holds whatever was written
type Payload = Record<string, any>

export interface FakeArticles {
  /** Zalo's verdict on a call that has to do with articles; all others are taken */
  check(path: string, payload: Payload): Verdict
  dataFor(path: string, payload: Payload): Record<string, unknown> | undefined
  /** what was sent to all followers */
  broadcasts: Payload[]
}

interface Options {
  articleWaits?: number
  templateParameters?: Record<string, number>
}

/** Zalo's articles: created, read for a while, then sent to followers; and what its template wants. */
export function openArticles({ articleWaits = 1, templateParameters = {} }: Options): FakeArticles {
  const articles: { payload: Payload; asked: number }[] = []
  const broadcasts: Payload[] = []
  const at = (handle: unknown) =>
    articles[Number(/^(?:token|article)-(\d+)$/.exec(String(handle))?.[1])]
  return {
    broadcasts,
    check(path, payload) {
      if (path.endsWith('/article/create')) return checkArticle(payload)
      if (path.endsWith('/article/verify')) {
        const article = at(payload.token)
        if (!article) return { error: -201, message: 'token is invalid!' }
        return ++article.asked > articleWaits
          ? { error: 0 }
          : { error: -214, message: 'processing' }
      }
      const elements = payload.message?.attachment?.payload?.elements
      if (path.endsWith('/v2.0/oa/message') && payload.recipient?.target) {
        const known = elements?.[0]?.media_type === 'article' && at(elements[0].attachment_id)
        return known ? { error: 0 } : { error: -201, message: 'attachment_id is invalid!' }
      }
      return { error: 0 }
    },
    dataFor(path, payload) {
      if (path.endsWith('/article/create')) {
        return { token: `token-${articles.push({ payload, asked: 0 }) - 1}` }
      }
      if (path.endsWith('/article/verify')) {
        return { id: String(payload.token).replace('token', 'article') }
      }
      if (path.endsWith('/v2.0/oa/message') && payload.recipient?.target) {
        const [element] = payload.message.attachment.payload.elements
        broadcasts.push(at(element.attachment_id)?.payload ?? {})
        return { message_id: `b${broadcasts.length}` }
      }
      if (!path.endsWith('/template/info/v2')) return undefined
      const listParams = Object.entries(templateParameters).map(([name, maxLength]) => ({
        ...{ name, maxLength, require: true },
      }))
      return { listParams }
    },
  }
}

/** What Zalo takes of an article (`/v2.0/article/create`): its lengths, and a cover. */
function checkArticle({
  title = '',
  author = '',
  description = '',
  cover,
  body,
}: Payload): Verdict {
  const long = title.length > 150 || author.length > 50 || description.length > 300
  const whole = title !== '' && cover?.photo_url && Array.isArray(body) && body.length > 0
  return !long && whole ? { error: 0 } : { error: -201, message: 'article is invalid!' }
}
