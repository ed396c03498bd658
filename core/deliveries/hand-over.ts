import type { Due } from './deliveries.ts'

/**
 * Where this process's own sender takes a reply as soon as it is stored, without looking for it in the queue. Such a
 * reply is stored as being sent; when it is never taken, because the process ended in between, `recoverStray` finds it.
 */
export interface HandOver {
  /** replies the platform has taken, which is not stored yet: what is said next need not wait for them */
  sent: ReadonlySet<number>
  take(replies: Due[]): void
}
