import type { Incoming } from '#core/channel.ts'
import { type Language, languages, say } from '#core/language.ts'
import { type ConsentAnswer, consentAnswers } from '#core/plan/referral-words.ts'
import { type ClassDeed, classDeedOf } from '#core/training/class-deed.ts'
import { bare, plain } from './questions.ts'

/** Something a person can say at any time, whatever is being asked. */
export type Command =
  | { name: 'menu' | 'start' | 'ask' | 'mine' | 'human' | 'data' | 'language' | 'stop' }
  | { name: 'skip' | 'back' | 'cancel' | 'resume' | 'discard' | 'export' | 'erase' }
  | { name: 'connect' | 'disconnect' }
  | { name: 'notices' | 'subscribe' | 'again' }
  | { name: 'speak'; language: Language }
  | { name: 'ticket'; code: string }
  | { name: 'withdraw' | 'more'; code: string }
  | { name: 'reopen' | 'keep'; ticketId: number }
  | { name: 'rate'; answerId: number; score: number }
  | { name: 'consult'; referralId: number; answer: ConsentAnswer }
  | { name: 'link'; code: string }
  | { name: 'look-up'; words?: string }
  | { name: 'self-check'; code?: string }
  | { name: 'class'; deed: ClassDeed }
  | { name: 'survey'; slug?: string; id?: number; cause?: { ticketId?: number; signupId?: number } }

/** What is said without anything more. */
type Plain = Exclude<
  Command['name'],
  | 'speak'
  | 'ticket'
  | 'withdraw'
  | 'more'
  | 'reopen'
  | 'keep'
  | 'rate'
  | 'consult'
  | 'link'
  | 'class'
>

/** What is said, plain and without courtesies, and what is meant. */
const said: Record<Plain, string[]> = {
  menu: ['menu', '/menu', '/help', 'help', 'tro giup', 'huong dan'],
  start: ['/start', 'start', 'bat dau'],
  ask: ['/hoi', 'dat cau hoi', 'gui cau hoi', 'hoi phap luat', 'ask a question'],
  mine: [
    ...['/yeucau', 'yeu cau cua toi', 'my requests', 'rut yeu cau', 'tra cuu yeu cau'],
    ...['tinh trang', 'tinh trang yeu cau', 'tinh trang ho so', 'tinh trang xu ly'],
    ...['den dau', 'toi dau', 'ho so cua toi', 'ho so cua toi den dau', 'ho so den dau'],
    ...['yeu cau cua toi den dau', 'cau hoi cua toi den dau', 'cau hoi cua toi toi dau'],
    ...['co tra loi chua', 'da co tra loi chua', 'bao gio co tra loi', 'khi nao co tra loi'],
  ],
  human: [
    '/canbo',
    'gap can bo',
    'muon gap can bo',
    'gap nguoi',
    'gap nhan vien',
    'gap nguoi that',
  ],
  data: ['/dulieu', 'dulieu', 'du lieu cua toi', 'my data'],
  language: ['/ngonngu', 'ngon ngu', 'language', 'doi ngon ngu', 'change language'],
  stop: [
    ...['/dung', 'dung', 'stop', 'dung thong bao', 'ngung thong bao', 'dung nhan tin'],
    ...['ngung nhan tin', 'thoi nhan tin', 'huy nhan tin', 'huy dang ky nhan tin', 'unsubscribe'],
  ],
  skip: ['/boqua', 'bo qua', 'skip'],
  back: ['/quaylai', 'quay lai', 'back', 'go back'],
  cancel: ['/huy', 'huy', 'huy bo', 'cancel', '/cancel'],
  resume: ['viet tiep', 'tiep tuc'],
  discard: [],
  export: ['tai du lieu cua toi', 'export my data'],
  erase: ['xoa du lieu cua toi', 'xoa du lieu', 'delete my data'],
  connect: ['lien ket', '/lienket', 'lienket', 'link', 'lien ket kenh', 'link my chats'],
  notices: [
    ...['/nhantin', 'nhantin', 'nhan tin', 'nhan thong bao', 'nhan tin phap luat', 'notices'],
    ...['nhan van ban moi', 'tin phap luat moi', 'tin da dang ky', 'thong bao da dang ky'],
  ],
  subscribe: [
    ...['dang ky nhan tin', 'dang ki nhan tin', 'dang ky tin', 'dang ky nhan thong bao'],
    ...['dang ky thong bao', 'subscribe', 'doi dang ky nhan tin'],
  ],
  again: [
    ...['nhan lai', 'nhan lai tin', 'nhan tin lai', 'nhan lai thong bao'],
    ...['tiep tuc nhan tin', 'resume notices'],
  ],
  'look-up': [
    ...['/tracuu', 'tra cuu', 'tra cuu phap luat', 'tra cuu luat', 'tra luat', 'tim luat'],
    ...['tra cuu van ban', 'look up the law', 'look up', 'search law'],
  ],
  survey: [
    ...['/khaosat', 'khao sat', 'tra loi khao sat', 'lam khao sat', 'phieu khao sat'],
    ...['survey', 'surveys', 'answer a survey'],
  ],
  'self-check': ['/tudanhgia', 'tu danh gia', 'tu kiem tra', 'self check', 'self-check'],
  disconnect: ['go lien ket', '/golienket', 'huy lien ket', 'bo lien ket', 'unlink'],
}
const human = ['human', 'talk to a human', 'talk to an officer', 'agent', 'speak to a human']
const speaking: Record<Language, string[]> = {
  vi: ['tieng viet', 'vietnamese', '/vi', 'viet nam'],
  en: ['tieng anh', 'english', '/en', 'switch to english', 'in english'],
}

