import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { at } from '#core/tickets/testing-desk.ts'
import { signups } from '#db/schema/training.ts'
import { test } from '#db/testing.ts'
import { answerLesson, markQuiz, progressOf } from './lesson-results.ts'
import { lessonsOf, moveLesson, quizIn, quizText, removeLesson, saveLesson } from './lessons.ts'
import { addCourse, heldClass } from './testing-held.ts'

const now = at('2026-03-10 09:00')

/** A line that a quiz can hold: something to read, and no mark of ours at its beginning. */
const words = fc
  .stringMatching(/^[a-zà-ỹđ0-9][a-zà-ỹđ0-9 ?,.]{0,30}$/)
  .map((text) => text.replace(/\s+/g, ' ').trim())
  .filter((text) => text !== '')

const question = fc
  .record({
    ask: words,
    choices: fc.array(words, { minLength: 2, maxLength: 6 }),
    at: fc.nat(),
    why: fc.option(words, { nil: undefined }),
  })
  .map(({ at: place, why, ...rest }) => ({
    ...rest,
    right: place % rest.choices.length,
    ...(why !== undefined && { why }),
  }))

describe('a quiz as it is typed', () => {
  it('is read back as it was written', () => {
    fc.assert(
      fc.property(fc.array(question, { maxLength: 20 }), (quiz) => {
        expect(quizIn(quizText(quiz))).toEqual(quiz)
        expect(quizIn(quizText(quiz).replaceAll('\n', '\r\n'))).toEqual(quiz)
      }),
      { numRuns: 60 },
    )
  })

  it.each([
    ['Hỏi?\n* một', 'quiz-choices'],
    ['Hỏi?\n- một\n- hai', 'quiz-right'],
    ['Hỏi?\n* một\n* hai', 'quiz-right'],
    ['- một\n* hai', 'quiz-line'],
    ['Hỏi?\nmột\n* hai', 'quiz-line'],
    [Array.from({ length: 21 }, () => 'Hỏi?\n- một\n* hai').join('\n\n'), 'quiz-long'],
  ])('is refused with the question that does not fit: %j', (text, key) => {
    expect(() => quizIn(text)).toThrow(expect.objectContaining({ key: `courses:refusal.${key}` }))
  })

  it('is passed with half of it right', () => {
    const quiz = quizIn('A?\n- một\n* hai\n\nB?\n* một\n- hai\n\nC?\n* một\n- hai')
    expect(markQuiz(quiz, [1, 0, 1])).toMatchObject({ right: 2, of: 3, passed: true })
    expect(markQuiz(quiz, [1, 1, 1])).toMatchObject({ right: 1, of: 3, passed: false })
    expect(markQuiz([], [])).toMatchObject({ right: 0, of: 0, passed: true })
  })
})

const lesson = (title: string) => ({ title, body: '', link: '', fileId: null, quiz: [] })

describe('lessons', () => {
  test('keep their order, move by one, and go only while nobody did them', async ({ db }) => {
    const { desk, course, seats } = await heldClass(db, now)
    const ids: number[] = []
    for (const title of ['Một', 'Hai', 'Ba']) {
      ids.push(await saveLesson(db, desk.officer, { courseId: course.id }, lesson(title), now))
    }
    const which = (index: number) => ({ courseId: course.id, id: ids[index] ?? 0 })
    await moveLesson(db, desk.officer, which(2), -1, now)
    await moveLesson(db, desk.officer, which(0), -1, now)
    const titles = async () => (await lessonsOf(db, course.id)).map(({ title }) => title)
    expect(await titles()).toEqual(['Một', 'Ba', 'Hai'])
    const done = { signupId: seats[0]?.id ?? 0, lessonId: which(0).id }
    await answerLesson(db, done, [], now)
    expect((await progressOf(db, done.signupId)).map((one) => one.done)).toEqual([
      true,
      false,
      false,
    ])
    await expect(removeLesson(db, desk.officer, which(0), now)).rejects.toMatchObject({
      key: 'courses:refusal.lesson-done',
    })
    await removeLesson(db, desk.officer, which(1), now)
    expect(await titles()).toEqual(['Một', 'Ba'])
  })

  test('are of their course: not another’s file, seat or unit', async ({ db }) => {
    const { desk, course, seats } = await heldClass(db, now)
    const other = await addCourse(db, desk.units.standards, now)
    const id = await saveLesson(db, desk.coordinator, { courseId: other.id }, lesson('Khác'), now)
    const key = (wanted: string) => expect.objectContaining({ key: `courses:refusal.${wanted}` })
    const mine = { signupId: seats[0]?.id ?? 0, lessonId: id }
    await expect(answerLesson(db, mine, [], now)).rejects.toEqual(key('no-lesson'))
    const theirs = saveLesson(db, desk.officer, { courseId: other.id }, lesson('Lạ'), now)
    await expect(theirs).rejects.toEqual(key('not-yours'))
    const file = { ...lesson('Tệp'), fileId: 999_999 }
    await expect(saveLesson(db, desk.officer, { courseId: course.id }, file, now)).rejects.toEqual(
      key('no-file'),
    )
    await db.update(signups).set({ state: 'waiting' })
    const own = await saveLesson(db, desk.officer, { courseId: course.id }, lesson('Một'), now)
    const waiting = { signupId: seats[0]?.id ?? 0, lessonId: own }
    await expect(answerLesson(db, waiting, [], now)).rejects.toEqual(key('no-lesson'))
  })
})
