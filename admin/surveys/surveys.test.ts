import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { openPanel } from '#admin/testing.ts'
import { readResults } from '#core/surveys/results.ts'
import { formOf, openedSurvey } from '#core/surveys/testing-surveys.ts'
import { makeDesk } from '#core/tickets/testing-desk.ts'
import { auditLog } from '#db/schema/staff.ts'
import { surveyResponses, surveys } from '#db/schema/surveys.ts'
import { files } from '#db/schema/tickets.ts'
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
    await answer(db, id, 6, { biet: 'chua' }, undefined, 'page', '2026-10-01')
    await answer(db, id, 7, { biet: 'ro', 'hai-long': 1 }, undefined, 'telegram')
    const results = `/admin/surveys/${id}/results`
    expect(await page(desk.get(results))).toContain('13 người trả lời')
    // What two views differ by would be one person's: there is only the whole.
    for (const narrow of ['channel=telegram', 'from=2026-11-03', 'version=7']) {
      const shown = await page(desk.get(`${results}?${narrow}`))
      expect(shown).toContain('13 người trả lời')
      expect(shown).toContain('chỉ xem được kết quả chung')
    }
    const months = async () =>
      (await readResults(db, id, {}))?.months.map(({ month, n }) => [month, n])
    expect(await months()).toEqual([
      ['2026-10', 6],
      ['2026-11', 7],
    ])
    // One month too small hides another with it: the whole less the rest would be that month.
    await answer(db, id, 1, { biet: 'ro' }, undefined, 'page', '2026-12-01')
    expect(await months()).toEqual([['2026-11', 7]])
  })

  test('at an inspection may be a picture, which opens for those who may see who somebody is', async ({
    db,
    sql,
  }) => {
    await makeDesk(db)
    const panel = await openPanel(db, sql)
    const [desk, other] = [await panel.as('coordinator'), await panel.as('officer')]
    const form = formOf(
      { id: 'sao', kind: 'stars', ask: 'Hài lòng?', required: true },
      { id: 'anh', kind: 'file', ask: 'Ảnh hiện trường?', required: true },
    )
    const { id } = await openedSurvey(db, form, new Date())
    const entry = `/admin/surveys/${id}/entry`
    const responseId = hidden(await page(desk.get(entry)), 'responseId')
    const dot = 'R0lGODlhAQABAAAAACwAAAAAAQABAAA='
    const picture = new File([Buffer.from(dot, 'base64')], 'Biên bản kiểm tra.gif')
    const lies = new File(['<script>alert(1)</script>'], 'anh.png')
    // What is missing elsewhere loses no file, and one that is refused says why.
    const faulty = await desk.post(entry, { responseId, 'a.anh': picture })
    expect(faulty.status).toBe(422)
    const again = await page(faulty)
    expect(again).toContain('Biên bản kiểm tra.gif')
    const kept = /name="a.anh" value="(\d+)" checked/.exec(again)?.[1] ?? ''
    const refused = await desk.post(entry, { responseId, 'a.sao': '4', 'a.anh': lies })
    expect(refused.status).toBe(422)
    expect(await page(refused)).toContain('anh.png')
    const done = await desk.post(entry, { responseId, 'a.sao': '4', 'a.anh': kept })
    expect(done.status).toBe(303)
    const shown = await page(desk.get(`/admin/surveys/${id}/results`))
    const link = /href="([^"]*\/files\/\d+)"/.exec(shown)?.[1] ?? ''
    expect(link).toBe(`/admin/surveys/${id}/files/${kept}`)
    const opened = await desk.get(link)
    expect(Buffer.from(await opened.arrayBuffer()).toString('base64')).toBe(dot)
    expect(opened.headers.get('content-disposition')).toMatch(/^attachment; /)
    expect(opened.headers.get('x-content-type-options')).toBe('nosniff')
    expect(await page(desk.get(`/admin/surveys/${id}/results/words/anh`))).toContain('Biên bản')
    const logged = eq(auditLog.action, 'surveys.file-read')
    expect(await db.$count(auditLog, logged)).toBe(1)
    expect((await other.get(link)).status).toBe(404)
    expect(await page(other.get(`/admin/surveys/${id}/results`))).not.toContain('Biên bản')
    // A number of any other file, or under another survey, opens nothing.
    const [strange] = await db
      .insert(files)
      .values({ name: 'x', state: 'stored', source: {}, createdAt: new Date() })
      .returning({ id: files.id })
    expect((await desk.get(`/admin/surveys/${id}/files/${strange?.id}`)).status).toBe(404)
    const { id: elsewhere } = await openedSurvey(db, form, new Date())
    expect((await desk.get(`/admin/surveys/${elsewhere}/files/${kept}`)).status).toBe(404)
  })

  test('in words to an anonymous survey is in no order of its giving, and apart from the rest', async ({
    db,
    sql,
  }) => {
    await makeDesk(db)
    const desk = await (await openPanel(db, sql)).as('coordinator')
    const form = formOf(
      { id: 'sao', kind: 'stars', ask: 'Hài lòng?', required: true, mark: true },
      { id: 'xa', kind: 'commune', ask: 'Ở xã nào?', required: false },
      { id: 'mot', kind: 'text', ask: 'Điều gì tốt?', required: false },
      { id: 'hai', kind: 'text', ask: 'Điều gì chưa tốt?', required: false },
    )
    const { id } = await openedSurvey(db, form, new Date(), { anonymous: true })
    const all = Array.from({ length: 20 }, (_, at) => String(at).padStart(2, '0'))
    for (const at of all) {
      await answer(db, id, 1, { sao: 4, xa: 'xã Văn Bàn', mot: `tốt ${at}`, hai: `chưa ${at}` })
    }
    const results = `/admin/surveys/${id}/results`
    const said = async (question: string, word: string) => {
      const shown = await page(desk.get(`${results}/words/${question}`))
      expect(shown).not.toMatch(/\d\d\/11\/2026|Telegram|Trang web/)
      return [...shown.matchAll(new RegExp(`>${word} (\\d\\d)<`, 'g'))].map(([, at]) => at)
    }
    const [one, two] = [await said('mot', 'tốt'), await said('hai', 'chưa')]
    expect([one.toSorted(), two.toSorted()]).toEqual([all, all])
    expect(one).not.toEqual(all)
    expect(one).not.toEqual(two)
    const { readXlsx } = await import('hucre/xlsx')
    const read = async (path: string) => {
      const file = await desk.get(path)
      return (await readXlsx(new Uint8Array(await file.arrayBuffer()))).sheets[0]?.rows ?? []
    }
    const rows = await read(`${results}.xlsx`)
    expect(rows[0]).toEqual(['Hài lòng?'])
    expect(rows).toHaveLength(21)
    const words = await read(`${results}/words.xlsx`)
    expect(words.filter(([ask]) => ask === 'Ở xã nào?')).toHaveLength(20)
    const listed = (ask: string) =>
      words.filter((row) => row[0] === ask).map((row) => String(row[1]).slice(-2))
    expect(listed('Điều gì tốt?')).toEqual(one)
    expect(listed('Điều gì chưa tốt?')).toEqual(two)
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