/** Words that mean something else with other accents: `đúng` and `dùng` are not `dừng`. */
const accented: Partial<Record<string, string[]>> = {
  dung: ['dừng'],
  huy: ['hủy', 'huỷ'],
}

const spoken = new Map<string, Command>([
  ...Object.entries<string[]>(said).flatMap(([name, words]) =>
    words.map((word): [string, Command] => [word, { name: name as Plain }]),
  ),
  ...human.map((word): [string, Command] => [word, { name: 'human' }]),
  ...languages.flatMap((language) =>
    speaking[language].map((word): [string, Command] => [word, { name: 'speak', language }]),
  ),
])

const ownButtons = ['ask', 'mine', 'human', 'data', 'resume', 'look-up', 'self-check'] as const

/** The words on our own buttons are understood in both languages, wherever they are typed. */
for (const language of languages) {
  for (const name of ownButtons) {
    spoken.set(bare(say(language, `conversation:menu-${name}`)), { name })
  }
  spoken.set(bare(say(language, 'data:do-connect')), { name: 'connect' })
  spoken.set(bare(say(language, 'surveys:chat.menu')), { name: 'survey' })
  spoken.set(bare(say(language, 'notices:menu')), { name: 'notices' })
  spoken.set(bare(say(language, 'conversation:resume')), { name: 'resume' })
  spoken.set(bare(say(language, 'conversation:discard')), { name: 'discard' })
}

const longest = 60
const ticketCode = /\bhl ?(\d{4}) ?(\d{1,6})\b/

/** The command in an event, accents or not, any case; undefined when it is an answer or a question. */
export function commandOf(incoming: Incoming): Command | undefined {
  const deed = classDeedOf(incoming)
  if (deed) return { name: 'class', deed }
  if (incoming.kind === 'choice') return pressed(incoming.choice)
  if (incoming.kind === 'follow') return surveyLink(incoming.ref ?? '') ?? { name: 'start' }
  if (incoming.kind !== 'text' || incoming.text.length > longest) return undefined
  const typed = plain(incoming.text.replace(/^(\/\w+)@\w+/, '$1'))
  const ticket = ticketCode.exec(typed)
  if (ticket) return { name: 'ticket', code: `HL-${ticket[1]}-${ticket[2]?.padStart(6, '0')}` }
  const link = /^\/?lienket ([a-z0-9]{6,16})$/.exec(typed)
  if (link?.[1]) return { name: 'link', code: link[1] }
  const survey = surveyLink(incoming.text.trim().replace(/^\/start\s+/, ''))
  if (survey) return survey
  if (typed.startsWith('/start ')) return { name: 'start' }
  const word = spoken.has(typed) ? typed : bare(incoming.text)
  const wanted = spoken.has(word) ? undefined : lookedFor(incoming.text)
  if (wanted !== undefined) return spoken.get(bare(wanted)) ?? { name: 'look-up', words: wanted }
  if (meantOtherwise(word, incoming.text)) return undefined
  return spoken.get(word) ?? wished(word)
}

