import type { Outgoing } from '#core/channel.ts'
import type { Reply, Scene } from '#core/conversation/scene.ts'
import { say, type Values } from '#core/language.ts'
import { showSubscription } from '#core/notices/subscribe.ts'
import { subscriptionOf } from '#core/notices/subscriptions.ts'
import { Refusal } from '#core/refusal.ts'
import { offerSurvey } from '#core/surveys/offering.ts'
import { attendByCode } from './attendance-code.ts'
import type { ClassDeed } from './class-deed.ts'
import type { Start } from './class-flows.ts'
import { leavable, leave, leaveAll, leaveOf, leaveOne } from './class-leaving.ts'
import { lessonPage, lessonsPage } from './class-lessons.ts'
import { classPage, listPage, perPage, type Reader, type Signup, seatPage } from './class-pages.ts'
import { getCourse, listCourses } from './course-list.ts'
import { lessonsOf } from './lessons.ts'
import { activeSignups, ownSeat, ownSignups } from './own-seats.ts'
import { rateCourse } from './rating.ts'
import { acceptOffer } from './seats.ts'
import { button } from './words.ts'

/** Does what somebody wants of the classes, outside any dialogue. */
export async function classDeed(scene: Scene, deed: ClassDeed, start: Start): Promise<Reply> {
  switch (deed.do) {
    case 'list':
      return list(scene, deed.page)
    case 'show':
      return show(scene, { slug: deed.slug }, deed.welcome === true)
    case 'class':
      return show(scene, { id: deed.courseId }, false)
    case 'join':
      return join(scene, deed.courseId, start)
    case 'join-shown':
      return joinShown(scene, start)
    case 'ask-shown':
      return askShown(scene, start)
    case 'ask':
      return askBefore(scene, deed.courseId, start)
    case 'mine':
      return mine(scene)
    case 'leave-one':
      return leaveOne(scene)
    case 'sign-off':
      return (await isOfNews(scene)) ? showSubscription(scene, start) : leaveOne(scene)
    case 'leave-class':
      return leaveOf(scene, deed.courseId)
    case 'leave-all':
      return leaveAll(scene, deed.courseId)
    case 'attend':
      return attend(scene, deed.code)
    default:
      return withSeat(scene, deed, start)
  }
}

/** "Hủy đăng ký" of who has no seat, but gets the office's news. */
async function isOfNews(scene: Scene): Promise<boolean> {
  if ((await leavable(scene)).length > 0) return false
  return (await subscriptionOf(scene.tx, scene.conversation.personId)) !== undefined
}

type SeatDeed = Extract<ClassDeed, { signupId: number }>

async function withSeat(scene: Scene, deed: SeatDeed, start: Start): Promise<Reply> {
  const { tx, conversation, now, language } = scene
  const who = { personId: conversation.personId }
  const { signupId } = deed
  switch (deed.do) {
    case 'seat':
      return { out: [await seat(scene, await ownSeat(tx, who.personId, signupId))] }
    case 'accept': {
      const { signup } = await acceptOffer(tx, who, signupId, now)
      const page = await seat(scene, signup)
      return { out: [{ ...page, text: `${say(language, 'training:accepted')}\n\n${page.text}` }] }
    }
    case 'leave':
      return leave(scene, signupId)
    case 'lessons':
      return { out: [await lessonsPage(tx, readerOf(scene), who.personId, signupId)] }
    case 'lesson':
      return lessonPage(scene, readerOf(scene), deed, start)
    case 'rate':
      return rate(scene, deed, start)
  }
}

export function readerOf({ language, desk, now }: Scene): Reader {
  return { language, site: desk.publicUrl, now }
}

async function list(scene: Scene, page: number): Promise<Reply> {
  const { tx, now } = scene
  const bounds = { limit: perPage, offset: (page - 1) * perPage }
  const found = await listCourses(tx, { open: now }, bounds)
  return { out: [listPage(readerOf(scene), found, page)] }
}

async function show(
  scene: Scene,
  by: { id: number } | { slug: string },
  opened: boolean,
): Promise<Reply> {
  const { tx, conversation, language, office } = scene
  const whole = await getCourse(tx, by)
  if (!whole?.course.publishedAt) {
    const { out } = await list(scene, 1)
    const text = say(language, 'training:no-such')
    return { out: [{ text }, ...out] }
  }
  const own = await activeSignups(tx, conversation.personId, whole.course.id)
  const page = classPage(readerOf(scene), office, whole, own)
  if (!opened || conversation.welcomedAt) return { out: [page] }
  const welcome = say(language, 'conversation:welcome', { office: office.name(language) })
  return { out: [{ ...page, text: `${welcome}\n\n${page.text}` }], welcomed: true }
}

