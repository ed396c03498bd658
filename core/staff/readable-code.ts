import { randomInt } from 'node:crypto'

/** No letter that is taken for another when it is read aloud or written down. */
const letters = 'abcdefghkmnpqrstuvwxyz23456789'

/** A random code of `length` readable letters. */
export function readableCode(length: number): string {
  return Array.from({ length }, () => letters[randomInt(letters.length)]).join('')
}

/** A password that is typed once: four groups of four, about 78 bits. */
export function initialPassword(): string {
  return Array.from({ length: 4 }, () => readableCode(4)).join('-')
}
