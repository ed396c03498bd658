import { z } from 'zod'
import { channelNames } from '#core/channel.ts'
import { writtenKinds } from '#core/notices/notice.ts'
import { key, read, text } from './read-data.ts'

const codes = z.array(key).default([])
const workingDaysAgo = z.number().int().nonnegative()

/** A guide in the office's own words: the demo ships no law text. */
const guide = z.strictObject({
  key,
  number: text,
  title: text,
  by: key,
  fields: codes,
  /** numbers of the documents it explains */
  guides: z.array(text).default([]),
  replaces: text.optional(),
  ago: workingDaysAgo,
  summary: text,
  text,
})

const publication = z.strictObject({
  by: key,
  /** how the question of the ticket begins */
  q: text,
  /** the same question without who asked it */
  ask: text,
  /** provisions of guides, in addition to the answer's own basis */
  cites: text.optional(),
  /** what was added once it was public */
  corrected: text.optional(),
  end: z.enum(['draft', 'submitted', 'published']).default('published'),
})

const subscriber = z.strictObject({
  by: key,
  fields: codes,
  sectors: codes,
  communes: z.array(text).default([]),
  pace: z.enum(['now', 'weekly']).default('now'),
  stops: z.boolean().default(false),
})

const words = {
  by: key,
  /** who lets it go out; absent: it is still being written */
  agreedBy: key.optional(),
  ago: workingDaysAgo.default(1),
  /** working days from today on which it is to go out */
  in: z.number().int().positive().optional(),
  /** one message of a platform's is not accepted */
  fails: z.boolean().default(false),
}

const notice = z.union([
  z.strictObject({ ...words, of: key }),
  z.strictObject({
    ...words,
    kind: z.enum(writtenKinds),
    fields: codes,
    channels: z.array(z.enum(channelNames)).default([]),
    title: text,
    body: text,
    titleEn: z.string().default(''),
    bodyEn: z.string().default(''),
  }),
])

const judged = {
  verdict: z.enum(['helped', 'human']).optional(),
  judged: z.enum(['right', 'wrong']).optional(),
  note: z.string().default(''),
}

const lookup = z.union([
  /** without `by`: on the portal */
  z.strictObject({ ...judged, ago: workingDaysAgo, by: key.optional(), q: text }),
  /** before a question went to the office, by how it begins */
  z.strictObject({ by: key, ticket: text }),
])

export type Guide = z.infer<typeof guide>
export type ToPublish = z.infer<typeof publication>
export type Subscriber = z.infer<typeof subscriber>
export type ToTell = z.infer<typeof notice>
export type LookedFor = z.infer<typeof lookup>

/** What the demo office did with law: guides, public answers, notices and who gets them, look-ups. */
export function readLawData() {
  return {
    guides: read('law/guides.yaml', guide),
    publications: read('law/publications.yaml', publication),
    subscribers: read('law/subscribers.yaml', subscriber),
    notices: read('law/notices.yaml', notice),
    lookups: read('law/lookups.yaml', lookup),
  }
}
