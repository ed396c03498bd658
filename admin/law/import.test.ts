import { setTimeout as sleep } from 'node:timers/promises'
import { pino } from 'pino'
import { describe, expect } from 'vitest'
import { openPanel } from '#admin/testing.ts'
import { tempDataDir } from '#core/files/testing.ts'
import { documentByNumber, documentText } from '#core/law/documents/documents.ts'
import { earlierTexts } from '#core/law/documents/text.ts'
import { startImporting } from '#core/law/import/importing.ts'
import { docxOf, docxOfText, paragraph, pdfOf } from '#core/law/import/testing-files.ts'
import { decreeText } from '#core/law/parse/testing-texts.ts'
import type { Db } from '#db/client.ts'
import { test } from '#db/testing.ts'

const log = pino({ enabled: false })
const now = () => new Date()

/** The panel, a clerk signed in, and a desk beside it that reads what is handed in. */
async function open(db: Db, sql: Parameters<typeof openPanel>[1]) {
  const dataDir = await tempDataDir()
  const panel = await openPanel(db, sql, { dataDir })
  const clerk = await panel.as('coordinator')
  const hand = async (...files: File[]) => {
    const sent = await clerk.post('/admin/law/import', { files })
    expect(sent.status).toBe(303)
    const list = sent.headers.get('location') ?? ''
    const desk = startImporting({ db, dataDir, log, now })
    try {
      for (;;) {
        const page = await (await clerk.get(list)).text()
        if (!page.includes('hx-trigger="every 1s"')) return { list, page, ids: idsIn(page) }
        await sleep(50)
      }
    } finally {
      await desk.stop()
    }
  }
  return { ...panel, clerk, hand, dataDir }
}

const idsIn = (page: string) =>
  [...page.matchAll(/href="(\/admin\/law\/import\/\d+)"/gu)].map((found) => found[1] ?? '')
const file = (name: string, content: string | Uint8Array) =>
  new File([content as Uint8Array<ArrayBuffer>], name)

/** The form of a page as a browser would send it unchanged. */
function formOf(page: string): Record<string, string> {
  const plain = (text: string) =>
    text
      .replaceAll('&quot;', '"')
      .replaceAll('&#39;', "'")
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&')
  const fields: Record<string, string> = {}
  for (const [input] of page.matchAll(/<input[^>]*>/gu)) {
    const name = /name="(\w+)"/u.exec(input)?.[1]
    const ticked = !input.includes('checkbox') || /\schecked/u.test(input)
    if (name && ticked) fields[name] ??= plain(/value="([^"]*)"/u.exec(input)?.[1] ?? '')
  }
  for (const [, name = '', text = ''] of page.matchAll(
    /<textarea[^>]*name="(\w+)"[^>]*>([^<]*)<\/textarea>/gu,
  )) {
    fields[name] = plain(text)
  }
  for (const [, name = '', options = ''] of page.matchAll(
    /<select[^>]*name="(\w+)"[^>]*>(.*?)<\/select>/gsu,
  )) {
    fields[name] = plain(/value="([^"]*)" selected/u.exec(options)?.[1] ?? '')
  }
  return fields
}

