import type { Choice } from '#core/channel.ts'
import type { Reply, Scene } from '#core/conversation/scene.ts'
import { say } from '#core/language.ts'
import { Refusal } from '#core/refusal.ts'
import { seatButton } from './class-pages.ts'
import { activeSignups, ownSignups } from './own-seats.ts'
import { giveUp, giveUpAll } from './seats.ts'
import { button } from './words.ts'

/** The seats they may give up. */
export async function leavable({ tx, conversation, now }: Scene) {
  const all = await ownSignups(tx, conversation.personId, now)
  return all.filter((one) => one.leavable)
}

/** "Tôi không đi được": the one seat they have, or which of several. */
export async function leaveOne(scene: Scene): Promise<Reply> {
  const { language } = scene
  const all = await leavable(scene)
  const [only, ...others] = all
  if (!only) return { out: [{ text: say(language, 'training:mine.none') }] }
  if (others.length === 0) return leave(scene, only.signup.id)
  const byCourse = [...Map.groupBy(all, ({ signup }) => signup.courseId)]
  const [one] = byCourse
  if (one && byCourse.length === 1) return leaveOf(scene, one[0])
  const choices = byCourse.map(([courseId, seats]): Choice => {
    const [first] = seats
    const names = seats.map(({ signup }) => signup.attendee).join(', ')
    const label = `${first?.title} · ${names}`
    if (first && seats.length === 1) return { id: `seat-leave:${first.signup.id}`, label }
    return { id: `class-leave:${courseId}`, label }
  })
  return { out: [{ text: say(language, 'training:leave.which'), choices }] }
}

/** The same of one class: the only seat at once, else whose, or everybody's. */
export async function leaveOf(scene: Scene, courseId: number): Promise<Reply> {
  const { tx, conversation, language } = scene
  const seats = await activeSignups(tx, conversation.personId, courseId)
  const [only, ...others] = seats
  if (!only) throw new Refusal('training:refusal.no-seat')
  if (others.length === 0) return leave(scene, only.id)
  const choices = [
    ...seats.map(({ id, attendee }) => ({ id: `seat-leave:${id}`, label: attendee })),
    button(language, 'leave-all', `class-leave-all:${courseId}`),
  ]
  return { out: [{ text: say(language, 'training:leave.whose', { n: seats.length }), choices }] }
}

/** Gives up every seat of theirs in a class. */
export async function leaveAll(scene: Scene, courseId: number): Promise<Reply> {
  const { tx, conversation, language, now } = scene
  const { course, left } = await giveUpAll(tx, conversation.personId, courseId, now)
  const names = left.map(({ attendee }) => attendee).join(', ')
  const text = say(language, 'training:left.all', { title: course.title, n: left.length, names })
  return { out: [{ text, choices: [button(language, 'others', 'do:classes')] }] }
}

/** Gives up one seat, and shows what is left of theirs. */
export async function leave(scene: Scene, signupId: number): Promise<Reply> {
  const { tx, conversation, language, now } = scene
  const { personId } = conversation
  const { course, signup } = await giveUp(tx, { personId }, signupId, now)
  const values = { title: course.title, attendee: signup.attendee }
  const still = await activeSignups(tx, personId, course.id)
  const choices = [
    ...still.map((other) => seatButton(language, other, true)),
    button(language, 'others', 'do:classes'),
  ]
  return { out: [{ text: say(language, `training:left.${signup.state}`, values), choices }] }
}
