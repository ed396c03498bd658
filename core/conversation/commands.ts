import type { Incoming } from '#core/channel.ts'
import { plain } from './questions.ts'

/** Something a person can say at any time, whatever is being asked. */
export type Command =
  | { name: 'menu' | 'start' | 'ask' | 'mine' | 'human' | 'data' | 'language' | 'stop' }
  | { name: 'skip' | 'back' | 'cancel' | 'resume' | 'discard' | 'export' | 'erase' }
  | { name: 'speak'; language: 'vi' | 'en' }
  | { name: 'ticket'; code: string }
  | { name: 'withdraw' | 'more'; code: string }
  | { name: 'reopen' | 'keep'; ticketId: number }
  | { name: 'rate'; answerId: number; score: number }
  | { name: 'link'; code: string }

const spoken: Record<string, Command['name'] | 'vi' | 'en'> = {
  menu: 'menu',
  '/menu': 'menu',
  '/help': 'menu',
  'tro giup': 'menu',
  help: 'menu',
  '/start': 'start',
  start: 'start',
  'bat dau': 'start',
  '/hoi': 'ask',
  'dat cau hoi': 'ask',
  'gui cau hoi': 'ask',
  'hoi phap luat': 'ask',
  '/yeucau': 'mine',
  'yeu cau cua toi': 'mine',
  'my requests': 'mine',
  '/canbo': 'human',
  'gap can bo': 'human',
  'gap nguoi': 'human',
  'gap nhan vien': 'human',
  'gap nguoi that': 'human',
  'toi muon gap can bo': 'human',
  'talk to a human': 'human',
  human: 'human',
  '/dulieu': 'data',
  dulieu: 'data',
  'du lieu cua toi': 'data',
  'my data': 'data',
  '/ngonngu': 'language',
  'ngon ngu': 'language',
  language: 'language',
  'tieng viet': 'vi',
  'tieng anh': 'en',
  english: 'en',
  vietnamese: 'vi',
  '/dung': 'stop',
  dung: 'stop',
  stop: 'stop',
  '/boqua': 'skip',
  'bo qua': 'skip',
  skip: 'skip',
  '/quaylai': 'back',
  'quay lai': 'back',
  back: 'back',
  '/huy': 'cancel',
  huy: 'cancel',
  'huy bo': 'cancel',
  cancel: 'cancel',
  '/cancel': 'cancel',
}

const ticketCode = /^(?:xem |tra cuu |ma |yeu cau )*hl ?(\d{4}) ?(\d{1,6})$/

/** The command in an event, accents or not, any case; undefined when it is an answer or a question. */
export function commandOf(incoming: Incoming): Command | undefined {
  if (incoming.kind === 'choice') return pressed(incoming.choice)
  if (incoming.kind === 'follow') return { name: 'start' }
  if (incoming.kind !== 'text' || incoming.text.length > 60) return undefined
  const typed = plain(incoming.text)
  const ticket = ticketCode.exec(typed)
  if (ticket) return { name: 'ticket', code: `HL-${ticket[1]}-${ticket[2]?.padStart(6, '0')}` }
  const link = /^\/?lienket ([a-z0-9]{6,16})$/.exec(typed)
  if (link?.[1]) return { name: 'link', code: link[1] }
  const name = spoken[typed] ?? (typed.startsWith('/start ') ? 'start' : undefined)
  if (name === undefined) return undefined
  if (name === 'vi' || name === 'en') return { name: 'speak', language: name }
  return { name } as Command
}

const pressable = new Set([
  ...['menu', 'ask', 'mine', 'human', 'data', 'language', 'stop'],
  ...['skip', 'back', 'cancel', 'resume', 'discard', 'export', 'erase'],
])

/** A button that is no answer to a question. Their ids: `do:menu`, `ticket:CODE`, `rate:ANSWER:SCORE` ... */
function pressed(id: string): Command | undefined {
  const [kind, first = '', second = ''] = id.split(':')
  if (kind === 'do') return pressable.has(first) ? ({ name: first } as Command) : undefined
  if (kind === 'speak') return { name: 'speak', language: first === 'en' ? 'en' : 'vi' }
  if (kind === 'ticket' || kind === 'withdraw' || kind === 'more')
    return { name: kind, code: first }
  const number = Number(first)
  if (!Number.isSafeInteger(number)) return undefined
  if (kind === 'reopen' || kind === 'keep') return { name: kind, ticketId: number }
  if (kind === 'rate') return { name: 'rate', answerId: number, score: Number(second) }
  return undefined
}
