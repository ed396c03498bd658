import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkAnswer, checkAnswers } from './answer.ts'
import { visibleQuestions } from './conditions.ts'
import { formFaults, readForm } from './form.ts'
import { readDate } from './read-date.ts'
import { readNumber } from './read-number.ts'
import type { Answers, Form, FormQuestion, When } from './shape.ts'
import { everyKind, formOf } from './testing-surveys.ts'

const reader = {
  communes: [
    { name: 'Sa Pa', kind: 'phường' },
    { name: 'Văn Bàn', kind: 'xã' },
  ],
  today: '2026-03-02',
}
const yes: FormQuestion = { id: 'a', kind: 'stars', ask: 'A?', required: true }
const asked = (when: When): FormQuestion => ({
  id: 'b',
  kind: 'text',
  ask: 'B?',
  required: true,
  when,
})
const keys = (form: Form, anonymous = false) =>
  formFaults(form, { anonymous }).map(({ path, key }) => `${path} ${key.slice(13)}`)

test('a form of every kind is sound, and is read back as it was', () => {
  expect(formFaults(everyKind, { anonymous: false })).toEqual([])
  expect(readForm(structuredClone(everyKind))).toEqual(everyKind)
  expect(() => readForm({ sections: [{ id: 'Ô' }] })).toThrow('surveys:form.shape')
})

test('a condition on a later, deleted or unfit question is a fault at its field', () => {
  const at = (question: string) => asked({ match: 'all', conditions: [{ question, atMost: 2 }] })
  const place = (n: number) => `sections.0.questions.${n}.when.conditions.0`
  expect(keys(formOf(at('a'), yes))).toEqual([`${place(0)} condition-later`])
  expect(keys(formOf(at('b')))).toEqual([`${place(0)} condition-later`])
  expect(keys(formOf(yes, at('gone')))).toEqual([`${place(1)} condition-deleted`])
  const is = asked({ match: 'any', conditions: [{ question: 'a', is: ['x'] }] })
  expect(keys(formOf(yes, is))).toEqual([`${place(1)} condition-kind`])
  expect(keys(formOf(yes, at('a')))).toEqual([])
})

test('doubled ids, missing choices, crossed bounds and two marks are faults', () => {
  const choice = (ids: string[]): FormQuestion => ({
    ...{ id: 'c', kind: 'choice', ask: 'C?', required: true },
    choices: ids.map((id) => ({ id, text: id })),
  })
  expect(keys(formOf(yes, yes))).toEqual(['sections.0.questions.1.id same-question'])
  expect(keys(formOf(choice(['x'])))).toEqual(['sections.0.questions.0.choices few-choices'])
  expect(keys(formOf(choice(['x', 'x'])))).toEqual(['sections.0.questions.0.choices.1 same-choice'])
  const number = { id: 'n', kind: 'number', ask: 'N?', required: true, min: 9, max: 3 } as const
  expect(keys(formOf(number))).toEqual(['sections.0.questions.0.max bounds'])
  const mark = { kind: 'stars', ask: 'M?', required: true, mark: true } as const
  expect(keys(formOf({ ...mark, id: 'm1' }, { ...mark, id: 'm2' }))).toEqual(['sections two-marks'])
  expect(keys(everyKind, true).map((line) => line.split(' ')[1])).toEqual([
    'anonymous-personal',
    'anonymous-personal',
  ])
})

