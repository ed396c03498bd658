import { afterEach, describe, expect } from 'vitest'
import { openPanel } from '#admin/testing.ts'
import { say, shippedWords, useOwnWords } from '#core/language.ts'
import { placeholders } from '#core/office/own-words.ts'
import { test } from '#db/testing.ts'

const key = 'conversation:language'
afterEach(() => useOwnWords([]))

describe('the wording page', () => {
  test('a text in own words is spoken at once, and an empty one goes back', async ({ db, sql }) => {
    const shipped = say('vi', key)
    const panel = await openPanel(db, sql)
    const office = await panel.as('coordinator')
    const own = { key, language: 'vi', text: 'Quý vị dùng <i>ngôn ngữ</i> nào ạ?' }
    const list = await (await office.submit('/admin/texts/edit', own)).text()
    expect(list).toContain('&lt;i&gt;ngôn ngữ')
    expect(say('vi', key)).toBe(own.text)
    await office.submit('/admin/texts/edit', { ...own, text: '' })
    expect(say('vi', key)).toBe(shipped)
  })

  test('a value the shipped text does not have is refused, and what was typed stays', async ({
    db,
    sql,
  }) => {
    const panel = await openPanel(db, sql)
    const office = await panel.as('administrator')
    const own = { key, language: 'vi', text: 'Chào {{secret}}' }
    const answer = await office.post('/admin/texts/edit', own)
    const text = await answer.text()
    expect(answer.status).toBe(422)
    expect(text).toContain('không có giá trị {{secret}}')
    expect(text).toContain('Chào {{secret}}</textarea>')
  })

  test("the panel's own words and unknown texts cannot be changed", async ({ db, sql }) => {
    const panel = await openPanel(db, sql)
    const office = await panel.as('administrator')
    for (const other of ['panel:save', 'staff:role', 'conversation:nothing-such', '__proto__:x'])
      expect((await office.get(`/admin/texts/edit?language=vi&key=${other}`)).status).toBe(404)
  })

  test('every value of a shipped text is one the page offers', () => {
    for (const text of Object.values(shippedWords('vi', 'conversation')))
      expect(placeholders(text).size).toBe(new Set(text.match(/\{\{[^}]+\}\}/g)).size)
  })
})
