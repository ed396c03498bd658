const tcvn3: Record<string, string> = Object.fromEntries(
  [
    ['¡¢£¤¥¦§¨©ª«¬\u00ad®', 'ĂÂÊÔƠƯĐăâêôơưđ'],
    ['µ¶·¸¹»¼½¾Æ', 'àảãáạằẳẵắặ'],
    ['ÇÈÉÊËÌÎÏÐÑ', 'ầẩẫấậèẻẽéẹ'],
    ['ÒÓÔÕÖ×ØÜÝÞ', 'ềểễếệìỉĩíị'],
    ['ßáâãäåæçèé', 'òỏõóọồổỗốộ'],
    ['êëìíîïñòóô', 'ờởỡớợùủũúụ'],
    ['õö÷øùúûüýþ', 'ừửữứựỳỷỹýỵ'],
  ].flatMap(([from = '', to = '']) => {
    const letters = Array.from(to)
    return Array.from(from).map((letter, index) => [letter, letters[index] ?? letter])
  }),
)

const tones = { '\u0301': 'ùÙ', '\u0300': 'øØ', '\u0309': 'ûÛ', '\u0303': 'õÕ', '\u0323': 'ïÏ' }
const hats = {
  '\u0302': 'âÂ',
  '\u0302\u0301': 'áÁ',
  '\u0302\u0300': 'àÀ',
  '\u0302\u0309': 'åÅ',
  '\u0302\u0303': 'ãÃ',
  '\u0302\u0323': 'äÄ',
  '\u0306': 'êÊ',
  '\u0306\u0301': 'éÉ',
  '\u0306\u0300': 'èÈ',
  '\u0306\u0309': 'úÚ',
  '\u0306\u0303': 'üÜ',
  '\u0306\u0323': 'ëË',
}
const vniMarks = new Map(
  Object.entries({ ...tones, ...hats }).flatMap(([mark, signs]) =>
    Array.from(signs).map((sign) => [sign, mark] as const),
  ),
)
const vniLetters: Record<string, string> = {
  ...{ ô: 'ơ', ö: 'ư', ñ: 'đ', í: 'í', ì: 'ì', æ: 'ỉ', ó: 'ĩ', ò: 'ị', î: 'ỵ' },
  ...{ Ô: 'Ơ', Ö: 'Ư', Ñ: 'Đ', Í: 'Í', Ì: 'Ì', Æ: 'Ỉ', Ó: 'Ĩ', Ò: 'Ị', Î: 'Ỵ' },
}
const vniPair = new RegExp(`([aeouyôöAEOUYÔÖ])([${[...vniMarks.keys()].join('')}])`, 'gu')

/** Text typed for the fonts of TCVN 5712:1993 (.VnTime, ABC), which stand on Western letters, as Unicode. */
function fromTcvn3(text: string): string {
  return text.replace(/\S+/gu, (word) => {
    const read = Array.from(word, (letter) => tcvn3[letter] ?? letter).join('')
    // Its capitals with tones are small letters in a capital font (.VnTimeH).
    const capitals = read !== word && /[A-Z]/u.test(word) && !/[a-z]/u.test(word)
    return capitals ? read.toUpperCase() : read
  })
}

/** Text typed for the VNI fonts, where a mark stands behind its vowel as a letter of its own, as Unicode. */
function fromVni(text: string): string {
  return text
    .replace(vniPair, (_, vowel: string, sign: string) => {
      return `${vniLetters[vowel] ?? vowel}${vniMarks.get(sign) ?? sign}`
    })
    .replace(/[ôöñíìæóòîÔÖÑÍÌÆÓÒÎ]/gu, (letter) => vniLetters[letter] ?? letter)
    .normalize('NFC')
}

const common = new Set(
  (
    'của và các được có trong theo quy định về là cho với này tại từ việc phải người không những ' +
    'nước luật điều khoản cơ quan tổ chức nghị thông tư số ngày tháng năm hoạt động thực hiện'
  ).split(' '),
)

/** The share of words that every Vietnamese legal text is full of: above .1 where the letters are right. */
export function readsVietnamese(text: string): number {
  const words =
    text
      .slice(0, 200_000)
      .toLowerCase()
      .match(/[^\s.,;:()"/]+/gu) ?? []
  if (words.length === 0) return 0
  const accented = words.filter((word) => /[^ -~]/u.test(word) && common.has(word))
  return accented.length / words.length
}

/**
 * The text with its letters put right, when it was typed for fonts older than Unicode; otherwise as it is. Such
 * text reads as nonsense in any other font, so that the common words tell which of them it was.
 */
export function withTodaysLetters(text: string): string {
  if (readsVietnamese(text) > 0.02) return text
  const best = [fromTcvn3, fromVni]
    .map((read) => ({ read, score: readsVietnamese(read(text.slice(0, 200_000))) }))
    .sort((a, b) => b.score - a.score)[0]
  return best && best.score > 0.05 ? best.read(text) : text
}
