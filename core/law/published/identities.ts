import { identityFinder } from '#core/people/identities.ts'
import { readPhone } from '#core/people/phone.ts'
import { readTaxCode } from '#core/people/tax-code.ts'

/** What points at somebody; each kind has a neutral word that may stand in its place. */
export type IdentityKind =
  | 'person'
  | 'business'
  | 'phone'
  | 'tax-code'
  | 'email'
  | 'account'
  | 'id-card'
  | 'address'
  | 'code'

export interface Identity {
  kind: IdentityKind
  from: number
  to: number
  text: string
}

/** What the desk knows of the person who asked and their business. */
export interface KnownOf {
  people: string[]
  businesses: string[]
  phones: string[]
  taxCodes: string[]
  emails: string[]
  places: string[]
}

/**
 * The identities in a composed (NFC) text, in its order, none overlapping: those known of who asked, then whatever
 * looks like one. A proposal: an officer decides on each.
 */
export function findIdentities(text: string, known: KnownOf): Identity[] {
  const all = [...knownIn(text, known), ...looksOf(text)]
  let kept: Identity[] = []
  for (const one of all) {
    const met = kept.filter(({ from, to }) => one.from < to && one.to > from)
    const wider = met.every(
      ({ kind, from, to }) => kind === one.kind && one.from <= from && one.to >= to,
    )
    if (one.to <= one.from || !wider) continue
    kept = [...kept.filter((other) => !met.includes(other)), one]
  }
  return kept.sort((a, b) => a.from - b.from)
}

/** The known phone numbers, tax codes and e-mail addresses that stand in a text, however they are written there. */
export function mustGo(text: string, known: KnownOf): Identity[] {
  const hard = { ...known, people: [], businesses: [], places: [] }
  return knownIn(text.normalize('NFC'), hard)
}

/** The text with each identity that is not kept replaced by the word of its kind. */
export function withoutIdentities(
  text: string,
  found: Identity[],
  wordOf: (one: Identity) => string | undefined,
): string {
  let result = ''
  let position = 0
  for (const one of found) {
    const word = wordOf(one)
    if (word === undefined) continue
    result += text.slice(position, one.from) + word
    position = one.to
  }
  return result + text.slice(position)
}

const nobody = { names: [], businesses: [], numbers: [], addresses: [], texts: [] }

function knownIn(text: string, known: KnownOf): Identity[] {
  const finders: [IdentityKind, Parameters<typeof identityFinder>[0]][] = [
    ['phone', { ...nobody, numbers: known.phones }],
    ['tax-code', { ...nobody, numbers: known.taxCodes }],
    ['email', { ...nobody, addresses: known.emails }],
    ['business', { ...nobody, businesses: known.businesses }],
    ['person', { ...nobody, names: known.people }],
    ['address', { ...nobody, names: known.places }],
  ]
  return finders.flatMap(([kind, of]) =>
    identityFinder(of)(text).map(({ from, to }) => ({
      kind,
      from,
      to,
      text: text.slice(from, to),
    })),
  )
}

