import type { Choice, Outgoing } from '#core/channel.ts'
import { type Language, say, type Values } from '#core/language.ts'
import type { signups } from '#db/schema/training.ts'
import type { Course } from './course.ts'
import type { CourseSession } from './sessions.ts'
import { button, momentWords, ticketUrl, whenAndWhere } from './words.ts'

type Signup = typeof signups.$inferSelect

/** Something to be said of a course to one person, about their own seats. */
export interface ToSay {
  kind: string
  course: Course
  /** those not called off */
  sessions: CourseSession[]
  signups: Signup[]
  /** there are materials */
  files: boolean
  /** the session a reminder is of; 0: none */
  about: number
  site: string | undefined
  language: Language
  now: Date
}

/** What is said; nothing when it is not true any more. */
export function tellingOf(said: ToSay): Outgoing[] {
  switch (said.kind) {
    case 'offer':
      return offers(said)
    case 'rating':
      return ratings(said)
    case 'cancelled':
      return [cancelled(said)]
    case 'lapsed':
      return said.course.state === 'published' ? [{ text: words(said, 'told.lapsed') }] : []
    case 'changed':
      return changed(said)
    case 'certificate':
      return certified(said)
    case 'materials':
      return [withLink(said, words(said, 'told.materials'))]
    default:
      return said.kind.startsWith('remind-') ? reminded(said) : []
  }
}

/** One message for each seat offered: each is taken or left by itself. */
function offers(said: ToSay): Outgoing[] {
  const { language, course, sessions } = said
  return said.signups
    .filter(({ state, offeredUntil }) => state === 'offered' && offeredUntil)
    .map(({ id, attendee, offeredUntil }) => ({
      text: [
        say(language, 'training:told.offer', {
          ...{ title: course.title, attendee },
          until: momentWords(language, offeredUntil ?? said.now),
        }),
        ...whenAndWhere(language, course, sessions, { seated: false }),
      ].join('\n'),
      choices: [
        button(language, 'accept', `seat-accept:${id}`),
        button(language, 'decline', `seat-leave:${id}`),
      ],
    }))
}

/** Of several seats one is asked: whoever signed up rates once. Undefined when all were rated. */
export function toRate(all: Signup[]): Signup | undefined {
  return all.find(({ score }) => score === null)
}

function ratings(said: ToSay): Outgoing[] {
  const { language } = said
  const one = toRate(said.signups)
  if (!one) return []
  const choices = [5, 4, 3, 2, 1].map((score) => ({
    id: `seat-rate:${one.id}:${score}`,
    label: say(language, `training:score.${score}`),
  }))
  const asked = words(said, 'told.rating')
  if (!said.files || said.site === undefined) return [{ text: asked, choices }]
  const text = [asked, words(said, 'told.rating-files')].join('\n')
  return [{ ...withLink(said, text), choices }]
}

/** Each certificate is on the page of its own seat. */
function certified(said: ToSay): Outgoing[] {
  return said.signups.map(({ attendee, token }) => {
    const text = words(said, 'told.certificate', { attendee })
    const url = ticketUrl(said.site, token)
    if (url === undefined) return { text }
    return { text, link: { label: say(said.language, 'training:button.certificate'), url } }
  })
}

function cancelled(said: ToSay): Outgoing {
  const reason = said.course.cancelReason ?? ''
  const { language } = said
  return {
    text: words(said, 'told.cancelled', { reason }),
    choices: [button(language, 'others', 'do:classes')],
  }
}

function changed(said: ToSay): Outgoing[] {
  const { course, sessions, language } = said
  const active = said.signups.filter(({ state }) =>
    ['seated', 'offered', 'waiting'].includes(state),
  )
  if (active.length === 0) return []
  const seated = active.some(({ state }) => state === 'seated')
  const lines = whenAndWhere(language, course, sessions, { seated })
  const kept = active
    .filter(({ state, offeredUntil }) => state === 'offered' && offeredUntil)
    .map(({ attendee, offeredUntil }) => {
      const until = momentWords(language, offeredUntil ?? said.now)
      return say(language, 'training:seat.offered', { attendee, until })
    })
  const out = { text: [words(said, 'told.changed'), ...lines, ...kept].join('\n') }
  return [{ ...out, choices: [button(language, 'mine', 'do:my-classes'), leaving(said, active)] }]
}

function reminded(said: ToSay): Outgoing[] {
  const { course, language, kind, now, about } = said
  const session = said.sessions.find(({ id }) => id === about)
  const seats = said.signups.filter(({ state }) => state === 'seated')
  if (!session || seats.length === 0 || session.startsAt <= now) return []
  const lines = whenAndWhere(language, course, [session], { seated: true })
  const names = seats.map(({ attendee }) => attendee).join(', ')
  const text = [
    words(said, `told.${kind}`),
    ...lines,
    say(language, 'training:told.attendees', { names }),
    say(language, 'training:told.cannot'),
  ].join('\n')
  return [{ ...withLink({ ...said, signups: seats }, text), choices: [leaving(said, seats)] }]
}

/** Who has several seats is asked whose it is. */
function leaving({ language, course }: ToSay, [first, ...others]: Signup[]): Choice {
  const only = first && others.length === 0
  const id = only ? `seat-leave:${first.id}` : `class-leave:${course.id}`
  return button(language, 'leave', id)
}

/** With the page of the first of their seats: its QR code, materials, certificate. */
function withLink(said: ToSay, text: string): Outgoing {
  const [first] = said.signups
  const url = first && ticketUrl(said.site, first.token)
  if (url === undefined) return { text }
  return { text, link: { label: say(said.language, 'training:button.ticket'), url } }
}

function words({ language, course }: ToSay, key: string, values: Values = {}): string {
  return say(language, `training:${key}`, { title: course.title, ...values })
}
