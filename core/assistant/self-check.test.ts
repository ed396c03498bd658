import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { answersOf, nextQuestion, resultOf } from './self-check.ts'
import { readSelfCheck } from './self-check-reading.ts'
import type { Answers, SelfCheck } from './self-check-shape.ts'
import { shippedChecks } from './self-checks.ts'

const [size, risk] = ['quy-mo-doanh-nghiep', 'rui-ro-ai'].map((code) => {
  const check = shippedChecks().find((one) => one.code === code)
  if (!check) throw new Error(`no self-check ${code}`)
  return check
}) as [SelfCheck, SelfCheck]

/** Picks by the numbers given, round the choices of whatever is asked. */
function walk(check: SelfCheck, picks: number[]): Answers {
  const answers: Answers = {}
  for (let step = 0; ; step++) {
    const next = nextQuestion(check, answers)
    if (!next) return answers
    const choice = next.choices[(picks[step] ?? 0) % next.choices.length]
    answers[next.id] = choice?.id ?? ''
  }
}

describe('the shipped self-checks', () => {
  test.each([size, risk])('$code: every way of answering ends in an outcome', (check) => {
    fc.assert(
      fc.property(fc.array(fc.nat(8), { maxLength: 12 }), (picks) => {
        const answers = walk(check, picks)
        expect(resultOf(check, answers)?.outcome.id).toBeTypeOf('string')
        expect(answersOf(check, answers)).toEqual(answers)
      }),
    )
  })

  test.each([size, risk])(
    '$code: whatever is sent, nothing but applying answers count',
    (check) => {
      const ids = fc.constantFrom(...check.questions.map(({ id }) => id), 'constructor')
      const choices = check.questions.flatMap((question) => question.choices.map(({ id }) => id))
      const raw = fc.dictionary(ids, fc.oneof(fc.constantFrom(...choices), fc.string()))
      fc.assert(
        fc.property(raw, (sent) => {
          const answers = answersOf(check, sent)
          const replayed: Answers = {}
          for (const [id, choice] of Object.entries(answers)) {
            expect(nextQuestion(check, replayed)?.id).toBe(id)
            replayed[id] = choice
          }
        }),
      )
    },
  )

  test.each([
    [{ 'lao-dong': 'den-10', 'doanh-thu-sx': 'den-3' }, 'san-xuat', 'sieu-nho'],
    [{ 'lao-dong': 'den-10', 'doanh-thu-sx': 'den-50', 'von-sx': 'den-3' }, 'san-xuat', 'sieu-nho'],
    [{ 'lao-dong': 'den-100', 'doanh-thu-sx': 'den-200', 'von-sx': 'den-20' }, 'san-xuat', 'nho'],
    [{ 'lao-dong': 'den-100', 'doanh-thu-tm': 'den-100', 'von-tm': 'den-50' }, 'thuong-mai', 'vua'],
    [
      { 'lao-dong': 'den-50', 'doanh-thu-tm': 'den-100', 'von-tm': 'tren-100' },
      'thuong-mai',
      'nho',
    ],
    [{ 'lao-dong': 'den-200', 'doanh-thu-sx': 'tren-200', 'von-sx': 'den-100' }, 'san-xuat', 'vua'],
    [{ 'lao-dong': 'den-200' }, 'thuong-mai', 'khong-thuoc'],
    [{ 'lao-dong': 'tren-200' }, 'san-xuat', 'khong-thuoc'],
  ])('Decree 80/2021/NĐ-CP, art. 5: %o in %s is %s', (answers, sector, outcome) => {
    const all = { loai: 'doanh-nghiep', 'linh-vuc': sector, ...answers } as unknown as Answers
    expect(resultOf(size, all)?.outcome.id).toBe(outcome)
  })

  test('a chatbot that does not say what it is bears medium risk, one that does bears low risk', () => {
    const chatbot = { 'vai-tro': 'trien-khai', 'thoi-diem': 'sau', 'danh-muc': 'khong' }
    const talking = { ...chatbot, 'tuong-tac': 'tro-chuyen' }
    const silent = resultOf(risk, { ...talking, 'nhan-biet': 'khong', 'ngoai-le': 'khong' })
    expect(silent?.outcome.id).toBe('trung-binh')
    const open = resultOf(risk, { ...talking, 'nhan-biet': 'co' })
    expect(open?.outcome.id).toBe('thap')
    expect(open?.citations).toContainEqual(
      expect.objectContaining({ number: '134/2025/QH15', anchor: 'd11.k1' }),
    )
  })
})

