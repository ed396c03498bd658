import type { Article, Articles, Step } from '#core/channel.ts'
import { mayHaveArrived } from '#core/deliveries/doubt.ts'
import type { Answer, Client } from './client.ts'
import { coverPath } from './cover.ts'
import type { Failure } from './failures.ts'

const longest = { title: 150, author: 50, description: 300 }

/** Zalo has not read the article to the end yet. */
const processing = -214
const createQuota = -223

/**
 * The only thing an account may send to all its followers (openapi.zalo.me `/v2.0/article/create`, `/article/verify`;
 * `/v2.0/oa/message` with a target). Zalo reviews it for about half an hour and does not tell whom it reached.
 */
export function openArticles(client: Client, publicUrl: string): Articles {
  const photo = publicUrl.replace(/\/+$/, '') + coverPath
  return {
    async create(article, signal) {
      const json = bodyOf(article, photo)
      const answer = await client({ path: '/v2.0/article/create', json }, signal)
      if (!answer.ok) return stepOf(answer)
      const token = text(answer.data.token)
      return token === '' ? noWord('token') : { ok: true, token }
    },
    async verify(token, signal) {
      const answer = await client({ path: '/v2.0/article/verify', json: { token } }, signal)
      if (!answer.ok)
        return answer.error === processing ? { ok: true, id: undefined } : stepOf(answer)
      const id = text(answer.data.id ?? answer.data.article_id)
      return { ok: true, id: id === '' ? undefined : id }
    },
    async broadcast(id, signal) {
      const elements = [{ media_type: 'article', attachment_id: id }]
      const payload = { template_type: 'media', elements }
      const message = { attachment: { type: 'template', payload } }
      const json = { recipient: { target: { gender: '0' } }, message }
      const answer = await client({ path: '/v2.0/oa/message', json }, signal)
      if (!answer.ok) return stepOf(answer)
      return { ok: true, messageId: text(answer.data.message_id) }
    },
  }
}

function bodyOf({ title, author, description, body, link }: Article, photo: string) {
  const paragraphs = body
    .split(/\n\s*\n/)
    .map((one) => `<p>${html(one).replaceAll('\n', '<br>')}</p>`)
  const more = link === '' ? [] : [`<p><a href="${html(link)}">${html(link)}</a></p>`]
  return {
    ...{ type: 'normal', status: 'show', comment: 'hide' },
    title: cut(title, longest.title),
    author: cut(author, longest.author),
    description: cut(description, longest.description),
    cover: { cover_type: 'photo', photo_url: photo, status: 'show' },
    body: [{ type: 'text', content: [...paragraphs, ...more].join('') }],
  }
}

function stepOf(answer: Extract<Answer, { ok: false }>): Extract<Step<unknown>, { ok: false }> {
  const { failure, error } = answer
  const { detail, retryAfterMs } = failure
  return {
    ...{ ok: false, why: whyOf(failure, error), detail },
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  }
}

/** -223 says two things: no right to the API, or no articles left to create this month. */
function whyOf({ why, detail }: Failure, error: number | undefined) {
  if (error === createQuota && /quota|limit/i.test(detail)) return 'refused'
  if (why === 'later') return mayHaveArrived(detail) ? 'doubt' : 'later'
  return why === 'configuration' ? 'configuration' : 'refused'
}

/** Zalo said yes and not to what: nobody knows whether it holds an article now. */
function noWord(what: string): Extract<Step<unknown>, { ok: false }> {
  return { ok: false, why: 'doubt', detail: `no ${what} in the reply` }
}

function cut(value: string, most: number): string {
  const letters = [...value.normalize('NFC').trim()]
  return letters.length <= most ? letters.join('') : `${letters.slice(0, most - 1).join('')}…`
}

function html(value: string): string {
  return value.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`)
}

function text(value: unknown): string {
  return value === undefined || value === null ? '' : String(value)
}
