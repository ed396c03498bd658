/** A Zalo group of the account that signed in. */
export interface Group {
  id: string
  name: string
}

/** How one post ended. `kicked`: the account was put out; `unclear`: nobody knows whether it arrived. */
export type Posted =
  | { ok: true }
  | { ok: false; why: 'refused' | 'kicked' | 'unclear'; detail: string }

/** The account while it is connected; it hears nothing but its own end. */
export interface GroupSession {
  listGroups(): Promise<Group[]>
  /** Posts plain text; never throws for a platform's failure. */
  sendText(groupId: string, text: string): Promise<Posted>
  /** From now on: told once when Zalo puts the account out, with the reason. */
  onKick(tell: (detail: string) => void): void
  close(): void
}

/** What somebody who signs in by QR sees, step by step. */
export interface QrSteps {
  /** a picture to scan with Zalo on the phone, as a data: address */
  scan(image: string): void
  /** scanned by the owner of this name, who must agree on the phone */
  confirm(name: string): void
}

/** How signing in ended. `refused`: Zalo does not want the account or its cookie; `away`: try again later. */
export type SignedIn =
  | { ok: true; session: GroupSession }
  | { ok: false; why: 'refused' | 'away'; detail: string }

export type QrEnd =
  | { ok: true; name: string; credentials: unknown; groups: Group[] }
  | { ok: false; why: 'expired' | 'declined' | 'failed'; detail: string }

/** A personal Zalo account as we use it: our own seam, so that no library is met outside its folder. */
export interface GroupSender {
  /** Signs in by a QR code; ends by itself when nobody scans it, or with `signal`. Never throws. */
  signInByQr(steps: QrSteps, signal: AbortSignal): Promise<QrEnd>
  /** Signs in with what `signInByQr` gave. Never throws. */
  signIn(credentials: unknown): Promise<SignedIn>
}
