import type { Incoming } from '#core/channel.ts'
import { bare, plain } from '#core/conversation/questions.ts'

/** What a person may want of the classes, whatever is being asked. */
export type ClassDeed =
  | { do: 'list'; page: number }
  | { do: 'show'; slug: string; welcome?: boolean }
  | { do: 'class' | 'join' | 'ask' | 'leave-class' | 'leave-all'; courseId: number }
  | { do: 'mine' | 'leave-one' | 'sign-off' | 'join-shown' | 'ask-shown' }
  | { do: 'seat' | 'accept' | 'leave' | 'lessons'; signupId: number }
  | { do: 'rate'; signupId: number; score: number }
  | { do: 'lesson'; signupId: number; lessonId: number }
  | { do: 'attend'; code: string }

const listing = new Set([
  ...['/lop', 'lop', 'lop hoc', 'cac lop', 'tap huan', 'lop tap huan', 'cac lop tap huan'],
  ...['dang ky lop', 'dang ki lop', 'dang ky tap huan', 'dang ky hoc', 'dang ky lop tap huan'],
  ...['dang ky lop hoc', 'lich lop', 'lich hoc', 'lich tap huan', 'hoi nghi', 'hoi thao'],
  ...['doi thoai', 'classes', 'courses', 'training', 'sign up for a class'],
])
/** Said of the class that was just shown. */
const joining = new Set([
  ...['dang ky', 'dang ki', 'dk', 'toi dang ky', 'toi muon dang ky', 'muon dang ky', 'tham gia'],
  ...['dang ky tham gia', 'dang ky lop nay', 'toi muon tham gia', 'sign up'],
])
const asking = new Set([
  'gui cau hoi truoc',
  'hoi truoc',
  'cau hoi truoc',
  'ask a question beforehand',
])
const own = new Set([
  ...['lop cua toi', 'cac lop cua toi', 'lop da dang ky', 'lop toi da dang ky', 'my classes'],
  ...['/lopcuatoi', 've cua toi', 've lop', 'my class', 'my ticket'],
])
const leaving = new Set([
  ...['toi khong di duoc', 'khong di duoc', 'toi ban khong di duoc', 'khong du duoc'],
  ...['toi khong du duoc', 'khong tham du duoc', 'huy lop', 'huy dang ky lop', 'huy cho'],
  ...['em khong di duoc', 'minh khong di duoc', 'ban khong di duoc', 'khong tham gia duoc'],
  ...['huy tham gia', 'huy dang ki lop', 'huy lop nay', 'bo dang ky lop'],
  ...['bo cho', 'nhuong cho', 'cannot come', 'i cannot come', "i can't come", 'give up my seat'],
])

/** Said of a class by who has a seat in one, else of the news they get. */
const signingOff = new Set([
  ...['huy dang ky', 'huy dang ki', 'bo dang ky', 'xin huy dang ky', 'toi huy dang ky'],
  ...['toi muon huy dang ky', 'muon huy dang ky', 'cancel my registration'],
])

/** Our slugs: `lop-` begins every link and QR code that leads to a class. */
const link = /^(?:\/start(?:@\w+)?\s+)?lop-([a-z0-9]+(?:-[a-z0-9]+)*)$/i
/** What posters and pages say to write where a link hands no word over. */
const numbered = /^(?:lop|lop so|lop hoc|class) (\d{1,7})$/
/** As `setSessions` makes them. */
const bareCode = /^[a-ehk-npr-tvx]{4}[2-9]{2}$/i
const attending =
  /^\/?(?:diem danh|ma diem danh|ma lop|diemdanh|check in|checkin)(?: ([a-z0-9]{3,12}))?$/

/** What is meant by words, a button, or the link that was opened; undefined when it is not about classes. */
export function classDeedOf(incoming: Incoming): ClassDeed | undefined {
  if (incoming.kind === 'choice') return pressed(incoming.choice)
  if (incoming.kind === 'follow') {
    const slug = link.exec(incoming.ref ?? '')?.[1]
    return slug === undefined ? undefined : { do: 'show', slug: slug.toLowerCase(), welcome: true }
  }
  if (incoming.kind !== 'text' || incoming.text.length > 100) return undefined
  const text = incoming.text.trim()
  const slug = link.exec(text)?.[1]
  if (slug !== undefined) {
    const opened = text.startsWith('/start')
    return { do: 'show', slug: slug.toLowerCase(), ...(opened && { welcome: true }) }
  }
  if (bareCode.test(text)) return { do: 'attend', code: text }
  const typed = plain(text)
  const code = attending.exec(typed)
  if (code) return { do: 'attend', code: code[1] ?? '' }
  const number = numbered.exec(typed)?.[1]
  if (number !== undefined) return { do: 'class', courseId: Number(number) }
  for (const word of [typed, bare(text)]) {
    if (listing.has(word)) return { do: 'list', page: 1 }
    if (joining.has(word)) return { do: 'join-shown' }
    if (asking.has(word)) return { do: 'ask-shown' }
    if (own.has(word)) return { do: 'mine' }
    if (leaving.has(word)) return { do: 'leave-one' }
    if (signingOff.has(word)) return { do: 'sign-off' }
  }
  return undefined
}

/** Our buttons: `do:classes`, `do:my-classes`, `class-…:COURSE`, `seat-…:SIGN-UP:…`. */
function pressed(id: string): ClassDeed | undefined {
  const [kind = '', ...rest] = id.split(':')
  if (kind === 'do') {
    if (rest[0] === 'classes') return { do: 'list', page: 1 }
    return rest[0] === 'my-classes' ? { do: 'mine' } : undefined
  }
  const [first = Number.NaN, second = Number.NaN] = rest.map(Number)
  if (!Number.isSafeInteger(first)) return undefined
  switch (kind) {
    case 'classes':
      return { do: 'list', page: Math.max(1, first) }
    case 'class':
      return { do: 'class', courseId: first }
    case 'class-join':
      return { do: 'join', courseId: first }
    case 'class-ask':
      return { do: 'ask', courseId: first }
    case 'class-leave':
      return { do: 'leave-class', courseId: first }
    case 'class-leave-all':
      return { do: 'leave-all', courseId: first }
    case 'seat':
    case 'seat-accept':
    case 'seat-leave':
    case 'seat-lessons':
      return { do: seatDeeds[kind], signupId: first }
    case 'seat-rate':
      return { do: 'rate', signupId: first, score: second }
    case 'seat-lesson':
      return Number.isSafeInteger(second)
        ? { do: 'lesson', signupId: first, lessonId: second }
        : undefined
    default:
      return undefined
  }
}

const seatDeeds = {
  seat: 'seat',
  'seat-accept': 'accept',
  'seat-leave': 'leave',
  'seat-lessons': 'lessons',
} as const
