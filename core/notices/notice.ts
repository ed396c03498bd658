import { z } from 'zod'
import { channelNames } from '#core/channel.ts'
import type { notices } from '#db/schema/notices.ts'

export type Notice = typeof notices.$inferSelect
export type NoticeKind = Notice['kind']
export type NoticeState = Notice['state']

/** What the office writes itself; a digest is made by the desk. */
export const writtenKinds = ['law', 'class', 'deadline', 'conference', 'other'] as const
export const sizes = ['micro', 'small', 'medium', 'household', 'cooperative'] as const

const audienceShape = z.object({
  fieldIds: z.array(z.number().int()).default([]),
  sectors: z.array(z.string()).default([]),
  communes: z.array(z.string()).default([]),
  sizes: z.array(z.enum(sizes)).default([]),
  channels: z.array(z.enum(channelNames)).default([]),
  /** who subscribes within so many days after it began to be sent gets it too; 0: nobody */
  lateDays: z.number().int().min(0).max(30).default(0),
  /** fifteen days before the document comes into force its recipients are reminded */
  remind: z.boolean().default(false),
  /** a reminder: only those who were told of this notice */
  of: z.number().int().optional(),
  /** a digest: the notices it gathers */
  noticeIds: z.array(z.number().int()).optional(),
})

/** Who a notice is for. Empty lists mean all. */
export type Audience = z.infer<typeof audienceShape>

/** Reads the audience of a row; what is missing is what is usual. */
export function audienceOf(notice: Pick<Notice, 'audience'>): Audience {
  return audienceShape.parse(notice.audience)
}

/** Which routes beside free messages may be used. */
export interface Routes {
  /** messages counted against the platform's package, which may cost something */
  counted: boolean
  /** the approved template that something waits */
  template: boolean
  /** Zalo's article to all followers; then no follower gets a message of their own */
  broadcast: boolean
}

export function routesOf({ routes }: Pick<Notice, 'routes'>): Routes {
  return {
    counted: routes.counted !== false,
    template: routes.template === true,
    broadcast: routes.broadcast === true,
  }
}

/** Zalo's article takes no longer title; with the body below, a notice is one message on every platform. */
export const longestTitle = 150
export const longestBody = 1_200
