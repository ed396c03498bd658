import { plainPhrase } from '#core/words.ts'

/**
 * How people ask and how law says it: a question for a definition is answered under "Giải thích từ ngữ". Bare syllables; a
 * frame's words are added to the question with little weight.
 */
const frames: [string, string][] = [
  ['la gi', 'giải thích từ ngữ'],
  ['nghia la', 'giải thích từ ngữ'],
  ['dinh nghia', 'giải thích từ ngữ'],
  ['duoc hieu', 'giải thích từ ngữ'],
  ['khai niem', 'giải thích từ ngữ'],
  ['ap dung cho ai', 'đối tượng áp dụng'],
  ['cho ai', 'đối tượng áp dụng'],
  ['nhung ai', 'đối tượng'],
  ['bi cam', 'hành vi bị nghiêm cấm'],
  ['giay to gi', 'hồ sơ'],
  ['thu tuc', 'trình tự thủ tục hồ sơ'],
  ['lam the nao', 'trình tự thủ tục'],
  ['o dau', 'thẩm quyền cơ quan'],
  ['bao lau', 'thời hạn'],
  ['khi nao', 'thời hạn thời điểm'],
  ['may nam', 'thời hạn'],
  ['bao nhieu ngay', 'thời hạn'],
  ['phat bao nhieu', 'mức phạt tiền xử phạt vi phạm'],
  ['co bi phat', 'phạt tiền xử phạt vi phạm hành vi'],
  ['muc phat', 'phạt tiền từ đồng đến đồng'],
  ['di tu', 'phạt tù'],
  ['bao nhieu tien', 'mức tiền'],
  ['so do', 'giấy chứng nhận quyền sử dụng đất'],
  ['so hong', 'giấy chứng nhận quyền sở hữu nhà'],
  ['nghi viec', 'chấm dứt hợp đồng lao động'],
  ['duoi viec', 'sa thải đơn phương chấm dứt hợp đồng lao động'],
  ['xe may', 'xe mô tô xe gắn máy'],
  ['bang lai', 'giấy phép lái xe'],
  ['mo cong ty', 'thành lập doanh nghiệp đăng ký doanh nghiệp'],
  ['ban hang online', 'thương mại điện tử'],
  ['ban hang qua mang', 'thương mại điện tử'],
  ['thuong hieu', 'nhãn hiệu'],
  ['lo thong tin', 'lộ dữ liệu cá nhân vi phạm bảo vệ dữ liệu cá nhân'],
  ['thong tin ca nhan', 'dữ liệu cá nhân'],
]

/** The words of the law for the way a question is put, or an empty text. */
export function wordsOfLaw(question: string): string {
  const plain = ` ${plainPhrase(question)} `
  const found = frames.filter(([asked]) => plain.includes(` ${asked} `)).map(([, law]) => law)
  return [...new Set(found)].join('\n')
}

const tag =
  /[,;\s]+(?:(?:có\s|co\s)?(?:đúng|dung)\s(?:hay\s(?:là\s|la\s)?sai|không|khong)|(?:có\s|co\s)?(?:phải|phai)\s(?:không|khong))[\s?!.…]*$/iu
/** A tag is looked for in so many last characters, however long the text. */
const tail = 60

/** A question without the words that only ask for a yes at its end: "… đúng hay sai?", "… phải không". */
export function withoutTag(question: string): string {
  const whole = question.normalize('NFC').trimEnd()
  return whole.slice(0, -tail) + whole.slice(-tail).replace(tag, '')
}
