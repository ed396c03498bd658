import type { Language } from '#core/language.ts'

const vietnamese = /[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]/iu
const english = new Set(
  'the what how please would could our we is are of for with and you your need does business'.split(
    ' ',
  ),
)

/** The language a mail is written in; undefined when too little is said to tell. */
export function languageOfText(text: string): Language | undefined {
  if (vietnamese.test(text)) return 'vi'
  const found = new Set(
    text
      .toLowerCase()
      .match(/[a-z]+/g)
      ?.filter((word) => english.has(word)),
  )
  return found.size >= 4 ? 'en' : undefined
}
