import { describe, expect, it } from 'vitest'
import { formFaults } from './form.ts'
import { markQuestion, questionsOf } from './shape.ts'
import { templates } from './templates.ts'

/** Words, and none that only Vietnamese has. */
const english = /^(?=.*[a-z]{2})[\x20-\x7e’“”–]+$/i

describe('the templates', () => {
  it.each(templates().map((template) => [template.purpose, template] as const))(
    '%s can be published as it is, in both languages',
    (_, { form, anonymous }) => {
      expect(formFaults(form, { anonymous })).toEqual([])
      for (const question of questionsOf(form)) {
        expect(question.askEn, question.id).toMatch(english)
        if (question.help) expect(question.helpEn, question.id).toMatch(english)
        if (!('choices' in question)) continue
        for (const choice of question.choices) expect(choice.textEn, choice.id).toMatch(english)
      }
    },
  )

  it('measure satisfaction everywhere but at an inspection', () => {
    const measured = templates().filter(({ form }) => markQuestion(form))
    expect(measured.map(({ purpose }) => purpose)).toEqual([
      ...['after-answer', 'after-class', 'yearly-needs', 'new-law'],
    ])
  })
})