/** What stands before the @ is no longer (RFC 5321, 4.5.3.1.1); unbounded, a text without blanks takes long. */
const email = /[^\s@<>(),;:"']{1,64}@[^\s@<>(),;:"']+\.\p{L}{2,}/gu
const digits = /(?<![\d/\p{L}])\+?\d(?:[\s.–-]?\d){7,15}(?![\d/])/gu
const account =
  /(?<=(?:stk|số tài khoản|tài khoản(?: ngân hàng)?(?: số)?|so tai khoan)[:\s]{1,3})\d(?:[\s.-]?\d){5,18}/giu
const idCard =
  /(?<=(?:cmnd|cccd|căn cước(?: công dân)?|hộ chiếu)(?: số)?[:\s]{1,3})[\p{Lu}\d]\d{7,11}/giu
const code = /(?<!\p{L})HL-\d{4}-\d{6}(?!\d)/giu

const capital = '\\p{Lu}[\\p{L}\\d&.-]*(?<!\\.)'
const legalForm = [
  'TNHH|CP|MTV|TM|DV|SX|XD|TMDV|&|và',
  ...['cổ phần', 'trách nhiệm hữu hạn', 'một thành viên', 'hai thành viên', 'tư nhân'],
  ...['thương mại', 'dịch vụ', 'sản xuất', 'xây dựng', 'đầu tư', 'công nghệ', 'kinh doanh'],
  ...['nông nghiệp', 'du lịch', 'xuất nhập khẩu'],
]
  .map((words) => words.replace(/^\p{Ll}(?=\p{Ll}+ )/u, (one) => `[${one}${one.toUpperCase()}]`))
  .join('|')
const business = new RegExp(
  `(?<!\\p{L})(?:[Cc]ông ty|CÔNG TY|[Cc]ty|DNTN|[Dd]oanh nghiệp tư nhân|[Hh]ợp tác xã|HTX|[Hh]ộ kinh doanh|HKD|[Tt]ập đoàn|[Cc]ơ sở)` +
    `(?:\\s+(?:${legalForm}))*(?:\\s+(?!(?:TNHH|CP|MTV)(?!\\p{L}))${capital})(?:\\s+(?:${legalForm}|${capital}))*`,
  'gu',
)
const courtesy =
  /(?<=(?<!\p{L})(?:[Ôô]ng|[Bb]à|[Aa]nh|[Cc]hị|[Tt]ên(?: là)?|[Tt]ôi là|[Ee]m là|[Mm]r\.?|[Mm]s\.?)\s)(?!(?:Chị|Anh|Ông|Bà)(?!\p{L}))\p{Lu}\p{Ll}*(?:\s\p{Lu}\p{Ll}*){0,3}/gu
const surname =
  /(?<!\p{L})(?:Nguyễn|Trần|Lê|Phạm|Hoàng|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Đinh|Giàng|Vàng|Lù|Sùng|Thào|Chảo|Tẩn|Hà|Đoàn|Trịnh|Lương|Mai|Tô|Lò|Vi|Nông|Hoàng)(?:\s\p{Lu}\p{Ll}*){1,3}/gu
const place =
  /(?<!\p{L})(?:[Ss]ố(?: nhà)?\s\d+\p{L}?(?:\/\d+)*,?\s)?(?:[Đđ]ường|[Pp]hố|[Nn]gõ|[Nn]gách|[Tt]hôn|[Bb]ản|[Tt]ổ(?: dân phố)?|[Kk]hu phố|[Xx]óm|[Ấấ]p)\s(?:số\s)?(?:\d+\p{L}?|\p{Lu}\p{L}*)(?:\s(?:\p{Lu}\p{L}*|\d+))*(?:,\s(?:(?:thôn|bản|tổ|xã|phường|thị trấn|huyện|tỉnh|thành phố|thị xã)\s)?\p{Lu}\p{L}*(?:\s\p{Lu}\p{L}*)*)*/gu

/** What looks like an identity, the surest kinds first. */
function looksOf(text: string): Identity[] {
  const all = (kind: IdentityKind, form: RegExp): Identity[] =>
    [...text.matchAll(form)].map(({ 0: found, index }) => ({
      kind,
      from: index,
      to: index + found.length,
      text: found,
    }))
  const numbers = all('phone', digits).flatMap((one): Identity[] => {
    if ('value' in readPhone(one.text)) return [one]
    return 'value' in readTaxCode(one.text) ? [{ ...one, kind: 'tax-code' }] : []
  })
  return [
    ...all('code', code),
    ...all('email', email),
    ...all('account', account),
    ...all('id-card', idCard),
    ...numbers,
    ...all('business', business),
    ...all('address', place),
    ...all('person', courtesy),
    ...all('person', surname),
  ]
}
