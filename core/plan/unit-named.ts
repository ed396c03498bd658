import { plain } from '#core/conversation/questions.ts'
import type { Unit } from '#core/office.ts'

/**
 * Which of our units a text names, accents or not, with or without "Phòng": the one it is, else the only one whose whole
 * name stands in it.
 * Undefined when it names none of ours or several.
 */
export function unitNamed(units: Unit[], text: string): Unit | undefined {
  const said = bare(plain(text))
  if (said === '') return undefined
  const same = units.filter((unit) => names(unit).includes(said))
  if (same.length > 0) return same.length === 1 ? same[0] : undefined
  const mentioned = units.filter(({ name }) => ` ${plain(text)} `.includes(` ${plain(name)} `))
  return mentioned.length === 1 ? mentioned[0] : undefined
}

function names({ name, shortName, code }: Unit): string[] {
  return [name, shortName, code].map((one) => bare(plain(one)))
}

function bare(name: string): string {
  return name.replace(/^(?:phong|trung tam|p|tt)\s+(?=\S)/, '').replace(/\s+/g, ' ')
}
