import { say } from '#core/language.ts'

/** The desk's own words and buttons, so that every contender sends messages of the same size. */
export const asked = {
  field: say('vi', 'intake:field'),
  consent: say('vi', 'intake:consent', {
    office: 'Sở Khoa học và Công nghệ tỉnh Lào Cai',
    years: 5,
  }),
  business: say('vi', 'intake:business'),
  commune: say('vi', 'intake:commune'),
  phone: say('vi', 'intake:phone'),
  sent: (number: number) => `Sở đã tiếp nhận yêu cầu HL-2026-${String(number).padStart(6, '0')}.`,
}

const button = (text: string, callback_data: string) => [{ text, callback_data }]

export const buttons = {
  field: {
    inline_keyboard: [
      button('Sở hữu trí tuệ', 'field.shtt'),
      button('Tiêu chuẩn, đo lường, chất lượng', 'field.tdc'),
      button('Chuyển đổi số', 'field.cds'),
      button('Đổi mới sáng tạo', 'field.dmst'),
      button(say('vi', 'intake:field-unsure'), 'field.unsure'),
    ],
  },
  consent: {
    inline_keyboard: [
      button(say('vi', 'intake:consent-yes'), 'consent.yes'),
      button(say('vi', 'intake:consent-no'), 'consent.no'),
    ],
  },
  review: {
    inline_keyboard: [
      button(say('vi', 'intake:review-send'), 'review.send'),
      button(say('vi', 'intake:review-cancel'), 'review.cancel'),
    ],
  },
}

export interface Said {
  question: string
  field: string
  consent: string
  business: string
  commune: string
  phone: string
}

/** What the person sees before they send, as our own dialogue shows it. */
export function review(said: Said): string {
  return [
    say('vi', 'intake:review'),
    [
      say('vi', 'intake:review-question', { question: said.question }),
      say('vi', 'intake:review-field', { field: said.field }),
      say('vi', 'intake:review-business', { business: said.business }),
      say('vi', 'intake:review-commune', { commune: said.commune }),
      say('vi', 'intake:review-phone', { phone: said.phone }),
    ].join('\n'),
    say('vi', 'intake:review-attach'),
  ].join('\n\n')
}
