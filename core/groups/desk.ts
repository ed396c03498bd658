import type { By } from '#core/staff/staff.ts'
import type { Account } from './account.ts'

/** How far signing in by QR has come. */
export type SignInStep =
  | { step: 'idle' }
  | { step: 'starting' }
  | { step: 'scan'; image: string }
  | { step: 'confirm'; name: string }
  | { step: 'done' }
  | { step: 'expired' | 'declined' | 'failed'; detail: string }

/** What the panel does with the account that posts to groups. */
export interface GroupDesk {
  account(): Promise<Account>
  signInStep(): SignInStep
  /** Begins a sign-in; the one that is under way goes on. */
  beginSignIn(by: By): void
  cancelSignIn(): void
  signOut(by: By): Promise<void>
  /** Asks Zalo for the account's groups anew; throws a Refusal when it does not tell. */
  refreshGroups(): Promise<void>
  /** There is something to post. */
  nudge(): void
}
