import { inTelex, numberOf } from '#core/law/parse/numbering.ts'

const piece =
  /(?<what>điểm|khoản|điều|chương|phụ lục)\s+(?<first>[\p{L}\d]+)(?<more>(?:\s*(?:,|và)\s*(?!(?:điểm|khoản|điều|chương|phụ lục)(?!\p{L}))[\p{L}\d]{1,5}(?!\p{L}))*)/giu

type Named = { what: string; labels: string[] }

/**
 * The anchors of the provisions a part of a document names: "điểm a khoản 2 Điều 3; Điều 5 và 6" is d3.k2.da, d5 and
 * d6. Undefined when it names something else too, or something that cannot be told: a clerk then says what is meant.
 */
export function anchorsOfPart(part: string): string[] | undefined {
  const text = part.normalize('NFC').replace(/\s+/gu, ' ').trim()
  const left = text.replace(piece, '').replace(/(?:^|\s)(?:và|các|của|tại)(?=\s|$)|[,;.\s]/giu, '')
  if (text === '' || left !== '') return undefined
  const named = [...text.matchAll(piece)].map(({ groups }): Named => {
    const more = (groups?.more ?? '').split(/,|(?<!\p{L})và(?!\p{L})/u).map((one) => one.trim())
    return {
      what: (groups?.what ?? '').toLowerCase(),
      labels: [groups?.first ?? '', ...more.filter((one) => one !== '')],
    }
  })
  return anchorsOf(named)
}

/** Law names the smaller first: what is read waits for the article it stands in. */
function anchorsOf(named: Named[]): string[] | undefined {
  const found: string[] = []
  let points: string[] = []
  let below: string[] = []
  for (const { what, labels } of named) {
    if (what === 'điểm') points.push(...labels.map((label) => `d${inTelex(label)}`))
    else if (what === 'khoản') {
      const clauses = labels.map((label) => `k${inTelex(label)}`)
      const [last] = clauses
      if (points.length > 0 && clauses.length > 1) return undefined
      below.push(...(points.length > 0 ? points.map((point) => `${last}.${point}`) : clauses))
      points = []
    } else {
      const whole = labels.map((label) => wholeAnchor(what, label))
      if (whole.some((one) => one === undefined)) return undefined
      const under = [...below, ...points]
      if (under.length > 0 && (whole.length > 1 || what !== 'điều')) return undefined
      const [article] = whole
      if (under.length > 0) found.push(...under.map((one) => `${article}.${one}`))
      else found.push(...(whole as string[]))
      below = []
      points = []
    }
  }
  return below.length + points.length > 0 || found.length === 0 ? undefined : [...new Set(found)]
}

function wholeAnchor(what: string, label: string): string | undefined {
  if (what === 'điều') return /^\d+\p{L}?$/u.test(label) ? `d${inTelex(label)}` : undefined
  const number = numberOf(label)
  if (number === undefined) return undefined
  return what === 'chương' ? `c${number}` : `pl${number}`
}
