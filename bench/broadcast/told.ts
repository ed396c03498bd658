/** What the bench says to a desk that sends a notice. */
export type Word = { kind: 'say'; to: string; text: string } | { kind: 'stop' }

/** What it answers: that it sends, or when (`moment`) a reply was stored. */
export type Answer = { kind: 'ready' } | { kind: 'stored'; text: string; at: number }