/** Who may not sign up any more hears it at once, not after the questions. */
async function join(scene: Scene, courseId: number, start: Start): Promise<Reply> {
  const { tx, now } = scene
  const { rows } = await listCourses(tx, { open: now, id: courseId }, { limit: 1, offset: 0 })
  const [course] = rows
  if (!course) {
    const whole = await getCourse(tx, { id: courseId })
    if (!whole?.course.publishedAt) throw new Refusal('training:refusal.gone')
    const { state } = whole.course
    throw new Refusal(
      `training:refusal.${state === 'published' ? 'sign-up-closed' : `when-${state}`}`,
    )
  }
  return start(scene, 'class-join', { courseId, title: course.title })
}

/** "Đăng ký", of the class they are looking at; else they pick one. */
async function joinShown(scene: Scene, start: Start): Promise<Reply> {
  const courseId = shown(scene, 'class-join:')
  return courseId === undefined ? list(scene, 1) : join(scene, courseId, start)
}

async function askShown(scene: Scene, start: Start): Promise<Reply> {
  const courseId = shown(scene, 'class-ask:')
  return courseId === undefined ? list(scene, 1) : askBefore(scene, courseId, start)
}

/** The class of the button that was just shown. */
function shown({ conversation }: Scene, button: string): number | undefined {
  const choice = conversation.choices.find(({ id }) => id.startsWith(button))
  const courseId = Number(choice?.id.split(':')[1])
  return Number.isSafeInteger(courseId) ? courseId : undefined
}

async function askBefore(scene: Scene, courseId: number, start: Start): Promise<Reply> {
  const { tx, language } = scene
  const whole = await getCourse(tx, { id: courseId })
  const takes = whole?.course.collectsQuestions && whole.course.state === 'published'
  if (!whole || !takes) throw new Refusal('training:refusal.no-questions')
  const reply = await start(scene, 'intake', { course: courseId })
  const text = say(language, 'training:ask.question', { title: whole.course.title })
  return { ticketId: null, ...reply, out: [{ text }, ...reply.out] }
}

async function mine(scene: Scene): Promise<Reply> {
  const { tx, conversation, language } = scene
  const all = await ownSignups(tx, conversation.personId, scene.now)
  const [only, ...others] = all
  if (!only) {
    const text = say(language, 'training:mine.none')
    return { out: [{ text, choices: [button(language, 'others', 'do:classes')] }] }
  }
  if (others.length === 0) return { out: [await seat(scene, only.signup)] }
  const lines = all.map(({ signup, title }, at) => {
    const state = say(language, `training:short.${signup.state}`)
    return `${at + 1}. ${signup.attendee} · ${title} · ${state}`
  })
  return {
    out: [
      {
        text: [say(language, 'training:mine.head'), ...lines].join('\n'),
        choices: all.map(({ signup, title }) => ({
          id: `seat:${signup.id}`,
          label: `${signup.attendee} · ${title}`,
        })),
      },
    ],
  }
}

async function seat(scene: Scene, signup: Signup): Promise<Outgoing> {
  const whole = await getCourse(scene.tx, { id: signup.courseId })
  if (!whole) throw new Refusal('training:refusal.gone')
  const lessons = await lessonsOf(scene.tx, signup.courseId)
  return seatPage(readerOf(scene), whole, signup, lessons.length)
}

async function attend(scene: Scene, code: string): Promise<Reply> {
  const { tx, conversation, language, now } = scene
  if (code === '') return { out: [{ text: say(language, 'training:attend.how') }] }
  const noted = await attendByCode(tx, conversation.personId, code, now)
  const values: Values =
    'course' in noted ? { title: noted.course, attendee: noted.attendee } : { code }
  return { out: [{ text: say(language, `training:attend.${noted.outcome}`, values) }] }
}

async function rate(
  scene: Scene,
  { signupId, score }: { signupId: number; score: number },
  start: Start,
): Promise<Reply> {
  const { tx, conversation, language, now } = scene
  const who = { personId: conversation.personId }
  const { course, first } = await rateCourse(tx, who, { signupId, score }, now)
  if (!first) return { out: [{ text: say(language, 'training:rated.already') }] }
  if (score < 4) return start(scene, 'class-low', { signupId })
  const thanks = { text: say(language, 'training:rated.thanks', { title: course.title }) }
  const offer = await offerSurvey(tx, 'after-class', { signupId, ...who }, language, now)
  return { out: [thanks, ...(offer ? [offer] : [])] }
}
