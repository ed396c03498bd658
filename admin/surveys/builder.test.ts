import { describe, expect } from 'vitest'
import { openPanel } from '#admin/testing.ts'
import { publishedLaw } from '#core/law/documents/testing-law.ts'
import { makeDesk } from '#core/tickets/testing-desk.ts'
import { surveys } from '#db/schema/surveys.ts'
import { test } from '#db/testing.ts'
import { copied, hidden, page } from './testing-surveys.ts'

describe('building a survey', () => {
  test('adds, words, moves and removes questions without a script', async ({ db, sql }) => {
    await makeDesk(db)
    const desk = await (await openPanel(db, sql)).as('coordinator')
    const id = await copied(desk, 'own')
    const steps = `/admin/surveys/${id}/form/steps`
    const first = await desk.post(steps, { do: 'add-question', id: 'phan-1', kind: 'choice' })
    expect(first.headers.get('location')).toBe(`/admin/surveys/${id}/form/questions/cau-1`)
    const at = `/admin/surveys/${id}/form/questions/cau-1`
    const was = hidden(await page(desk.get(at)), 'was')
    const choices = { choiceId: ['', '', ''], choice: ['Có', 'Không', ''], choiceEn: ['', '', ''] }
    await desk.post(at, { was, ask: 'Anh/Chị có nhãn hiệu chưa?', required: 'on', ...choices })
    await desk.post(steps, { do: 'add-question', id: 'phan-1', kind: 'text' })
    const second = `/admin/surveys/${id}/form/questions/cau-2`
    const opened = await page(desk.get(second))
    expect(opened).toContain('cau-1|is|c1')
    const wordings = { was: hidden(opened, 'was'), ask: 'Nhãn hiệu gì?', when: 'cau-1|is|c1' }
    const outline = await page(desk.submit(second, { ...wordings, match: 'all' }))
    expect(outline).toContain('Hỏi khi câu 1 là “Có”')
    await desk.post(steps, { do: 'up-question', id: 'cau-2' })
    const moved = await page(desk.get(`/admin/surveys/${id}/form`))
    expect(moved).toContain('điều kiện phải dựa vào một câu đứng trước')
    await desk.post(steps, { do: 'remove-question', id: 'cau-1' })
    const gone = await page(desk.get(`/admin/surveys/${id}/form`))
    expect(gone).toContain('không còn trong phiếu')
    const version = hidden(await page(desk.get(`/admin/surveys/${id}`)), 'version')
    expect((await desk.post(`/admin/surveys/${id}/publication`, { version })).status).toBe(422)
  })

  test('asks a question only from a number on, which is typed beside the condition', async ({
    db,
    sql,
  }) => {
    await makeDesk(db)
    const desk = await (await openPanel(db, sql)).as('coordinator')
    const id = await copied(desk, 'own')
    const steps = `/admin/surveys/${id}/form/steps`
    await desk.post(steps, { do: 'add-question', id: 'phan-1', kind: 'number' })
    await desk.post(steps, { do: 'add-question', id: 'phan-1', kind: 'text' })
    const at = `/admin/surveys/${id}/form/questions/cau-2`
    const opened = await page(desk.get(at))
    expect(opened).toContain('<option value="cau-1|atLeast|">câu 1 từ … trở lên</option>')
    const sent = { was: hidden(opened, 'was'), ask: 'Đã lập công đoàn chưa?', match: 'all' }
    const when = ['cau-1|atLeast|', '']
    const faulty = await desk.post(at, { ...sent, when, whenNumber: ['mười', ''] })
    expect(faulty.status).toBe(422)
    const again = await page(faulty)
    expect(again).toContain('Xin điền số để so sánh')
    expect(again).toContain('value="mười"')
    await desk.post(at, { ...sent, when, whenNumber: ['10,5', ''] })
    expect(await page(desk.get(`/admin/surveys/${id}/form`))).toContain('câu 1 từ 10,5 trở lên')
    expect(await page(desk.get(at))).toContain('value="10,5"')
    const conditions = [{ question: 'cau-1', atLeast: 10.5 }]
    const [row] = await db.select({ draft: surveys.draft }).from(surveys)
    expect(row?.draft).toMatchObject({
      sections: [{ questions: [{ id: 'cau-1' }, { when: { match: 'all', conditions } }] }],
    })
  })

  test('shows both to the second of two who edit one question, and lets two edit different ones', async ({
    db,
    sql,
  }) => {
    await makeDesk(db)
    const panel = await openPanel(db, sql)
    const [one, other] = [await panel.as('coordinator'), await panel.as('coordinator')]
    const id = await copied(one, 'after-answer')
    const at = `/admin/surveys/${id}/form/questions/hai-long`
    const seen = hidden(await page(one.get(at)), 'was')
    const seenToo = hidden(await page(other.get(at)), 'was')
    const elsewhere = `/admin/surveys/${id}/form/questions/hoi-them`
    const seenElsewhere = hidden(await page(other.get(elsewhere)), 'was')
    await one.post(at, { was: seen, ask: 'Câu của người thứ nhất?', required: 'on', mark: 'on' })
    const free = { was: seenElsewhere, ask: 'Một câu khác hẳn?', long: 'on' }
    expect((await other.post(elsewhere, free)).status).toBe(303)
    const mine = { ask: 'Câu của người thứ hai?', required: 'on', mark: 'on' }
    const conflict = await other.post(at, { was: seenToo, ...mine })
    const both = await page(conflict)
    expect(conflict.status).toBe(409)
    expect(both).toContain('Câu của người thứ nhất?')
    expect(both).toContain('Câu của người thứ hai?')
    const kept = await other.post(at, { was: hidden(both, 'was'), ...mine })
    expect(kept.status).toBe(303)
    const outline = await page(one.get(`/admin/surveys/${id}/form`))
    expect(outline).toContain('Câu của người thứ hai?')
    expect(outline).toContain('Một câu khác hẳn?')
  })

  test('exports a form, imports it again, and names each place of a bad file', async ({
    db,
    sql,
  }) => {
    await makeDesk(db)
    const desk = await (await openPanel(db, sql)).as('coordinator')
    const id = await copied(desk, 'new-law')
    const text = await (await desk.get(`/admin/surveys/${id}/form.json`)).text()
    const again = await desk.post('/admin/surveys/import', { text })
    const copy = Number(/surveys\/(\d+)\//.exec(again.headers.get('location') ?? '')?.[1])
    const rows = await db.select({ id: surveys.id, draft: surveys.draft }).from(surveys)
    expect(rows.find((row) => row.id === copy)?.draft).toEqual(
      rows.find((row) => row.id === id)?.draft,
    )
    const bad = JSON.parse(text)
    bad.form.sections[0].questions[0].required = 'có'
    bad.form.sections[1].colour = 'đỏ'
    const refused = await desk.post('/admin/surveys/import', { text: JSON.stringify(bad) })
    const told = await page(refused)
    expect(refused.status).toBe(422)
    expect(told).toContain('form.sections.0.questions.0.required')
    expect(told).toContain('mục lạ “colour”')
    expect(told).toContain('đỏ')
    expect(await page(desk.post('/admin/surveys/import', { text: '{"title": ' }))).toContain('JSON')
  })
})

test('a survey imported about a law stays about it, also when its file was wrong at first', async ({
  db,
  sql,
}) => {
  const desk = await (await openPanel(db, sql)).as('coordinator')
  const law = await publishedLaw(db, '8/2026/NĐ-CP', { inForceOn: '2026-04-01' }, new Date())
  const opened = await page(desk.get(`/admin/surveys/new?document=${law}`))
  const form = /<form[^>]*surveys\/import.*?<\/form>/.exec(opened)?.[0] ?? ''
  const wrong = await desk.post('/admin/surveys/import', {
    ...{ text: '{}', document: hidden(form, 'document') },
  })
  const again = await page(wrong)
  expect(again).toContain('Khảo sát về Nghị định 8/2026/NĐ-CP')
  const text = JSON.stringify({ title: 'Góp ý', form: { sections: [] } })
  const kept = /<form[^>]*surveys\/import.*?<\/form>/.exec(again)?.[0] ?? ''
  await desk.post('/admin/surveys/import', { text, document: hidden(kept, 'document') })
  expect(await db.select({ about: surveys.documentId }).from(surveys)).toEqual([{ about: law }])
})
