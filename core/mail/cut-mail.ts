/** A mail's text in pieces that together are the whole text: what its writer says now, and what they only carry along. */
export interface CutMail {
  pieces: { text: string; cut: boolean }[]
  /** what is said now; the whole text when everything looked carried along */
  said: string
  /** quoted mails and signatures */
  cut: string
}

/**
 * Parts what somebody writes in a mail from what they quote and sign with, in Vietnamese and English. Nothing is lost:
 * the pieces joined are the text. A forwarded mail is what they want read, so nothing of it is cut.
 */
export function cutMail(text: string, forwarded = false): CutMail {
  const lines = text.split(/(?<=\n)/)
  const cut = forwarded ? lines.map(() => false) : marked(lines)
  if (!lines.some((line, at) => !cut[at] && line.trim() !== '')) cut.fill(false)
  const pieces: CutMail['pieces'] = []
  for (const [at, line] of lines.entries()) {
    const last = pieces.at(-1)
    const isCut = cut[at] === true
    if (last && last.cut === isCut) last.text += line
    else pieces.push({ text: line, cut: isCut })
  }
  const joined = (which: boolean) =>
    pieces.flatMap((piece) => (piece.cut === which ? [piece.text] : [])).join('')
  return { pieces, said: tidied(joined(false)), cut: joined(true) }
}

/** White space at the ends goes, and the gap where something was cut out is one empty line. */
function tidied(text: string): string {
  const lines = text.split('\n').map((line) => line.trimEnd())
  return lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

function marked(lines: string[]): boolean[] {
  const cut = lines.map((line) => quoted.test(line))
  const end = whereTheRestIsOld(lines)
  cut.fill(true, end)
  attributions(lines, end, cut)
  signatures(lines, end, cut)
  gaps(lines, cut)
  return cut
}

/** Empty lines between what is cut go with it. */
function gaps(lines: string[], cut: boolean[]): void {
  let last = -1
  for (const at of lines.keys()) {
    if (cut[at]) {
      if (last >= 0) cut.fill(true, last, at)
      last = at
    } else if (lines[at]?.trim() !== '') last = -1
  }
}

const quoted = /^\s{0,3}>/
const original =
  /^\s*-{2,}\s*(?:original message|original appointment|thư gốc|tin nhắn gốc|email gốc)\s*-{2,}\s*$/iu
const head = {
  from: /^\s*\*?(?:From|Từ|Người gửi)\s*:/iu,
  sent: /^\s*\*?(?:Sent|Date|Đã gửi|Ngày gửi|Gửi lúc|Thời gian|Ngày)\s*:/iu,
  more: /^\s*\*?(?:To|Subject|Đến|Tới|Gửi đến|Người nhận|Chủ đề|Tiêu đề)\s*:/iu,
}

/** Where an older mail begins that no mark stands before each line of; the number of lines when there is none. */
function whereTheRestIsOld(lines: string[]): number {
  for (const at of lines.keys()) {
    if (original.test(lines[at] ?? '')) return at
    if (head.from.test(lines[at] ?? '') && isOutlookHead(lines.slice(at + 1, at + 7))) {
      return /^\s*_{5,}\s*$/.test(lines[at - 1] ?? '') ? at - 1 : at
    }
    const long = attributionAt(lines, at)
    if (long > 0 && !quotesNext(lines, at + long)) return at
  }
  return lines.length
}

function isOutlookHead(next: string[]): boolean {
  return next.some((line) => head.sent.test(line)) && next.some((line) => head.more.test(line))
}

const attribution =
  /^\s*(?:On\b[^\n]{5,250}\bwrote|(?:Vào|Lúc|Ngày)\s[^\n]{5,250}\s(?:đã\s)?viết)\s*:\s*$/iu

/** How many lines, from `at` on, say who wrote the quoted mail; programs wrap them. */
function attributionAt(lines: string[], at: number): number {
  if (!/^\s*(?:On|Vào|Lúc|Ngày)\b/iu.test(lines[at] ?? '') && !/^\s*Vào/u.test(lines[at] ?? ''))
    return 0
  for (const length of [1, 2, 3]) {
    const joined = lines.slice(at, at + length)
    if (joined.slice(1).some((line) => line.trim() === '')) return 0
    if (attribution.test(joined.map((line) => line.trim()).join(' '))) return length
  }
  return 0
}

function quotesNext(lines: string[], from: number): boolean {
  let at = from
  while (lines[at]?.trim() === '') at++
  const next = lines[at]
  return next === undefined || quoted.test(next)
}

function attributions(lines: string[], end: number, cut: boolean[]): void {
  for (let at = 0; at < end; at++) {
    const long = cut[at] ? 0 : attributionAt(lines, at)
    cut.fill(true, at, at + long)
  }
}

const device =
  /^\s*(?:Sent from (?:my |Mail |Yahoo|Outlook|Samsung)|Get Outlook for|(?:Đã )?(?:được )?gửi từ (?:iPhone|iPad|điện thoại|thiết bị|Yahoo|Outlook|Mail|Gmail|Samsung|hộp thư))[^\n]{0,60}\s*$/iu
const closing =
  /^\s*(?:(?:xin )?trân trọng(?: cảm ơn| kính chào)?|kính thư|kính chào|thân ái|thân mến|chào trân trọng|(?:thanks (?:and|&) |thanks, |kind |best |warm )*regards|best wishes|(?:yours )?(?:sincerely|faithfully)|yours truly|cheers)[\s,.!]*$/iu
const longestSignature = 12
const longestLine = 120

/** From `-- ` on, or from a closing formula on when only short lines follow it, up to the next quote. */
function signatures(lines: string[], end: number, cut: boolean[]): void {
  let upTo = 0
  for (let at = 0; at < end; at++) {
    const line = lines[at] ?? ''
    if (cut[at]) continue
    if (device.test(line)) cut[at] = true
    if (upTo <= at) upTo = endOfOwn(cut, at, end)
    const dashes = /^--\s*$/.test(line)
    if (dashes || (closing.test(line) && looksSigned(lines, at + 1, upTo))) {
      cut.fill(true, at, upTo)
    }
  }
}

function endOfOwn(cut: boolean[], from: number, end: number): number {
  const next = cut.indexOf(true, from + 1)
  return next === -1 || next > end ? end : next
}

/** Name, office, numbers: short lines that ask nothing. */
function looksSigned(lines: string[], from: number, upTo: number): boolean {
  let said = 0
  for (let at = from; at < upTo; at++) {
    const line = lines[at] ?? ''
    if (line.trim() === '') continue
    if (++said > longestSignature || line.length > longestLine || asks.test(line)) return false
  }
  return true
}

const asks = /\?|^\s*(?:P\.?\/?\s?S|TB)\b/i
