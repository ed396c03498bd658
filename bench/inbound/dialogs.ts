import { speaker } from '#bots/telegram/fake-updates.ts'
import { withCheckDigit } from '#core/people/tax-code.ts'

/** Updates in one dialog; each is answered by exactly one message. */
export const steps = 7

const questions = [
  'Cơ sở tôi sản xuất tinh dầu quế ở Văn Bàn, muốn đăng ký nhãn hiệu thì cần giấy tờ gì và nộp ở đâu?',
  'HTX chè Shan tuyết của chúng tôi muốn dán tem truy xuất nguồn gốc, có được tỉnh hỗ trợ kinh phí không?',
  'Cân điện tử ở chợ bao lâu phải kiểm định một lần, không kiểm định thì bị phạt thế nào?',
  'Doanh nghiệp tôi nhập máy chiếu xạ đã qua sử dụng qua cửa khẩu Kim Thành thì phải xin phép những gì?',
]

const communes = ['Xã Văn Bàn', 'Phường Sa Pa', 'Xã Bắc Hà', 'Phường Lào Cai']

/** What a person says next, once they see the message before. */
export type Say = (shown: Shown) => object

/** A message as the Bot API was given it: what is pressed are its own buttons. */
export interface Shown {
  reply_markup?: { inline_keyboard?: { callback_data: string }[][] }
}

/** One person's dialog: question, field, consent, business, commune, phone, send. */
export function dialog(chat: number, number: number): Say[] {
  const person = speaker({ id: chat })
  const nine = `53${String(10_000_000 + chat).slice(-7)}`
  const code = withCheckDigit(nine) ?? withCheckDigit(`54${nine.slice(2)}`) ?? '5300123456'
  const press = (at: number) => (shown: Shown) => {
    const buttons = shown.reply_markup?.inline_keyboard?.flat() ?? []
    return person.press(buttons.at(at)?.callback_data ?? 'there is no button')
  }
  return [
    () => person.text(`${questions[number % questions.length]} Cơ sở có ${number} lao động.`),
    press(-1),
    press(0),
    () => person.text(`HTX Số ${number}, ${code}`),
    () => person.text(communes[number % communes.length] ?? ''),
    () => person.text(`0912${String(1_000_000 + number).slice(-6)}`),
    press(0),
  ]
}
