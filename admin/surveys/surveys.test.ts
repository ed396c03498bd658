import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { openPanel } from '#admin/testing.ts'
import { readResults } from '#core/surveys/results.ts'
import { makeDesk } from '#core/tickets/testing-desk.ts'
import { surveyResponses, surveys } from '#db/schema/surveys.ts'
import { test } from '#db/testing.ts'

type Panel = Awaited<ReturnType<typeof openPanel>>
type Browser = Awaited<ReturnType<Panel['as']>>

/** What a page says, without the navigation around it. */
const page = async (response: Response | Promise<Response>) => {
  const text = (await (await response).text()).replace(/\s+/g, ' ')
  return /<main.*<\/main>/.exec(text)?.[0] ?? text
}
const hidden = (html: string, name: string) =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? ''

/** A survey copied from a template, as a coordinator's browser left it. */
async function copied(browser: Browser, purpose: string): Promise<number> {
  const response = await browser.post('/admin/surveys', { purpose })
  return Number(/surveys\/(\d+)\/form/.exec(response.headers.get('location') ?? '')?.[1])
}

async function published(browser: Browser, purpose: string): Promise<number> {
  const id = await copied(browser, purpose)
  const version = hidden(await page(browser.get(`/admin/surveys/${id}`)), 'version')
  await browser.post(`/admin/surveys/${id}/publication`, { version })
  await browser.post(`/admin/surveys/${id}/opening`)
  return id
}

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

describe('what was answered', () => {
  test('is entered by staff with only the questions that apply, once however often it is sent', async ({
    db,
    sql,
  }) => {
    await makeDesk(db)
    const panel = await openPanel(db, sql)
    const desk = await panel.as('coordinator')
    const id = await published(desk, 'after-answer')
    const entry = `/admin/surveys/${id}/entry`
    const opened = await page(desk.get(entry))
    expect(opened).not.toContain('chưa đáp ứng mong muốn')
    const low = { 'a.hai-long': '2' }
    expect(await page(desk.post(`${entry}/questions`, low))).toContain('chưa đáp ứng mong muốn')
    const faulty = await desk.post(entry, { ...low, 'a.chua-duoc': 'Chưa rõ thủ tục' })
    expect(faulty.status).toBe(422)
    expect(await page(faulty)).toContain('Chưa rõ thủ tục')
    const responseId = hidden(opened, 'responseId')
    const whole = { ...low, 'a.de-hieu': '3', 'a.kip-thoi': 'kip', responseId, source: 'phone' }
    await desk.post(entry, whole)
    await desk.post(entry, whole)
    expect(await db.$count(surveyResponses)).toBe(1)
  })

  test('is counted live, with n and intervals, by version, channel and day', async ({
    db,
    sql,
  }) => {
    const { fields } = await makeDesk(db)
    const desk = await (await openPanel(db, sql)).as('coordinator')
    const id = await published(desk, 'after-answer')
    await answer(db, id, 9, { 'hai-long': 5, 'de-hieu': 4, 'kip-thoi': 'kip' }, fields.ip)
    await answer(db, id, 1, {
      'hai-long': 2,
      'de-hieu': 1,
      'kip-thoi': 'muon',
      'chua-duoc': '=1+1',
    })
    const results = `/admin/surveys/${id}/results`
    const whole = await page(desk.get(results))
    expect(whole).toContain('90 %')
    expect(whole).toContain('59,6 – 98,2')
    expect(whole).toContain('=1+1')
    await answer(db, id, 5, { 'hai-long': 1, 'de-hieu': 1, 'kip-thoi': 'muon' })
    expect(await page(desk.get(results))).toContain('60 %')
    const crossed = await page(desk.get(`${results}?cross=kip-thoi&by=field`))
    expect(crossed).toMatch(/Sở hữu trí tuệ<\/th>\s*<td class="num">9</)
    expect(await page(desk.get(`${results}?version=7`))).toContain('Không có phiếu nào khớp')
    const file = await desk.get(`${results}.xlsx`)
    const { readXlsx } = await import('hucre/xlsx')
    const book = await readXlsx(new Uint8Array(await file.arrayBuffer()))
    expect(book.sheets[0]?.rows.length).toBe(16)
    expect(book.sheets[0]?.rows.flat()).toContain("'=1+1")
    const summary = await desk.get(`${results}.docx`)
    const { default: mammoth } = await import('mammoth')
    const buffer = Buffer.from(await summary.arrayBuffer())
    const { value } = await mammoth.extractRawText({ buffer })
    expect(value).toContain('Số phiếu trả lời: 15.')
    expect(value).toContain('chỉ tiêu 90 %')
  })

  test('of few people in an anonymous survey is not shown apart', async ({ db, sql }) => {
    await makeDesk(db)
    const desk = await (await openPanel(db, sql)).as('coordinator')
    const id = await published(desk, 'new-law')
    await answer(db, id, 6, { biet: 'chua' })
    await answer(db, id, 1, { biet: 'ro', 'hai-long': 1 }, undefined, 'telegram')
    const results = `/admin/surveys/${id}/results`
    expect(await page(desk.get(results))).toContain('7 người trả lời')
    const narrow = await page(desk.get(`${results}?channel=telegram`))
    expect(narrow).toContain('không lộ người trả lời')
    expect(narrow).not.toContain('người trả lời (')
    await answer(db, id, 1, { biet: 'ro' }, undefined, 'page', '2026-10-02')
    const months = (await readResults(db, id, {}))?.months
    expect(months?.map(({ month, n }) => [month, n])).toEqual([['2026-11', 7]])
  })
})

async function answer(
  db: Parameters<typeof openPanel>[0],
  surveyId: number,
  times: number,
  answers: Record<string, unknown>,
  fieldId?: number,
  channel = 'page',
  completedOn = '2026-11-20',
): Promise<void> {
  const row = { surveyId, version: 1, state: 'complete' as const, answers, channel }
  const day = { completedOn, fieldId: fieldId ?? null }
  await db.insert(surveyResponses).values(Array.from({ length: times }, () => ({ ...row, ...day })))
}

describe('settings of a survey', () => {
  test('keep what was typed when they are not taken, and fix anonymity after a response', async ({
    db,
    sql,
  }) => {
    await makeDesk(db)
    const desk = await (await openPanel(db, sql)).as('coordinator')
    const id = await published(desk, 'after-answer')
    const settings = `/admin/surveys/${id}/settings`
    const version = hidden(await page(desk.get(`/admin/surveys/${id}`)), 'version')
    const typed = { title: 'Tên mới', opensAt: '2026-12-02T08:00', version }
    const faulty = await desk.post(settings, { ...typed, closesAt: '2026-12-01T08:00' })
    expect(faulty.status).toBe(422)
    expect(await page(faulty)).toContain('value="Tên mới"')
    await answer(db, id, 1, { 'hai-long': 5 })
    await desk.post(settings, { ...typed, anonymous: 'on' })
    const [row] = await db.select().from(surveys).where(eq(surveys.id, id))
    expect(row).toMatchObject({ title: 'Tên mới', anonymous: false })
    expect((await desk.post(settings, typed)).status).toBe(409)
  })
})
