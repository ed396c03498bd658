import type { Outgoing } from '#core/channel.ts'
import { type Language, say } from '#core/language.ts'
import { piecesOf } from '#core/outgoing.ts'
import type { Notice } from './notice.ts'

export type Told = Pick<Notice, 'kind' | 'title' | 'body' | 'titleEn' | 'bodyEn' | 'link'>

/**
 * A notice as one person reads it: what changed for a business, where to read it, how to stop. English where somebody
 * reads English and the notice has it. `later`: it waited until they wrote.
 */
export function noticeOutgoing(
  notice: Told,
  language: Language,
  how: { later?: boolean } = {},
): Outgoing {
  const { title, body } = wordsOf(notice, language)
  const parts = [
    how.later ? say(language, 'notices:told.later') : '',
    `${say(language, `notices:told.head.${notice.kind}`)}\n${title}`,
    body,
    say(language, 'notices:told.stop'),
  ]
  const text = parts.filter((part) => part !== '').join('\n\n')
  if (notice.link === '') return { text }
  return { text, link: { label: say(language, 'notices:told.link'), url: notice.link } }
}

/** So many stand in one message; of the rest it says that they are on the portal. */
const most = 10
const longestItem = 260

/** Several notices as one message, each with its first paragraph and its address. One alone is as it always is. */
export function digestOutgoing(
  notices: Told[],
  language: Language,
  how: { later?: boolean } = {},
): Outgoing {
  const [only] = notices
  if (!only) throw new Error('a digest of nothing')
  if (notices.length === 1) return noticeOutgoing(only, language, how)
  const rest = notices.length - most
  const head = how.later ? 'notices:told.digest-later' : 'notices:told.digest'
  return {
    text: [
      say(language, head, { n: notices.length }),
      ...notices.slice(0, most).map((notice, at) => `${at + 1}. ${item(notice, language)}`),
      ...(rest > 0 ? [say(language, 'notices:told.digest-rest', { n: rest })] : []),
      say(language, 'notices:told.stop'),
    ].join('\n\n'),
  }
}

function item(notice: Told, language: Language): string {
  const { title, body } = wordsOf(notice, language)
  const [first = ''] = body.split(/\n\s*\n/)
  const [start = '', ...more] = piecesOf(first, longestItem)
  const lines = [title, more.length > 0 ? `${start} …` : start, notice.link]
  return lines.filter((line) => line !== '').join('\n')
}

/** English is told only when both its parts were written. */
function wordsOf(notice: Told, language: Language): { title: string; body: string } {
  const english = language === 'en' && notice.titleEn !== '' && notice.bodyEn !== ''
  return english
    ? { title: notice.titleEn, body: notice.bodyEn }
    : { title: notice.title, body: notice.body }
}
