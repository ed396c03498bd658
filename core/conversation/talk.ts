import type { IncomingFile, Outgoing } from '#core/channel.ts'
import type { Language, Values } from '#core/language.ts'

/** What a person answered, whatever the platform; files are rows already kept. */
export type Heard =
  | { kind: 'text'; text: string }
  | { kind: 'choice'; choice: string }
  | { kind: 'files'; fileIds: number[]; text: string; files: IncomingFile[] }
  | { kind: 'contact'; phone: string }
  | { kind: 'skip' }

export type Reading<T> = { value: T } | { invalid: string; values?: Values }

/** One thing asked: how it is put in a language, and how an answer is read. */
export interface Question<T> {
  prompt(language: Language): Outgoing
  read(heard: Heard): Reading<T> | Promise<Reading<T>>
  /** `bỏ qua` is an answer: the value is then null */
  optional?: boolean
  /** what is typed in answer may be a number, which a button to skip would take for itself: there is none */
  typed?: boolean
}

/** What a flow may do. Every name is unique within its flow: answers are kept by it. */
export interface Talk {
  /** what the flow was started with */
  given<T>(name: string): T
  say(key: string, values?: Values): Promise<void>
  ask<T>(name: string, question: Question<T>): Promise<T>
  askOptional<T>(name: string, question: Question<T>): Promise<T | null>
  /** Looks something up once and remembers what was found; may read the database, never changes it. */
  look<T>(name: string, find: () => Promise<T> | T): Promise<T>
}

/** A dialogue. `version` is raised when questions change: running dialogues go on with the answers given. */
export interface Flow<Result, Context> {
  name: string
  version: number
  run(talk: Talk, context: Context): Promise<Result>
}
