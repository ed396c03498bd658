import type { Labelled } from '#core/law/published/citation-labels.ts'
import { doubtfulIn } from '#core/law/published/citations.ts'
import { Refusal } from '#core/refusal.ts'
import type { Db } from '#db/client.ts'
import type { AnswerText } from './sending.ts'

/** The text cites what is not in force today, and nobody has said that it is meant so. */
export class NotInForce extends Refusal {
  override readonly name = 'NotInForce'
  readonly doubts: Labelled[]

  constructor(doubts: Labelled[]) {
    super('published:refusal.not-in-force', { cited: doubts.map(({ label }) => label).join('; ') })
    this.doubts = doubts
  }
}

/** By what a writer's confirmation names a citation. */
export function doubtKey({ documentId, anchor }: Pick<Labelled, 'documentId' | 'anchor'>): string {
  return `${documentId}:${anchor}`
}

/** Throws NotInForce when the text cites what is out of force on the day of `now` and the writer has not confirmed it. */
export async function mindForce(
  db: Db,
  { body, basis }: { body: string; basis: string },
  despite: AnswerText['despite'],
  now: Date,
): Promise<void> {
  const doubts = await doubtfulIn(db, `${body}\n${basis}`, now)
  if (doubts.some((one) => despite?.includes(doubtKey(one)) !== true)) throw new NotInForce(doubts)
}
