import type { Db } from '#db/client.ts'
import { createSurvey, openSurvey, publishSurvey, type SurveySettings } from './drafting.ts'
import type { Form, FormQuestion } from './shape.ts'

export const coordinator = {
  id: 'coordinator',
  role: 'coordinator' as const,
  unitId: undefined,
  name: 'Lý Thị Mẩy',
}

/** A form of one section from its questions. */
export function formOf(...questions: FormQuestion[]): Form {
  return { sections: [{ id: 'chung', title: 'Thông tin chung', questions }] }
}

const common = { required: true } as const

/** One question of each kind, with a condition. */
export const everyKind: Form = {
  sections: [
    {
      id: 'danh-gia',
      title: 'Đánh giá',
      questions: [
        { ...common, id: 'sao', kind: 'stars', ask: 'Anh/Chị hài lòng đến mức nào?', mark: true },
        {
          ...{ ...common, id: 'vi-sao', kind: 'text', ask: 'Vì sao Anh/Chị chưa hài lòng?' },
          when: { match: 'all', conditions: [{ question: 'sao', atMost: 3 }] },
        },
        {
          ...{ ...common, id: 'kenh', kind: 'choice', ask: 'Anh/Chị hỏi qua kênh nào?' },
          choices: [
            { id: 'zalo', text: 'Zalo' },
            { id: 'truc-tiep', text: 'Trực tiếp' },
          ],
          other: true,
        },
        {
          ...{ ...common, id: 'can', kind: 'several', ask: 'Anh/Chị cần hỗ trợ gì?' },
          choices: [
            { id: 'nhan-hieu', text: 'Nhãn hiệu' },
            { id: 'do-luong', text: 'Đo lường' },
            { id: 'thue', text: 'Thuế' },
          ],
        },
        { ...common, id: 'muc', kind: 'scale', ask: 'Mức độ dễ hiểu?', min: 0, max: 10 },
      ],
    },
    {
      id: 'doanh-nghiep',
      title: 'Doanh nghiệp',
      questions: [
        { ...common, id: 'nguoi', kind: 'number', ask: 'Bao nhiêu lao động?', whole: true, min: 1 },
        { ...common, id: 'lap', kind: 'date', ask: 'Thành lập ngày nào?' },
        { ...common, id: 'xa', kind: 'commune', ask: 'Ở xã, phường nào?' },
        { ...common, id: 'mst', kind: 'tax-code', ask: 'Mã số thuế?' },
        { id: 'tep', kind: 'file', ask: 'Gửi kèm giấy tờ?', required: false },
      ],
    },
  ],
}

/** A survey that is open; `settings` over what is usual. */
export async function openedSurvey(
  db: Db,
  form: Form,
  now: Date,
  settings: Partial<SurveySettings> = {},
): Promise<{ id: number; slug: string }> {
  const by = { actor: coordinator, now }
  const made = await createSurvey(db, { title: 'Khảo sát thử', form, ...settings }, by)
  await publishSurvey(db, { id: made.id, version: 1 }, by)
  await openSurvey(db, made.id, by)
  return made
}
