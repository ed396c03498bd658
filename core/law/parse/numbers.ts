/** A document's number: 74/2025/QH15, 13/2023/NĐ-CP, 01/2026/TT-BKHCN, 982/QĐ-TTg, 57-NQ/TW. */
export const numberForm =
  /\d{1,5}(?:\.\d{1,3})?\/(?:\d{4}\/)?\p{Lu}[\p{L}\d]*(?:-\p{Lu}[\p{L}\d]*)*|\d{1,4}-\p{Lu}{1,3}\/\p{Lu}[\p{L}\d]*/u

const kinds: [RegExp, string][] = [
  [/VBHN/u, 'Văn bản hợp nhất'],
  [/TTLT/u, 'Thông tư liên tịch'],
  [/NĐ-CP$/u, 'Nghị định'],
  [/(?:^|[\d/-])TT-/u, 'Thông tư'],
  [/(?:^|[\d/-])QĐ[-/]/u, 'Quyết định'],
  [/(?:^|[\d/-])NQ[-/]/u, 'Nghị quyết'],
  [/(?:^|[\d/-])CT-/u, 'Chỉ thị'],
  [/KL\/TW$/u, 'Kết luận'],
  [/UBTVQH\d*$/u, 'Pháp lệnh'],
  [/QH\d+$/u, 'Luật'],
]

/** The kind a number's letters stand for (Decree 78/2025/NĐ-CP on numbering); undefined when unknown. */
export function kindOfNumber(number: string): string | undefined {
  return kinds.find(([form]) => form.test(number))?.[1]
}

const issuers: Record<string, string> = {
  CP: 'Chính phủ',
  TTg: 'Thủ tướng Chính phủ',
  TW: 'Ban Chấp hành Trung ương Đảng',
  VPQH: 'Văn phòng Quốc hội',
  BKHCN: 'Bộ Khoa học và Công nghệ',
  BTP: 'Bộ Tư pháp',
  BTC: 'Bộ Tài chính',
  BCT: 'Bộ Công Thương',
  BCA: 'Bộ Công an',
  BQP: 'Bộ Quốc phòng',
  BNV: 'Bộ Nội vụ',
  BNG: 'Bộ Ngoại giao',
  BXD: 'Bộ Xây dựng',
  BYT: 'Bộ Y tế',
  BGDĐT: 'Bộ Giáo dục và Đào tạo',
  BNNMT: 'Bộ Nông nghiệp và Môi trường',
  BVHTTDL: 'Bộ Văn hóa, Thể thao và Du lịch',
  BDTTG: 'Bộ Dân tộc và Tôn giáo',
  BTTTT: 'Bộ Thông tin và Truyền thông',
  BKHĐT: 'Bộ Kế hoạch và Đầu tư',
  BTNMT: 'Bộ Tài nguyên và Môi trường',
  BNNPTNT: 'Bộ Nông nghiệp và Phát triển nông thôn',
  BLĐTBXH: 'Bộ Lao động - Thương binh và Xã hội',
  BGTVT: 'Bộ Giao thông vận tải',
  NHNN: 'Ngân hàng Nhà nước Việt Nam',
  TTCP: 'Thanh tra Chính phủ',
  VPCP: 'Văn phòng Chính phủ',
  KTNN: 'Kiểm toán nhà nước',
  TANDTC: 'Tòa án nhân dân tối cao',
  VKSNDTC: 'Viện kiểm sát nhân dân tối cao',
}

/** Who issues documents of this number; undefined for provinces and letters we do not know. */
export function issuerOfNumber(number: string): string | undefined {
  if (/UBTVQH\d*$/u.test(number)) return 'Ủy ban Thường vụ Quốc hội'
  if (/QH\d+$/u.test(number)) return 'Quốc hội'
  return issuers[number.split(/[-/]/u).at(-1) ?? '']
}
