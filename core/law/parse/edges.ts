import type { Line } from './lines.ts'
import { articleMarker, containerMarker } from './markers.ts'

const adopted =
  /^(?:Bộ luật|Luật|Pháp lệnh|Nghị quyết) này (?:đã )?được (?:Quốc hội|Ủy ban Thường vụ Quốc hội).{0,160}thông qua ngày/iu
const office =
  /^(?:QUYỀN |Q\. ?)?(?:PHÓ )?(?:THỦ TƯỚNG(?: CHÍNH PHỦ)?|CHỦ TỊCH(?: QUỐC HỘI| NƯỚC)?|BỘ TRƯỞNG|THỨ TRƯỞNG|CHÁNH ÁN|VIỆN TRƯỞNG|THỐNG ĐỐC|CHỦ NHIỆM|TỔNG THANH TRA|TỔNG KIỂM TOÁN(?: NHÀ NƯỚC)?|GIÁM ĐỐC|CỤC TRƯỞNG|TỔNG CỤC TRƯỞNG|TỔNG BÍ THƯ|TRƯỞNG BAN)$/u
const behalf = /^(?:TM|T\/M|KT|TL|TUQ)\s?\.\s*\p{Lu}/u
const consolidated = /^(?:VĂN PHÒNG QUỐC HỘI|XÁC THỰC VĂN BẢN HỢP NHẤT)$/u

const appendix =
  /^Phụ\s*lục(?:\s+(?:số\s+)?([IVXLC]+|\d{1,3}|[A-Z])(?![\p{L}\d]))?\s*([.:–-]?)\s*(.*)$/iu
const attached =
  /^(?:QUY CHẾ|QUY ĐỊNH|ĐIỀU LỆ|QUY TRÌNH|NỘI QUY|CHƯƠNG TRÌNH|KẾ HOẠCH|ĐỀ ÁN|DANH MỤC|HƯỚNG DẪN|CHIẾN LƯỢC|QUY CHUẨN|QUY TẮC|MẪU|BIỂU)(?![\p{L}])/u
const withDocument = /^\(?\s*(?:Được\s+)?(?:Ban hành )?k[èe]m theo(?!\p{L})/iu

/** Whether the signature block begins here: the note of adoption, "Nơi nhận", "TM. CHÍNH PHỦ", "BỘ TRƯỞNG". */
export function beginsClosing(text: string): boolean {
  return (
    adopted.test(text) ||
    /^Nơi nhận\s*(?::|$)/iu.test(text) ||
    behalf.test(text) ||
    office.test(text) ||
    consolidated.test(text)
  )
}

/** The appendix that begins on this line: its number and whether it is a regulation with articles of its own. */
export function appendixAt(
  lines: Line[],
  index: number,
): { label: string; rest: string; regulation: boolean } | undefined {
  const text = lines[index]?.text ?? ''
  const match = appendix.exec(text)
  if (match) {
    const [, label = '', mark = '', rest = ''] = match
    const bare = rest === '' || isCapitals(rest) || withDocument.test(rest)
    if (!bare && !(mark !== '' && label !== '')) return undefined
    if (rest === '' && !headsAppendix(lines, index)) return undefined
    return { label, rest, regulation: false }
  }
  return regulationAt(lines, index, text)
}

function headsAppendix(lines: Line[], index: number): boolean {
  const following = lines.slice(index + 1, index + 6).map(({ text }) => text)
  return (
    isCapitals(following[0] ?? '') ||
    following.some((text) => withDocument.test(text)) ||
    beginsClosing(lines[index - 1]?.text ?? '')
  )
}

function regulationAt(lines: Line[], index: number, text: string) {
  if (!attached.test(text) || !isCapitals(text) || text.length > 300) return undefined
  const following = lines.slice(index + 1, index + 10)
  const issued = following.slice(0, 7).some((line) => withDocument.test(line.text))
  const first = following.find((line) => articleMarker(line) || containerMarker(line))
  const begins =
    first !== undefined &&
    /^(?:Chương|CHƯƠNG|Phần|PHẦN|Điều|ĐIỀU)\s+(?:I|1|thứ nhất)\b/u.test(first.text)
  if (!(issued || begins)) return undefined
  return {
    label: '',
    rest: text,
    regulation: begins || /^(?:QUY CHẾ|ĐIỀU LỆ|QUY ĐỊNH)/u.test(text),
  }
}

/** Written in capital letters, as titles are. */
export function isCapitals(text: string): boolean {
  return /\p{Lu}/u.test(text) && !/\p{Ll}/u.test(text)
}
