import { eq } from 'drizzle-orm'
import type { Outgoing } from '#core/channel.ts'
import { type Language, say } from '#core/language.ts'
import type { Setting } from '#core/profile-shape.ts'
import type { Db } from '#db/client.ts'
import { businesses } from '#db/schema/people.ts'
import { settings } from '#db/schema/profile.ts'
import type { Ticket } from './ticket.ts'
import { paragraphs } from './told.ts'

/** What the state pays of a consultant's fee, by size of the business, and how fast it decides. */
export interface FeeSupport {
  decisionDays: number
  shares: { size: 'micro' | 'small' | 'medium'; percent: number; upTo: number }[]
}

/** Decree 55/2019/NĐ-CP, art. 9: used until the office's profile says otherwise. */
const decree: Setting<'consultants'>['feeSupport'] = {
  micro: { percent: 100, upTo: 3_000_000 },
  small: { percent: 30, upTo: 5_000_000 },
  medium: { percent: 10, upTo: 10_000_000 },
}

/** The fee support as the office's settings have it; only the share of the business's size when that is known. */
export async function feeSupport(db: Db, businessId: number | null): Promise<FeeSupport> {
  const [row] = await db
    .select({ value: settings.value })
    .from(settings)
    .where(eq(settings.key, 'consultants'))
  const set = row?.value as Partial<Setting<'consultants'>> | undefined
  const shares = set?.feeSupport ?? decree
  const size = businessId === null ? null : await sizeOf(db, businessId)
  const sizes = (['micro', 'small', 'medium'] as const).filter(
    (each) => size === null || !(size in shares) || each === size,
  )
  return {
    decisionDays: set?.decisionDays ?? 10,
    shares: sizes.map((each) => ({ size: each, ...shares[each] })),
  }
}

/** Where the person finds help instead; a specific case (vụ việc) also learns of consultants and fee support. */
export function referredOutside(
  language: Language,
  ticket: Pick<Ticket, 'code' | 'scope'>,
  to: { agency: string; reason: string; support: FeeSupport },
): Outgoing {
  const { agency, reason, support } = to
  const head = say(language, 'tickets:told.referred', { code: ticket.code, agency })
  if (ticket.scope !== 'specific') return { text: paragraphs(head, reason) }
  const shares = support.shares.map(({ size, percent, upTo }) =>
    say(language, `tickets:told.support-${size}`, {
      percent,
      amount: upTo.toLocaleString(language === 'vi' ? 'vi-VN' : 'en-GB'),
    }),
  )
  return {
    text: paragraphs(
      head,
      reason,
      say(language, 'tickets:told.consultants'),
      shares.join('\n'),
      say(language, 'tickets:told.support-decision', { days: support.decisionDays }),
    ),
  }
}

async function sizeOf(db: Db, businessId: number): Promise<string | null> {
  const [business] = await db
    .select({ size: businesses.size })
    .from(businesses)
    .where(eq(businesses.id, businessId))
  return business?.size ?? null
}
