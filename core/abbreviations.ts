import { fold } from './fold.ts'

/** Abbreviations with one reading in letters to a public office; keys folded. */
const always: Record<string, string> = {
  atbx: 'an toan buc xa',
  attp: 'an toan thuc pham',
  bhxh: 'bao hiem xa hoi',
  bkhcn: 'bo khoa hoc va cong nghe',
  bvmt: 'bao ve moi truong',
  cddl: 'chi dan dia ly',
  cds: 'chuyen doi so',
  cgcn: 'chuyen giao cong nghe',
  cnnc: 'cong nghe cao',
  cntt: 'cong nghe thong tin',
  csdl: 'co so du lieu',
  ctcp: 'cong ty co phan',
  cty: 'cong ty',
  dkkd: 'dang ky kinh doanh',
  dmcn: 'doi moi cong nghe',
  dmst: 'doi moi sang tao',
  dn: 'doanh nghiep',
  dnnvv: 'doanh nghiep nho va vua',
  dntn: 'doanh nghiep tu nhan',
  dnvvn: 'doanh nghiep vua va nho',
  gcn: 'giay chung nhan',
  gpkd: 'giay phep kinh doanh',
  gtgt: 'gia tri gia tang',
  hdkd: 'hoat dong kinh doanh',
  hdld: 'hop dong lao dong',
  hkd: 'ho kinh doanh',
  htx: 'hop tac xa',
  kcn: 'khu cong nghiep',
  kd: 'kinh doanh',
  kdcn: 'kieu dang cong nghiep',
  khcn: 'khoa hoc cong nghe',
  khkt: 'khoa hoc ky thuat',
  knst: 'khoi nghiep sang tao',
  nckh: 'nghien cuu khoa hoc',
  nsnn: 'ngan sach nha nuoc',
  qppl: 'quy pham phap luat',
  qsdd: 'quyen su dung dat',
  qtg: 'quyen tac gia',
  sdt: 'so dien thoai',
  shcn: 'so huu cong nghiep',
  shtt: 'so huu tri tue',
  skhcn: 'so khoa hoc va cong nghe',
  sp: 'san pham',
  sx: 'san xuat',
  sxkd: 'san xuat kinh doanh',
  tcdlcl: 'tieu chuan do luong chat luong',
  tmdt: 'thuong mai dien tu',
  tncn: 'thu nhap ca nhan',
  tndn: 'thu nhap doanh nghiep',
  tnhh: 'trach nhiem huu han',
  ttnt: 'tri tue nhan tao',
  tthc: 'thu tuc hanh chinh',
  txng: 'truy xuat nguon goc',
  ubnd: 'uy ban nhan dan',
  vbpl: 'van ban phap luat',
  vphc: 'vi pham hanh chinh',
  vsattp: 've sinh an toan thuc pham',
  xpvphc: 'xu phat vi pham hanh chinh',
}

/** Chat shorthand (teencode), keys folded; only what nobody types for anything else. */
const chat: Record<string, string> = {
  bit: 'biet',
  bik: 'biet',
  bjt: 'biet',
  cx: 'cung',
  dc: 'duoc',
  dki: 'dang ky',
  dky: 'dang ky',
  hiu: 'hieu',
  hk: 'khong',
  hok: 'khong',
  hong: 'khong',
  j: 'gi',
  jz: 'gi vay',
  k: 'khong',
  khum: 'khong',
  ko: 'khong',
  lm: 'lam',
  mih: 'minh',
  mk: 'minh',
  ng: 'nguoi',
  nhiu: 'nhieu',
  ntn: 'nhu the nao',
  thik: 'thich',
  trc: 'truoc',
  vs: 'voi',
  wa: 'qua',
  z: 'vay',
}

/** Clear only when the đ was typed. */
const withBar: Record<string, string> = {
  đk: 'dang ky',
  hđ: 'hop dong',
  nđ: 'nghi dinh',
  qđ: 'quyet dinh',
}

/** What these mean beside a number. */
const besideNumber: Record<string, string> = { nd: 'nghi dinh', tt: 'thong tu', qd: 'quyet dinh' }

const number = /^\p{N}+$/u

/**
 * The folded words an abbreviation stands for, or undefined when it is none or could be several
 * things ("nd" alone is nội dung as often as nghị định). `AI` in capitals is artificial intelligence;
 * `ai` is "who", and so is AI when the whole message shouts.
 */
export function abbreviationOf(
  word: string,
  before: string | undefined,
  after: string | undefined,
  shouting: boolean,
): string | undefined {
  if (word.length > 6) return undefined
  if (word === 'AI' && !shouting) return 'tri tue nhan tao'
  const key = fold(word)
  const beside = besideNumber[key]
  if (beside !== undefined && (isNumber(before) || isNumber(after) || isIssuer(after)))
    return beside
  return withBar[word.toLowerCase()] ?? always[key] ?? chat[key]
}

function isNumber(word: string | undefined): boolean {
  return word !== undefined && number.test(word)
}

/** 13/2023/NĐ-CP, 17/2025/TT-BTP: what follows the dash is who issued it. */
function isIssuer(word: string | undefined): boolean {
  return word === 'CP' || word === 'cp' || /^(B|b)[A-Za-z]{2,5}$/.test(word ?? '')
}
