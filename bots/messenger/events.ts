import { z } from 'zod'

const id = z.union([z.string(), z.number()]).transform(String)

const attachment = z.object({
  type: z.string(),
  title: z.string().nullish(),
  url: z.string().nullish(),
  payload: z
    .object({
      url: z.string().nullish(),
      title: z.string().nullish(),
      sticker_id: z.union([z.string(), z.number()]).nullish(),
      coordinates: z.object({ lat: z.number(), long: z.number() }).nullish(),
    })
    .nullish(),
})

const referral = z.object({
  type: z.string().optional(),
  ref: z.string().max(200).optional().catch(undefined),
})

/** What we read of an event; Meta may send much more. Sender and recipient are a person and the page. */
const event = z.object({
  sender: z.object({ id }),
  recipient: z.object({ id }),
  timestamp: z.number().optional(),
  message: z
    .object({
      mid: z.string(),
      text: z.string().optional(),
      quick_reply: z.object({ payload: z.string() }).optional(),
      attachments: z.array(attachment).optional(),
      is_echo: z.boolean().optional(),
      is_deleted: z.boolean().optional(),
      app_id: id.nullish(),
      metadata: z.string().optional(),
    })
    .optional(),
  postback: z
    .object({
      mid: z.string().optional(),
      payload: z.string().optional(),
      title: z.string().optional(),
      referral: referral.optional(),
    })
    .optional(),
  referral: referral.optional(),
  delivery: z.object({ watermark: z.number() }).optional(),
  read: z.object({ watermark: z.number() }).optional(),
})

export type MessengerEvent = z.infer<typeof event>
export type Attachment = z.infer<typeof attachment>

const posted = z.object({
  object: z.literal('page'),
  entry: z.array(z.object({ id, messaging: z.array(z.unknown()).optional() })),
})

/**
 * The events of one call, in Meta's order; those of other pages that share the app are left out, and those in a
 * form we do not know are only counted. Undefined when it is no call about pages.
 */
export function readEvents(
  body: unknown,
  pageId: string,
): { events: MessengerEvent[]; unknown: number } | undefined {
  const call = posted.safeParse(body).data
  if (call === undefined) return
  const read = call.entry.flatMap((entry) =>
    (entry.messaging ?? []).map((one) => ({ page: entry.id, event: event.safeParse(one).data })),
  )
  const known = read.flatMap(({ page, event }) => (event ? [{ page, event }] : []))
  const isOurs = ({ page, event }: { page: string; event: MessengerEvent }) =>
    [page, event.recipient.id, event.sender.id].includes(pageId)
  return {
    events: known.filter(isOurs).map(({ event }) => event),
    unknown: read.length - known.length,
  }
}
