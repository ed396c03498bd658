/** Abbreviations with one reading in letters to a public office; keys folded. */
const always: Record<string, string> = {
  atbx: 'an toàn bức xạ',
  attp: 'an toàn thực phẩm',
  bhxh: 'bảo hiểm xã hội',
  bkhcn: 'bộ khoa học và công nghệ',
  bvmt: 'bảo vệ môi trường',
  cddl: 'chỉ dẫn địa lý',
  cds: 'chuyển đổi số',
  cgcn: 'chuyển giao công nghệ',
  cnnc: 'công nghệ cao',
  cntt: 'công nghệ thông tin',
  csdl: 'cơ sở dữ liệu',
  ctcp: 'công ty cổ phần',
  cty: 'công ty',
  dkkd: 'đăng ký kinh doanh',
  dmcn: 'đổi mới công nghệ',
  dmst: 'đổi mới sáng tạo',
  dn: 'doanh nghiệp',
  dnnvv: 'doanh nghiệp nhỏ và vừa',
  dntn: 'doanh nghiệp tư nhân',
  dnvvn: 'doanh nghiệp vừa và nhỏ',
  gcn: 'giấy chứng nhận',
  gpkd: 'giấy phép kinh doanh',
  gtgt: 'giá trị gia tăng',
  hdkd: 'hoạt động kinh doanh',
  hdld: 'hợp đồng lao động',
  hkd: 'hộ kinh doanh',
  htx: 'hợp tác xã',
  kcn: 'khu công nghiệp',
  kd: 'kinh doanh',
  kdcn: 'kiểu dáng công nghiệp',
  khcn: 'khoa học công nghệ',
  khkt: 'khoa học kỹ thuật',
  knst: 'khởi nghiệp sáng tạo',
  nckh: 'nghiên cứu khoa học',
  nsnn: 'ngân sách nhà nước',
  qltt: 'quản lý thị trường',
  qppl: 'quy phạm pháp luật',
  qsdd: 'quyền sử dụng đất',
  qtg: 'quyền tác giả',
  sdt: 'số điện thoại',
  shcn: 'sở hữu công nghiệp',
  shtt: 'sở hữu trí tuệ',
  skhcn: 'sở khoa học và công nghệ',
  sp: 'sản phẩm',
  sx: 'sản xuất',
  sxkd: 'sản xuất kinh doanh',
  tcdlcl: 'tiêu chuẩn đo lường chất lượng',
  tmdt: 'thương mại điện tử',
  tncn: 'thu nhập cá nhân',
  tndn: 'thu nhập doanh nghiệp',
  tnhh: 'trách nhiệm hữu hạn',
  tthc: 'thủ tục hành chính',
  ttnt: 'trí tuệ nhân tạo',
  txng: 'truy xuất nguồn gốc',
  ubnd: 'ủy ban nhân dân',
  vbpl: 'văn bản pháp luật',
  vphc: 'vi phạm hành chính',
  vsattp: 'vệ sinh an toàn thực phẩm',
  xpvphc: 'xử phạt vi phạm hành chính',
}

/** Chat shorthand (teencode), keys folded; only what nobody types for anything else. */
const chat: Record<string, string> = {
  bik: 'biết',
  bit: 'biết',
  bjt: 'biết',
  cx: 'cũng',
  dc: 'được',
  dki: 'đăng ký',
  dky: 'đăng ký',
  hiu: 'hiểu',
  hk: 'không',
  hok: 'không',
  hong: 'không',
  j: 'gì',
  jz: 'gì vậy',
  k: 'không',
  khum: 'không',
  ko: 'không',
  lm: 'làm',
  mih: 'mình',
  mk: 'mình',
  ng: 'người',
  nhiu: 'nhiêu',
  ntn: 'như thế nào',
  thik: 'thích',
  trc: 'trước',
  vs: 'với',
  wa: 'quá',
  z: 'vậy',
}

/** Clear only when the đ was typed. */
const withBar = new Map(
  Object.entries({ đk: 'đăng ký', hđ: 'hợp đồng', nđ: 'nghị định', qđ: 'quyết định' }),
)

const usual = new Map(Object.entries({ ...always, ...chat }))

/** Acts of law, beside a number only. */
const acts: Record<string, string> = { nd: 'nghị định', tt: 'thông tư', qd: 'quyết định' }

const number = /^\p{N}+$/u

/** What stands around a word, and whether the whole message is in capitals. */
type Beside = { before: string | undefined; after: string | undefined; shouting: boolean }

/**
 * The words an abbreviation stands for (`key` is its folded form), or undefined when it is none or could be several
 * things ("nd" alone is nội dung as often as nghị định). `AI` in capitals is artificial intelligence; `ai` is "who",
 * and so is AI when the whole message shouts.
 */
export function abbreviationOf(word: string, key: string, beside: Beside): string | undefined {
  if (word.length > 6) return undefined
  if (word === 'AI' && !beside.shouting) return 'trí tuệ nhân tạo'
  const { before, after } = beside
  const act = Object.hasOwn(acts, key) ? acts[key] : undefined
  if (act !== undefined && (isNumber(before) || isNumber(after) || isIssuer(after))) return act
  return usual.get(key) ?? withBar.get(word.toLowerCase())
}

function isNumber(word: string | undefined): boolean {
  return word !== undefined && number.test(word)
}

/** 13/2023/NĐ-CP, 17/2025/TT-BTP: what follows the dash is who issued it. */
function isIssuer(word: string | undefined): boolean {
  return word === 'CP' || word === 'cp' || /^(B|b)[A-Za-z]{2,5}$/.test(word ?? '')
}
