import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { openPanel } from '#admin/testing.ts'
import { readResults } from '#core/surveys/results.ts'
import { makeDesk } from '#core/tickets/testing-desk.ts'
import { surveyResponses, surveys } from '#db/schema/surveys.ts'
import { test } from '#db/testing.ts'
import { hidden, page, published } from './testing-surveys.ts'

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
