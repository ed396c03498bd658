import type { Channel } from '#core/channel.ts'
import type { Client } from './client.ts'
import { sentOf } from './sending.ts'

interface Parameter {
  name: string
  most: number
}

const keptMs = 60 * 60_000
const usualMost = 100

/**
 * Sends a notice as the approved ZBS template (`/v3.0/oa/message/template`). What the template wants is asked of Zalo
 * (`/template/info/v2`, `listParams`) once an hour: the parameter of a link gets the address, one of a day today's date,
 * every other the title, cut to its length. While Zalo does not say, nothing is sent.
 */
export function noticeTeller(
  client: Client,
  business: Client,
  template: string,
  now: () => Date,
): NonNullable<Channel['tellNotice']> {
  let known: { at: number; parameters: Parameter[] } | undefined
  return async (to, notice, signal) => {
    if (!known || now().getTime() - known.at > keptMs) {
      const ask = new URLSearchParams({ template_id: template })
      const answer = await business({ path: `/template/info/v2?${ask}` }, signal)
      if (!answer.ok) return answer.failure
      known = { at: now().getTime(), parameters: parametersOf(answer.data.listParams) }
    }
    const values = known.parameters.map((one) => [one.name, filled(one, notice, now())])
    const data = Object.fromEntries(values)
    const json = { user_id: to, template_id: template, template_data: data }
    return sentOf(await client({ path: '/v3.0/oa/message/template', json }, signal))
  }
}

function parametersOf(list: unknown): Parameter[] {
  if (!Array.isArray(list)) return []
  return list.flatMap((one) => {
    const { name, maxLength } = Object(one) as Record<string, unknown>
    const most = Number(maxLength)
    return typeof name === 'string' ? [{ name, most: most > 0 ? most : usualMost }] : []
  })
}

const vietnamMs = 7 * 60 * 60_000

function filled(
  { name, most }: Parameter,
  notice: { title: string; link: string },
  now: Date,
): string {
  if (/link|url|dia_?chi|duong_?dan/i.test(name)) return notice.link
  if (/date|day|ngay/i.test(name)) {
    return new Date(now.getTime() + vietnamMs)
      .toISOString()
      .slice(0, 10)
      .split('-')
      .reverse()
      .join('/')
  }
  const letters = [...notice.title]
  return letters.length <= most ? notice.title : `${letters.slice(0, most - 1).join('')}…`
}
