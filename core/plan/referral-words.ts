import type { Outgoing } from '#core/channel.ts'
import { type Language, say } from '#core/language.ts'

/** What the person says to the question; `phone`: yes, with the number. */
export const consentAnswers = ['yes', 'phone', 'no'] as const
export type ConsentAnswer = (typeof consentAnswers)[number]

/** Whether the case may be handed to this consultant: what would be shared, and that no is as good an answer. */
export function consentAsked(
  language: Language,
  code: string,
  referralId: number,
  { name, organisation }: { name: string; organisation: string },
): Outgoing {
  const consultant = [name, organisation].filter(Boolean).join(', ')
  return {
    text: say(language, 'consultants:told.consent', { code, consultant }),
    choices: consentAnswers.map((answer) => ({
      id: `consult:${referralId}:${answer}`,
      label: say(language, `consultants:told.consent-${answer}`),
    })),
  }
}

/** The case is with the consultant now; who agreed may take it back as easily. */
export function referralBegun(
  language: Language,
  code: string,
  referralId: number,
  consultant: string,
): Outgoing {
  return {
    text: say(language, 'consultants:told.begun', { code, consultant }),
    choices: [
      { id: `consult:${referralId}:no`, label: say(language, 'consultants:told.begun-stop') },
    ],
  }
}

/** The consultant sees the case no more; the department goes on with it. */
export function referralEnded(language: Language, code: string): Outgoing {
  return { text: say(language, 'consultants:told.ended', { code }) }
}

/** The question whether there may be a referral is taken back before it was answered. */
export function referralTakenBack(language: Language, code: string): Outgoing {
  return { text: say(language, 'consultants:told.taken-back', { code }) }
}
