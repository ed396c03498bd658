import { type Language, say, type Values } from './language.ts'

/** What is wrong with one line of a file somebody gave us, as a locale key and its values. */
export type Fault = { line: number; key: string; values: Values }

/** A fault in words, with its line. */
export function tellFault(language: Language, fault: Fault): string {
  return say(language, 'profile:fault.line', {
    line: fault.line,
    fault: say(language, fault.key, fault.values),
  })
}
