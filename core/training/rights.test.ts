import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import { expect } from 'vitest'
import type { Actor } from '#core/staff/roles.ts'
import { at } from '#core/tickets/testing-desk.ts'
import type { Db } from '#db/client.ts'
import { auditLog } from '#db/schema/staff.ts'
import { test } from '#db/testing.ts'
import { checkIn, undoCheckIn } from './attendance.ts'
import { issueCertificates, revokeCertificate } from './certificates.ts'
import { changeCourse, createCourse } from './course.ts'
import { getCourse } from './course-list.ts'
import {
  cancelCourse,
  closeCourse,
  holdCourse,
  publishCourse,
  startCourse,
} from './course-states.ts'
import { moveLesson, removeLesson, saveLesson } from './lessons.ts'
import { attendanceList } from './lists.ts'
import { noteCalled } from './lists-people.ts'
import { addMaterial, openToAll, removeMaterial } from './materials.ts'
import { signUpByPhone } from './phone-sign-up.ts'
import { acceptOffer, giveUp } from './seats.ts'
import { setSessions } from './sessions.ts'
import { heldClass } from './testing-held.ts'
import { draftOf } from './testing-open.ts'

const now = at('2026-03-10 09:00')
const refused = { key: expect.stringMatching(/^(training|courses):refusal\.not-yours$/) }

async function open(db: Db) {
  const held = await heldClass(db, now)
  const { desk, course, seats } = held
  const which = { id: course.id, version: course.version }
  const [signupId, sessionId] = [seats[0]?.id ?? 0, course.sessions[0] ?? 0]
  const of = { courseId: course.id, id: 1 }
  const draft = draftOf(desk, { cooperatingUnitIds: [desk.units.standards] })
  const facts = { title: 'Bài 1', body: '', link: '', fileId: null, quiz: [] }
  const seen = [{ signupId, at: now, how: 'typed' as const }]
  const phoned = {
    ...{ form: randomUUID(), courseId: course.id, attendees: ['Tẩn A Mẩy'], phone: null },
    ...{ channel: 'phone' as const, consent: 'oral' as const, business: null },
  }
  const file = new File(['x'], 'a.txt')
  type Deed = (actor: Actor) => Promise<unknown>
  const publishing: Deed[] = [
    (actor) => publishCourse(db, actor, which, now),
    (actor) => cancelCourse(db, actor, which, 'Mưa lũ chia cắt', now),
  ]
  const writing: Deed[] = [
    (actor) => createCourse(db, actor, draft, now),
    (actor) => changeCourse(db, actor, which, draft, now),
    (actor) => setSessions(db, actor, which, [], now),
    (actor) => startCourse(db, actor, which, now),
    (actor) => holdCourse(db, actor, which, now),
    (actor) => closeCourse(db, actor, which, now),
    (actor) => signUpByPhone(db, actor, phoned, now),
    (actor) => giveUp(db, { actor }, signupId, now),
    (actor) => acceptOffer(db, { actor }, signupId, now),
    (actor) => noteCalled(db, actor, { courseId: course.id, signupId }, now),
    (actor) => addMaterial(db, tmpdir(), actor, { courseId: course.id, file, open: true }, now),
    (actor) => openToAll(db, actor, { ...of, open: true }, now),
    (actor) => removeMaterial(db, actor, of, now),
    (actor) => saveLesson(db, actor, { courseId: course.id }, facts, now),
    (actor) => moveLesson(db, actor, of, 1, now),
    (actor) => removeLesson(db, actor, of, now),
    (actor) => issueCertificates(db, actor, course.id, now),
    (actor) => revokeCertificate(db, actor, of, now),
  ]
  const attending: Deed[] = [
    (actor) => checkIn(db, actor, sessionId, seen, now),
    (actor) => undoCheckIn(db, actor, { sessionId, signupId }, now),
  ]
  const reading: Deed[] = [(actor) => attendanceList(db, actor, course.id, now)]
  return { ...held, desk, draft, publishing, writing, attending, reading }
}

test('what is done with a class is its division’s: core refuses everybody else', async ({ db }) => {
  const { desk, course, publishing, writing, attending, reading } = await open(db)
  const { standardsOfficer, leader, administrator, consultant, officer } = desk
  for (const [actor, deeds] of [
    [standardsOfficer, [...publishing, ...writing]],
    [leader, [...publishing, ...writing, ...attending]],
    [administrator, [...publishing, ...writing, ...attending]],
    [consultant, [...publishing, ...writing, ...attending, ...reading]],
    [officer, publishing],
  ] as const) {
    for (const [index, deed] of deeds.entries()) {
      const told = await deed(actor).then(
        () => 'done',
        (error: unknown) => error,
      )
      expect([actor.role, index, told]).toEqual([
        actor.role,
        index,
        expect.objectContaining(refused),
      ])
    }
  }
  const whole = await getCourse(db, { id: course.id })
  expect(whole?.course).toMatchObject({ state: 'running', version: course.version })
  expect(await db.select().from(auditLog)).toEqual([])
})

test('a division that helps with a class reads it and changes nothing', async ({ db }) => {
  const { desk, draft, course, writing } = await open(db)
  await changeCourse(db, desk.officer, { id: course.id, version: course.version }, draft, now)
  for (const deed of writing) {
    await expect(deed(desk.standardsOfficer)).rejects.toMatchObject(refused)
  }
  const list = await attendanceList(db, desk.standardsOfficer, course.id, now)
  expect(list.rows).toHaveLength(3)
  const given = changeCourse(
    db,
    desk.officer,
    { id: course.id, version: course.version + 1 },
    { ...draft, leadUnitId: desk.units.standards },
    now,
  )
  await expect(given).rejects.toMatchObject(refused)
})
