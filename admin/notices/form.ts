import { z } from 'zod'
import type { AdminContext } from '#admin/deps.ts'
import { line, optionalId, optionalLine, readForm, sentBody, tick, ticks } from '#admin/forms.ts'
import { channelNames } from '#core/channel.ts'
import type { Draft } from '#core/notices/drafting.ts'
import {
  audienceOf,
  longestBody,
  longestTitle,
  routesOf,
  sizes,
  writtenKinds,
} from '#core/notices/notice.ts'
import { isWebAddress } from '#core/outgoing.ts'

const ids = ticks.transform((all) => all.filter((one) => /^\d{1,15}$/.test(one)).map(Number))
const oneOf = <Value extends string>(known: readonly Value[]) =>
  ticks.transform((all) => known.filter((one) => all.includes(one)))

/** The form of a notice; what no page of ours sends is left out. */
export const noticeForm = z
  .object({
    kind: z.enum(writtenKinds, { error: 'panel:fault.required' }),
    title: line(longestTitle, 'notices:fault.title'),
    body: line(longestBody, 'notices:fault.body'),
    titleEn: optionalLine(longestTitle),
    bodyEn: optionalLine(longestBody),
    link: optionalLine(500).refine((url) => url === '' || isWebAddress(url) || isLocal(url), {
      error: 'notices:fault.link',
    }),
    documentId: optionalId,
    fieldId: ids,
    sector: ticks,
    commune: ticks,
    size: oneOf(sizes),
    channel: oneOf(channelNames),
    lateDays: z
      .string()
      .default('0')
      .refine((text) => /^\d{1,2}$/.test(text.trim()) && Number(text) <= 30, {
        error: 'notices:fault.late-days',
      })
      .transform(Number),
    remind: tick,
    urgent: tick,
    counted: tick,
    template: tick,
    broadcast: tick,
  })
  .refine(({ titleEn, bodyEn }) => (titleEn === '') === (bodyEn === ''), {
    path: ['bodyEn'],
    error: 'notices:fault.english',
  })

/** A desk that is being tried out has no public name yet. */
function isLocal(url: string): boolean {
  return /^https?:\/\/localhost(?::\d+)?\//.test(url)
}

/** What was typed, as core takes it. */
export function draftOf(data: z.output<typeof noticeForm>): Draft {
  const { kind, title, body, titleEn, bodyEn, link, documentId, urgent } = data
  const { fieldId: fieldIds, sector: sectors, commune: communes, size, channel } = data
  const { lateDays, remind, counted, template, broadcast } = data
  return {
    ...{ kind, title, body: body.replace(/\r\n/g, '\n'), titleEn, link, urgent },
    ...{ bodyEn: bodyEn.replace(/\r\n/g, '\n'), documentId: documentId ?? null },
    audience: {
      ...{ fieldIds, sectors: sectors.slice(0, 100), communes: communes.slice(0, 300) },
      ...{ sizes: size, channels: channel, lateDays, remind },
    },
    routes: { counted, template, broadcast },
  }
}

export const emptyDraft: Draft = {
  ...{ kind: 'other', title: '', body: '', titleEn: '', bodyEn: '', link: '', documentId: null },
  audience: {
    ...{ fieldIds: [], sectors: [], communes: [], sizes: [], channels: [] },
    ...{ lateDays: 0, remind: false },
  },
  urgent: false,
  routes: { counted: true, template: false, broadcast: false },
}

/** A row as its form shows it. */
export function shownOf(
  notice: Parameters<typeof audienceOf>[0] &
    Parameters<typeof routesOf>[0] &
    Omit<Draft, 'audience' | 'routes' | 'kind'> & { kind: string },
): Draft {
  const { title, body, titleEn, bodyEn, link, documentId, urgent } = notice
  return {
    ...{
      kind: notice.kind as Draft['kind'],
      title,
      body,
      titleEn,
      bodyEn,
      link,
      documentId,
      urgent,
    },
    ...{ audience: audienceOf(notice), routes: routesOf(notice) },
  }
}

/** What was typed into a form that was not taken, as it stood. */
export function typedDraft(typed: Record<string, string>, before: Draft): Draft {
  const listed = (name: string) => (typed[name] ?? '').split(',').filter((one) => one !== '')
  const number = Number(typed.lateDays)
  return {
    ...before,
    audience: {
      ...before.audience,
      ...{
        fieldIds: listed('fieldId').map(Number).filter(Number.isSafeInteger),
        sectors: listed('sector'),
      },
      ...{
        communes: listed('commune'),
        sizes: sizes.filter((one) => listed('size').includes(one)),
      },
      channels: channelNames.filter((one) => listed('channel').includes(one)),
      lateDays: Number.isInteger(number) && number >= 0 && number <= 30 ? number : 0,
      remind: typed.remind !== undefined,
    },
    urgent: typed.urgent !== undefined,
    routes: {
      counted: typed.counted !== undefined,
      template: typed.template !== undefined,
      broadcast: typed.broadcast !== undefined,
    },
  }
}

/** What stands in the form while it is being written: whatever fits is taken, the rest is as usual. */
export async function looseDraft(c: AdminContext): Promise<Draft> {
  const read = await readForm(c, noticeForm)
  if (read.ok) return draftOf(read.data)
  const { typed } = read
  const text = (name: string, most: number) => (typed[name] ?? '').slice(0, most)
  const kind = writtenKinds.find((one) => one === typed.kind) ?? 'other'
  return {
    ...typedDraft(typed, emptyDraft),
    ...{ kind, title: text('title', longestTitle), body: text('body', longestBody) },
    ...{ titleEn: text('titleEn', longestTitle), bodyEn: text('bodyEn', longestBody) },
    link: text('link', 500),
  }
}

const when = z.object({
  when: z.enum(['now', 'at']).default('now'),
  day: z.string().default(''),
  time: z.string().default(''),
})

/** When it is to go out: null is at once; undefined when the day or the hour is none, or is past. */
export async function readWhen(c: AdminContext, now: Date): Promise<Date | null | undefined> {
  const read = when.safeParse(await sentBody(c))
  if (!read.success) return undefined
  if (read.data.when === 'now') return null
  const { day, time } = read.data
  if (!/^\d{4}-\d\d-\d\d$/.test(day) || !/^([01]\d|2[0-3]):[0-5]\d$/.test(time)) return undefined
  const at = new Date(`${day}T${time}:00+07:00`)
  return Number.isNaN(at.getTime()) || at < now ? undefined : at
}