describe('files handed in', { timeout: 40_000 }, () => {
  test('are read one by one; a bad one is named with its reason and the others go on', async ({
    db,
    sql,
  }) => {
    const { hand } = await open(db, sql)
    const macro = 'application/vnd.ms-word.document.macroEnabled.main+xml'
    const { page, ids } = await hand(
      file('quét.pdf', pdfOf([[], [], []])),
      file('macro.docx', docxOf(paragraph(decreeText), [], macro)),
      file('lời dối.pdf', decreeText),
    )
    expect(page).toContain('PDF là bản quét ảnh: chỉ 0/3 trang có chữ')
    expect(page).toContain('có chứa macro')
    expect(page).toContain('Đã đọc 3/3 tệp')
    expect(ids).toHaveLength(1)
  })

  test('become a document that is published in one further step', async ({ db, sql }) => {
    const { hand, clerk } = await open(db, sql)
    const { ids } = await hand(file('nghị định.docx', docxOfText(decreeText)))
    const [here = ''] = ids
    const page = await (await clerk.get(here)).text()
    expect(page).toContain('value="902/2032/NĐ-CP"')
    expect(page).toMatch(/Điều 2\. <\/b>Hiệu lực thi hành/u)
    const taken = await clerk.submit(here, {
      ...formOf(page),
      deed: 'take',
      link: 'https://x.vn/a',
    })
    expect(await taken.text()).toContain('người dân chưa thấy')
    expect(await documentByNumber(db, '902/2032/nd-cp')).toMatchObject({
      state: 'draft',
      signer: 'Trần Thị Mẫu',
      inForceOn: '2032-04-19',
      link: 'https://x.vn/a',
      origin: 'import',
    })
    const published = await clerk.submit(`${here}/publish`)
    expect(await published.text()).toContain('Văn bản đã công bố')
    expect(await documentByNumber(db, '902/2032/NĐ-CP')).toMatchObject({ state: 'published' })
  })

  test('are corrected and read again; nothing typed is lost', async ({ db, sql }) => {
    const { hand, clerk } = await open(db, sql)
    const { ids } = await hand(file('a.txt', decreeText))
    const [here = ''] = ids
    const form = formOf(await (await clerk.get(here)).text())
    const text = form.text?.replace('Điều 3. Các bộ', 'Điều 5. Các bộ')
    const again = await (
      await clerk.submit(here, { ...form, text: text ?? '', title: 'Tên mới' })
    ).text()
    expect(again).toContain('Tên mới')
    expect(again).toContain('nhảy quãng')
    const bad = { ...formOf(again), inForceOn: '2001-01-01', deed: 'take' }
    const refused = await clerk.post(here, bad)
    expect(refused.status).toBe(422)
    const shown = await refused.text()
    expect(shown.includes('id="e-inForceOn"') && shown.includes('>Tên mới<')).toBe(true)
    const stale = await clerk.post(here, { ...form, deed: 'take', title: 'Tên khác' })
    expect(stale.status).toBe(422)
    const told = await stale.text()
    expect(told.includes('vừa được người khác sửa') && told.includes('>Tên khác<')).toBe(true)
  })

  test('of a number that is there show what changes per provision before they replace', async ({
    db,
    sql,
  }) => {
    const { hand, clerk } = await open(db, sql)
    const take = async (text: string) => {
      const { ids } = await hand(file('a.txt', text))
      const [here = ''] = ids
      const form = formOf(await (await clerk.get(here)).text())
      return { here, page: await (await clerk.submit(here, { ...form, deed: 'take' })).text() }
    }
    await take(decreeText)
    const later = decreeText.replace('mở từ 6 giờ', 'mở từ 7 giờ').replace('b) Điều 5', 'b) Điều 6')
    const { here, page } = await take(later)
    expect(page).toContain('Có 2 chỗ sửa, 0 chỗ thêm')
    expect(page).toMatch(/<del>\s*6<\/del><ins>\s*7<\/ins>/u)
    const replaced = await clerk.submit(`${here}/replace`, formOf(page))
    expect(await replaced.text()).toContain('vào văn bản đã có')
    const document = await documentByNumber(db, '902/2032/NĐ-CP')
    expect(await documentText(db, document?.id ?? 0)).toContain('mở từ 7 giờ')
    expect(await earlierTexts(db, document?.id ?? 0)).toHaveLength(1)
    const twice = await clerk.post(`${here}/replace`, formOf(page))
    expect(twice.status).toBe(422)
  })
})

describe('who may not', { timeout: 40_000 }, () => {
  test('hand files in is refused, and so is a form without its token', async ({ db, sql }) => {
    const { as, clerk } = await open(db, sql)
    const leader = await as('leader')
    expect((await leader.get('/admin/law/import')).status).toBe(403)
    const sent = await leader.post('/admin/law/import', { files: file('a.txt', decreeText) })
    expect(sent.status).toBe(403)
    const forged = await clerk.post('/admin/law/import', { csrf: 'x', files: file('a.txt', 'x') })
    expect(forged.status).toBe(403)
    const [{ count } = { count: 1 }] = await sql`select count(*)::int from law_imports`
    expect(count).toBe(0)
  })

  test('publish sees no such step', async ({ db, sql }) => {
    const { as, hand } = await open(db, sql)
    const { ids } = await hand(file('a.txt', decreeText))
    const [here = ''] = ids
    const officer = await as('officer')
    const form = formOf(await (await officer.get(here)).text())
    const page = await (await officer.submit(here, { ...form, deed: 'take' })).text()
    expect(page).not.toContain(`${here}/publish`)
    expect((await officer.post(`${here}/publish`)).status).toBe(403)
  })
})
