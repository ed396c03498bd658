import type { Reading } from '#core/conversation/talk.ts'

/**
 * A Vietnamese phone number as people write it, with blanks, dots or +84. Gives `0912345678` (mobile, 03/05/07/08/09)
 * or a fixed line `02143840840` (numbering plan of Circular 22/2014/TT-BTTTT and its change of 2018).
 */
export function readPhone(text: string): Reading<string> {
  const digits = text.replace(/[\s.()-]/g, '').replace(/^(?:\+|00)?84(?=[1-9])/, '0')
  if (/^0[35789]\d{8}$/.test(digits) || /^02\d{9}$/.test(digits)) return { value: digits }
  return { invalid: 'people:phone-shape' }
}
