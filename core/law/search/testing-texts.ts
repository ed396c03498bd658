import type { Entry } from './entries.ts'

/** A provision of a made-up law, for tests. */
export function provision(key: string, title: string, text: string, more: Partial<Entry> = {}) {
  const entry: Entry = {
    key,
    document: '1/2030/QH99',
    title,
    subject: '',
    text,
    kind: 'Luật',
    year: 2030,
    fields: [],
    ...more,
  }
  return entry
}

/** Eight provisions of three made-up documents: enough for words to be rare or common. */
export const texts: Entry[] = [
  provision('l.1', 'Phạm vi điều chỉnh', 'Luật này quy định về vườn ươm sáng chế và thả diều.', {
    subject: 'Vườn ươm sáng chế',
    article: '1',
  }),
  provision(
    'l.2',
    'Đăng ký nhãn hiệu cho diều',
    '1. Chủ xưởng nộp đơn đăng ký nhãn hiệu tại cơ quan nhận đơn.\n2. Lệ phí do Bộ quy định.',
    { subject: 'Vườn ươm sáng chế', article: '2', fields: ['so-huu-tri-tue'] },
  ),
  provision(
    'l.3',
    'Mức phạt khi thả diều gần đường dây',
    'Người thả diều gần đường dây điện bị phạt tiền từ 1.000 đồng đến 2.000 đồng.',
    { subject: 'Vườn ươm sáng chế', article: '3', fields: ['an-toan'] },
  ),
  provision('n.5', 'Hồ sơ vay vốn', 'Hồ sơ vay vốn gồm đơn, phương án và giấy tờ của xưởng diều.', {
    document: '13/2030/NĐ-CP',
    kind: 'Nghị định',
    article: '5',
    fields: ['ho-tro'],
  }),
  provision('n.6', 'Thời hạn trả lời', 'Cơ quan nhận đơn trả lời trong năm ngày làm việc.', {
    document: '13/2030/NĐ-CP',
    kind: 'Nghị định',
    article: '6',
    fields: ['ho-tro'],
  }),
  provision('o.5', 'Hồ sơ vay vốn', 'Hồ sơ vay vốn gồm đơn và giấy tờ của xưởng diều.', {
    document: '9/2020/NĐ-CP',
    kind: 'Nghị định',
    year: 2020,
    article: '5',
    fields: ['ho-tro'],
  }),
  provision('n.7', 'Bản đồ', 'Xưởng diều vẽ bản đồ bãi thả.', { document: '13/2030/NĐ-CP' }),
  provision('n.8', 'Bán đò', 'Xưởng đóng đò được bán đò cho khách.', { document: '13/2030/NĐ-CP' }),
]
