import type { Outgoing } from '#core/channel.ts'
import type { Reply, Scene } from '#core/conversation/scene.ts'
import { isVisited } from '#core/deliveries/reach.ts'
import { say } from '#core/language.ts'
import { keepFacts } from '#core/people/person.ts'
import { offerSurvey } from '#core/surveys/offering.ts'
import { readerOf } from './class-chat.ts'
import { ended } from './class-ended.ts'
import type { ClassSignUp } from './class-flows.ts'
import { seatPage } from './class-pages.ts'
import { type CourseWhole, getCourse } from './course-list.ts'
import { lessonsOf } from './lessons.ts'
import { ownSeat } from './own-seats.ts'
import { commentCourse } from './rating.ts'
import { isCalledElsewhere } from './reaching.ts'
import { type NewSeat, signUp } from './sign-up.ts'
import { button, ticketUrl, whenAndWhere } from './words.ts'

/** The names are known: they are signed up, and read in the same turn who has a seat and who waits at what place. */
export async function signUpInChat(scene: Scene, asked: ClassSignUp | null): Promise<Reply> {
  if (!asked) return withoutConsent(scene)
  const choices = [button(scene.language, 'others', 'do:classes')]
  return ended(scene, choices, async () => unheard(scene, await signedUp(scene, asked)))
}

/** Who can be told in the web chat alone hears that nothing calls them there. */
async function unheard(scene: Scene, reply: Reply): Promise<Reply> {
  const { tx, conversation, language, incoming } = scene
  const last = reply.out.at(-1)
  if (!last || !isVisited(incoming.channel)) return reply
  if (await isCalledElsewhere(tx, conversation.personId)) return reply
  const text = `${last.text}\n\n${say(language, 'training:joined.visited')}`
  return { ...reply, out: [...reply.out.slice(0, -1), { ...last, text }] }
}

async function signedUp(scene: Scene, asked: ClassSignUp): Promise<Reply> {
  const { tx, conversation, language, now, facts, incoming } = scene
  const { personId, id: conversationId } = conversation
  const told = { commune: null, phone: null, business: asked.business }
  const business = await keepFacts(tx, personId, told, facts, now)
  const { seats, already } = await signUp(
    tx,
    {
      ...{ courseId: asked.courseId, personId, conversationId, attendees: asked.attendees },
      ...{ businessId: business?.id ?? null, channel: incoming.channel, staffId: null },
    },
    now,
  )
  const whole = await getCourse(tx, { id: asked.courseId })
  if (!whole) throw new Error('a course is gone under its lock')
  const [only, ...others] = seats
  const known = already.map((attendee) => say(language, 'training:joined.already', { attendee }))
  if (only && others.length === 0 && only.state === 'seated') {
    const lessons = await lessonsOf(tx, asked.courseId)
    const page = seatPage(
      readerOf(scene),
      whole,
      await ownSeat(tx, personId, only.id),
      lessons.length,
    )
    const text = [say(language, 'training:joined.head'), ...known, '', page.text].join('\n')
    return { out: [{ ...page, text }], progress: null }
  }
  return { out: severalPage(scene, whole, seats, known), progress: null }
}

/** Several at once, or one who waits: each with their place, and the tickets of those who have a seat. */
function severalPage(
  scene: Scene,
  { course, sessions }: CourseWhole,
  seats: NewSeat[],
  known: string[],
): Outgoing[] {
  const { language } = scene
  const { site } = readerOf(scene)
  const seated = seats.filter(({ state }) => state === 'seated')
  const lines = seats.map(({ attendee, state, position }) =>
    say(language, `training:seat.${state === 'waiting' ? 'waiting-at' : state}`, {
      ...{ attendee, position, until: '' },
    }),
  )
  const waits = seats.some(({ state }) => state === 'waiting')
  const head = seated.length > 0 ? ['joined.head', ''] : waits ? ['joined.listed', ''] : []
  const text = [
    ...head.map((key) => key && say(language, `training:${key}`)),
    course.title,
    ...lines,
    ...known,
    ...whenAndWhere(language, course, sessions, { seated: seated.length > 0 }),
    ...(waits ? ['', say(language, 'training:joined.waiting')] : []),
  ].join('\n')
  const mine = button(language, 'mine', 'do:my-classes')
  const tickets = seated.flatMap(({ attendee, token }): Outgoing[] => {
    const url = ticketUrl(site, token)
    const said = say(language, 'training:joined.ticket', { attendee })
    return url
      ? [{ text: said, link: { label: say(language, 'training:button.ticket'), url } }]
      : []
  })
  const asks = course.collectsQuestions && course.state === 'published'
  const ask = asks ? [button(language, 'ask', `class-ask:${course.id}`)] : []
  return [...tickets, { text, choices: [mine, ...ask, button(language, 'others', 'do:classes')] }]
}

function withoutConsent({ language, office }: Scene): Reply {
  const { phone, address } = office.organisation
  const contact = [phone, address].filter(Boolean).join(', ')
  const text = say(language, 'training:joined.no-consent', {
    contact: contact || office.name(language),
  })
  return { out: [{ text }], progress: null }
}

/** Why the mark was low, when they say why. */
export function takeClassComment(
  scene: Scene,
  { signupId, comment }: { signupId: number; comment: string | null },
): Promise<Reply> {
  return ended(scene, [], async () => {
    const { tx, conversation, language, now } = scene
    const who = { personId: conversation.personId }
    await commentCourse(tx, who, { signupId, comment: comment ?? '' })
    const offer = await offerSurvey(tx, 'after-class', { signupId, ...who }, language, now)
    const noted = { text: say(language, 'training:rated.noted') }
    return { out: [noted, ...(offer ? [offer] : [])], progress: null }
  })
}
