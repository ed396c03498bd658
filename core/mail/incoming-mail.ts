import { createHash } from 'node:crypto'
import type { IncomingFile } from '#core/channel.ts'

/** A mail somebody wrote to the desk, read and cleaned of MIME; nothing of it is decided yet. */
export interface IncomingMail {
  /** as `mailId` gives it */
  messageId: string
  /** the writer's address in lower case */
  from: string
  /** the name they write under: kept only after consent */
  name?: string
  /** the receiving server found that the sender is not who they say */
  unproven?: true
  at: Date
  subject: string
  /** the whole text, quotes and signature with it */
  text: string
  /** the Message-IDs it answers, oldest first */
  references: string[]
  /** the first `mostFiles` of them */
  files: IncomingFile[]
  /** there was more than is taken: more files, or more bytes */
  beyond?: true
}

/** What is longer is read in part: its text stands in front, what stands beyond stays in the mailbox. */
export const largestMail = 36 * 1024 * 1024
/** More files of one mail are left in the mailbox. */
export const mostFiles = 20

const longestId = 300
const shape = /<[^<>\s]+>/g

/** A Message-ID as it is kept and compared; one that no index could hold is kept as its hash. */
export function mailId(given: string): string {
  const id = given.match(shape)?.[0] ?? `<${given.replace(/[<>\s]/g, '')}>`
  return id.length <= longestId ? id : `<${sha256(id)}@long>`
}

/** All Message-IDs in the headers that name what a mail answers, in their order. */
export function mailIds(headers: string): string[] {
  return [...new Set((headers.match(shape) ?? []).map(mailId))]
}

/** A Message-ID may hold a name: what stays of it after an erasure only tells that it was heard. */
export function eventIdOf(messageId: string): string {
  return `m${sha256(messageId)}`
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