const looking =
  /^\s*\/?(?:tra\s*c[ứu]u|tìm\s*luật(?!\s+sư)|tim\s*luat(?!\s+su(?:\s|$))|tra\s*luật|tra\s*luat)(?:\s+(?:pháp\s+luật|phap\s+luat|văn\s+bản|van\s+ban|luật|luat))?\s*:?\s+(?=\S)/iu

/** What follows "tra cứu": the words to look up. */
function lookedFor(text: string): string | undefined {
  const typed = text.normalize('NFC')
  const head = looking.exec(typed)?.[0]
  const rest = head && typed.slice(head.length).trim()
  return rest && /[\p{L}\p{N}]{2}/u.test(rest) ? rest : undefined
}

/** "Muốn xem dữ liệu của tôi", "cần gặp cán bộ": the wish around what is meant. */
function wished(word: string): Command | undefined {
  const command = spoken.get(word.replace(/^(?:(?:muon|can|xem|hoi|toi|em) )+/, ''))
  return command && wishable.has(command.name) ? command : undefined
}

const wishable = new Set<Command['name']>(['mine', 'human', 'data', 'export', 'erase', 'connect'])

/** Typed with accents, a word is only the command when they are the command's own. */
function meantOtherwise(word: string, text: string): boolean {
  const own = accented[word]
  const typed = text.normalize('NFC').toLowerCase()
  const bareLetters = /^[\p{ASCII}]*$/u.test(typed)
  return own !== undefined && !bareLetters && !own.some((accents) => typed.includes(accents))
}

const pressable = new Set([
  ...['menu', 'ask', 'mine', 'human', 'data', 'language', 'stop'],
  ...['back', 'cancel', 'resume', 'discard', 'export', 'erase', 'connect'],
  ...['notices', 'subscribe', 'again', 'look-up', 'self-check', 'survey'],
])

/** A button that is no answer to a question. Their ids: `do:menu`, `ticket:CODE`, `rate:ANSWER:SCORE` ... */
function pressed(id: string): Command | undefined {
  const survey = surveyLink(id)
  if (survey) return survey
  const [kind, first = '', second = ''] = id.split(':')
  if (kind === 'do') return pressable.has(first) ? ({ name: first } as Command) : undefined
  if (kind === 'self-check') return { name: 'self-check', code: first }
  if (kind === 'speak') return { name: 'speak', language: first === 'en' ? 'en' : 'vi' }
  if (kind === 'ticket' || kind === 'withdraw' || kind === 'more')
    return { name: kind, code: first }
  const number = Number(first)
  if (!Number.isSafeInteger(number)) return undefined
  if (kind === 'reopen' || kind === 'keep') return { name: kind, ticketId: number }
  if (kind === 'survey') return { name: 'survey', id: number, ...causeOf(second) }
  if (kind === 'consult') {
    const answer = consentAnswers.find((one) => one === second)
    return answer && { name: 'consult', referralId: number, answer }
  }
  if (kind === 'rate') return { name: 'rate', answerId: number, score: Number(second) }
  return undefined
}

/** What a deep link carries on every channel: the survey's address. */
function surveyLink(payload: string): Command | undefined {
  const slug = /^ks-([a-z0-9-]{1,60})$/i.exec(payload)?.[1]
  return slug === undefined ? undefined : { name: 'survey', slug: slug.toLowerCase() }
}

/** The ticket or the seat in a class that made us ask. */
function causeOf(text: string): Pick<Extract<Command, { name: 'survey' }>, 'cause'> {
  const [, kind, digits] = /^([ts])(\d{1,15})$/.exec(text) ?? []
  if (digits === undefined) return {}
  return { cause: kind === 't' ? { ticketId: Number(digits) } : { signupId: Number(digits) } }
}
