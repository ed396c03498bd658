import type { SignInStep } from '#core/groups/desk.ts'
import type { GroupSender, QrEnd } from '#core/groups/sender.ts'

export interface SignIn {
  step(): SignInStep
  /** Begins; `keep` stores whom it was, before the step is `done`. One at a time: another begin changes nothing. */
  begin(keep: (signedIn: Extract<QrEnd, { ok: true }>) => Promise<void>): void
  cancel(): void
}

const scannable = /^data:image\/(png|jpeg|svg\+xml);base64,[A-Za-z0-9+/=\s]+$/

/** The sign-in that is under way in this process, as the panel shows it. */
export function openSignIn(sender: GroupSender): SignIn {
  let step: SignInStep = { step: 'idle' }
  let end: AbortController | undefined

  async function run(
    signal: AbortSignal,
    keep: (signedIn: Extract<QrEnd, { ok: true }>) => Promise<void>,
  ): Promise<SignInStep> {
    const show = (next: SignInStep) => {
      if (!signal.aborted) step = next
    }
    const ended = await sender.signInByQr(
      {
        scan: (image) => {
          if (scannable.test(image)) show({ step: 'scan', image })
        },
        confirm: (name) => show({ step: 'confirm', name }),
      },
      signal,
    )
    if (signal.aborted) return { step: 'idle' }
    if (!ended.ok) return { step: ended.why, detail: ended.detail }
    await keep(ended)
    return { step: 'done' }
  }

  return {
    step: () => step,
    begin(keep) {
      if (end) return
      const mine = new AbortController()
      end = mine
      step = { step: 'starting' }
      void run(mine.signal, keep)
        .catch((error: unknown): SignInStep => ({ step: 'failed', detail: nameOf(error) }))
        .then((last) => {
          if (end !== mine) return
          step = last
          end = undefined
        })
    },
    cancel() {
      end?.abort()
      end = undefined
      step = { step: 'idle' }
    },
  }
}

/** An error of a query holds its parameters: only its kind is shown. */
function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown'
}
