import { fold } from '#core/fold.ts'

/** The kinds of documents people name. */
export type Kind =
  | 'luat'
  | 'bo-luat'
  | 'phap-lenh'
  | 'nghi-dinh'
  | 'thong-tu'
  | 'thong-tu-lien-tich'
  | 'quyet-dinh'
  | 'nghi-quyet'
  | 'chi-thi'

/** How people name the kinds, folded; longer names first. */
export const kindNames: [string[], Kind][] = [
  [['thong', 'tu', 'lien', 'tich'], 'thong-tu-lien-tich'],
  [['bo', 'luat'], 'bo-luat'],
  [['phap', 'lenh'], 'phap-lenh'],
  [['nghi', 'dinh'], 'nghi-dinh'],
  [['thong', 'tu'], 'thong-tu'],
  [['quyet', 'dinh'], 'quyet-dinh'],
  [['nghi', 'quyet'], 'nghi-quyet'],
  [['chi', 'thi'], 'chi-thi'],
  [['luat'], 'luat'],
  [['ttlt'], 'thong-tu-lien-tich'],
  [['bl'], 'bo-luat'],
  [['nd'], 'nghi-dinh'],
  [['tt'], 'thong-tu'],
  [['qd'], 'quyet-dinh'],
  [['nq'], 'nghi-quyet'],
  [['ct'], 'chi-thi'],
]

/** The endings that complete a number when the kind has one issuer only. */
export const endings: Partial<Record<Kind, string>> = { 'nghi-dinh': 'NĐ-CP' }

/** The kind the letters of a number stand for. */
export function kindOfEnding(ending: string): Kind | undefined {
  const first = fold(ending.split('-')[0] ?? '')
  if (/^qh\d/.test(first)) return 'luat'
  if (/^(?:pl|ubtvqh\d)/.test(first)) return first.startsWith('pl') ? 'phap-lenh' : 'nghi-quyet'
  return kindNames.find(([name]) => name.length === 1 && name[0] === first)?.[1]
}