test('who has not looked at the list of high-risk systems is told what the result rests on', () => {
  const listed = expect.objectContaining({ number: '33/2026/QĐ-TTg' })
  const unsure = { 'vai-tro': 'trien-khai', 'thoi-diem': 'sau', 'tuong-tac': 'khong' }
  const asked = { ...unsure, 'danh-muc': 'chua-ro', 'tu-quyet': 'khong' }
  expect(resultOf(risk, asked)).toMatchObject({ outcome: { id: 'thap' } })
  expect(resultOf(risk, asked)?.citations).toContainEqual(listed)
  const sure = { ...unsure, 'danh-muc': 'khong' }
  expect(resultOf(risk, sure)?.citations).not.toContainEqual(listed)
})

describe('what an editor gets wrong', () => {
  const faultsOf = (change: (check: SelfCheck) => void) => {
    const check = structuredClone(risk)
    change(check)
    const read = readSelfCheck(stringify(check))
    return 'faults' in read ? read.faults.map(({ key }) => key) : []
  }

  test('a condition on a later question is told', () => {
    expect(
      faultsOf(({ questions }) => {
        const [first] = questions
        if (first) first.when = { question: 'danh-muc', is: ['co'] }
      }),
    ).toContain('self-check-editor:fault.later')
  })

  test.each<[string, (check: SelfCheck) => void]>([
    ['no-question', ({ advice }) => advice.push({ ...text, when: { question: 'x', is: ['y'] } })],
    [
      'no-choice',
      ({ advice }) => advice.push({ ...text, when: { question: 'danh-muc', is: ['y'] } }),
    ],
    ['no-outcome', ({ advice }) => advice.push({ ...text, when: { outcome: ['x'] } })],
    ['filling', ({ advice }) => advice.push({ ...text, text: { vi: '{{salary}}', en: 'x' } })],
    ['last', ({ outcomes }) => outcomes.pop()],
    ['doubled', ({ questions }) => questions.push(questions[0] as SelfCheck['questions'][number])],
    [
      'outcome-here',
      ({ outcomes }) => {
        if (outcomes[0]) outcomes[0].when = { outcome: ['thap'] }
      },
    ],
    [
      'unreached',
      ({ outcomes }) => {
        if (outcomes[1]) outcomes[1].when = { question: 'danh-muc', is: ['co'] }
      },
    ],
  ])('%s is told', (key, change) => {
    expect(faultsOf(change)).toContain(`self-check-editor:fault.${key}`)
  })

  test('broken YAML and a missing part are told with their lines', () => {
    expect(readSelfCheck('code: [')).toMatchObject({
      faults: [{ key: 'self-check-editor:fault.yaml' }],
    })
    const read = readSelfCheck('code: a\ntitle: { vi: A, en: A }\nquestion: []\n')
    expect(read).toMatchObject({
      faults: expect.arrayContaining([
        expect.objectContaining({ line: 3, key: 'self-check-editor:fault.unknown-key' }),
        expect.objectContaining({ key: 'self-check-editor:fault.missing' }),
      ]),
    })
  })

  test('no text at all makes the reader throw', () => {
    fc.assert(fc.property(fc.string(), (typed) => void readSelfCheck(typed)))
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefgh'
      .split('')
      .map((name, at) => `${name}: &${name} [${`*${'abcdefgh'[at]},`.repeat(9)}]`)
      .join('\n')}`
    expect(readSelfCheck(bomb)).toHaveProperty('faults')
  })
})

const text = { text: { vi: 'Một câu.', en: 'A sentence.' }, citations: [] }
