import { visibleText } from '#core/visible-text.ts'

/** What becomes of a delivery after a try. */
export interface Outcome {
  id: number
  state: 'sent' | 'queued' | 'held' | 'failed' | 'unknown' | 'dropped'
  nextAt?: Date
  partsSent: number
  platformId?: string
  why?: string
  detail?: string
  /** the recipients of notices whose outcome this is */
  recipients?: Recipient[]
}

/** A recipient of a notice, by its key: the notice and the person. */
export type Recipient = [noticeId: number, personId: number]

/** Outcomes as a statement reads them with `jsonb_to_recordset`; a platform's words may hold what it cannot read. */
export function rowsOf(outcomes: Outcome[]): string {
  return JSON.stringify(
    outcomes.map((outcome) => ({
      id: outcome.id,
      state: outcome.state,
      next_at: outcome.nextAt?.toISOString(),
      parts_sent: outcome.partsSent,
      platform_id: outcome.platformId && visibleText(outcome.platformId),
      why: outcome.why,
      detail: outcome.detail && visibleText(outcome.detail),
    })),
  )
}