test('what is asked depends only on answers before it that are themselves asked', () => {
  const question = (at: number, on: number | undefined): FormQuestion => ({
    ...{ id: `q${at}`, kind: 'scale', ask: 'Q?', required: true },
    ...(on !== undefined && {
      when: { match: 'all', conditions: [{ question: `q${on}`, atLeast: 3 }] },
    }),
  })
  const forms = fc
    .array(fc.option(fc.nat(7), { nil: undefined }), { minLength: 1, maxLength: 8 })
    .map((list) =>
      formOf(...list.map((on, at) => question(at, on === undefined || on >= at ? undefined : on))),
    )
  const given = fc.dictionary(
    fc.nat(7).map((n) => `q${n}`),
    fc.integer({ min: 1, max: 5 }),
  )
  fc.assert(
    fc.property(forms, given, (form, answers) => {
      const seen = new Set(visibleQuestions(form, answers).map(({ id }) => id))
      for (const { id, when } of form.sections[0]?.questions ?? []) {
        const on = when?.conditions[0]?.question
        expect(seen.has(id)).toBe(on === undefined || (seen.has(on) && (answers[on] ?? 0) >= 3))
      }
      const checked = checkAnswers(form, answers, reader)
      expect(checkAnswers(form, checked.answers, reader).answers).toEqual(checked.answers)
      expect(Object.keys(checked.answers).every((id) => seen.has(id))).toBe(true)
    }),
  )
})

test('a date is read in any usual writing, and what is no date is not', () => {
  const writings = ['2/9/2026', '02-09-2026', '2.9.26', 'ngày 2 tháng 9 năm 2026', '2026-09-02']
  for (const text of [...writings, 'mùng hai tháng chín năm 2026', 'ngay 2/9', 'thứ tư 2/9/2026'])
    expect(readDate(text, '2026-06-01'), text).toBe('2026-09-02')
  expect(readDate('hôm qua', '2026-03-01')).toBe('2026-02-28')
  expect(readDate('28/12', '2026-01-05')).toBe('2025-12-28')
  expect(readDate('hai mươi mốt tháng mười một năm 2025', '2026-01-05')).toBe('2025-11-21')
  for (const text of ['31/02/2026', 'rằm tháng giêng', '9/2026', '', 'hôm nào đó', '2/13/2026'])
    expect(readDate(text, '2026-06-01'), text).toBeUndefined()
  fc.assert(
    fc.property(
      fc.date({ min: new Date('1950-01-01'), max: new Date('2040-01-01'), noInvalidDate: true }),
      (date) => {
        const iso = date.toISOString().slice(0, 10)
        const [year, month, day] = iso.split('-').map(Number)
        expect(readDate(`ngày ${day} tháng ${month} năm ${year}`, '2026-03-02')).toBe(iso)
      },
    ),
  )
})

test('numbers are read as Vietnamese writes them', () => {
  const read = {
    '1.234,5': 1234.5,
    '12 triệu': 12e6,
    'khoảng 30 người': 30,
    '1,5 tỷ': 1.5e9,
    '-3': -3,
  }
  for (const [text, value] of Object.entries(read)) expect(readNumber(text), text).toBe(value)
  expect(readNumber('nhiều lắm')).toBeUndefined()
})

test('several are read from numbers, spans or words, once each, in the order of the form', () => {
  const [several] = everyKind.sections[0]?.questions.filter(({ id }) => id === 'can') ?? []
  if (!several) throw new Error('no question')
  const read = (raw: string | string[]) => checkAnswer(several, raw, reader)
  const all = { value: ['nhan-hieu', 'do-luong', 'thue'] }
  for (const text of [
    '1,2,3',
    '3 1 2',
    '1-3',
    '1 và 2 và 3',
    'thuế, nhan hieu, do luong',
    ['3', '1', '2', '1'],
  ])
    expect(read(text), String(text)).toEqual(all)
  expect(read('2')).toEqual({ value: ['do-luong'] })
  for (const text of ['4', '0', 'xây nhà', '1,9']) expect(read(text)).toHaveProperty('invalid')
})

test('answers that are wrong or missing are named, and hidden ones are not kept', () => {
  const { answers, faults } = checkAnswers(
    everyKind,
    {
      sao: '5',
      'vi-sao': 'thừa',
      kenh: 'other:Hội chợ',
      can: ['1'],
      muc: '11',
      xa: 'sa pa',
      lap: '31/2',
    },
    reader,
  )
  expect(answers).toEqual({
    sao: 5,
    kenh: 'other:Hội chợ',
    can: ['nhan-hieu'],
    xa: 'phường Sa Pa',
  } satisfies Answers)
  expect(faults.map(({ question }) => question)).toEqual(['muc', 'nguoi', 'lap', 'mst'])
})
