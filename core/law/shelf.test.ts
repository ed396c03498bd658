import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { pino } from 'pino'
import type { Sql } from 'postgres'
import { afterEach, expect } from 'vitest'
import type { Db } from '#db/client.ts'
import { lawDocuments, lawProvisions } from '#db/schema/law.ts'
import { publishedAnswers } from '#db/schema/published.ts'
import { test } from '#db/testing.ts'
import { publishedLaw } from './documents/testing-law.ts'
import { indexFile } from './shelf/index-file.ts'
import { at, layAnswer, layDocument, note, relate } from './shelf/testing-base.ts'
import { openShelf, type Shelf, type Wish } from './shelf.ts'

const endings: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end()
})

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'shelf-'))
  endings.push(() => rmSync(path, { recursive: true, force: true }))
  return path
}

async function opened({ db, sql }: { db: Db; sql: Sql }, dataDir = folder()): Promise<Shelf> {
  const log = pino({ level: 'silent' })
  const shelf = await openShelf({ db, sql, dataDir, log, now: () => at })
  endings.push(shelf.stop)
  return shelf
}

const ask = (shelf: Shelf, text: string, wish: Wish = {}) => shelf.find(text, wish, 'vi')
const keys = async (shelf: Shelf, text: string, wish: Wish = {}) =>
  (await ask(shelf, text, wish)).map(({ key }) => key)

const kites = {
  number: '12/2025/QH15',
  slug: 'luat-tha-dieu',
  title: 'Luật Thả diều',
  fieldIds: [1],
  summary: 'Xưởng diều phải đăng ký trước khi bán.',
  articles: [
    { number: '1', title: 'Phạm vi điều chỉnh', text: 'Luật này quy định về diều.' },
    {
      number: '72',
      title: 'Nhãn hiệu của xưởng diều',
      clauses: [
        'Xưởng diều được đặt tên riêng.',
        'Nhãn hiệu phải đăng ký tại cơ quan nhận đơn trong ba mươi ngày.',
      ],
    },
  ],
}

test('a question finds the clause that answers it, with its citation, address and marked passage', async ({
  db,
  sql,
}) => {
  const id = await layDocument(db, kites)
  const shelf = await opened({ db, sql })
  await shelf.caughtUp()
  for (const text of ['nhãn hiệu đăng ký ở đâu', 'nhan hieu dang ky o dau']) {
    const [best] = await ask(shelf, text)
    expect(best).toMatchObject({
      what: 'provision',
      key: `d:${id}:d72`,
      documentId: id,
      anchor: 'd72.k2',
      path: '/van-ban/luat-tha-dieu/d72#d72.k2',
      label: 'khoản 2 Điều 72 Luật Thả diều (12/2025/QH15)',
      heading: 'Nhãn hiệu của xưởng diều',
      validity: { standing: 'in force', from: '2026-01-01', until: null },
    })
    const { text: words = '', marks = [] } = best?.passage ?? {}
    expect(words).toBe('2. Nhãn hiệu phải đăng ký tại cơ quan nhận đơn trong ba mươi ngày.')
    expect(marks.map(({ from, to }) => words.slice(from, to))).toContain('Nhãn')
  }
})

test('a text as it is imported and published is found by clause, point and chapter', async ({
  db,
  sql,
}) => {
  const text = `Chương I
CẤP PHÉP BAY
Điều 1. Hồ sơ xin phép
1. Chủ xưởng gửi đơn trước mười ngày.
2. Hồ sơ gồm:
a) Đơn theo mẫu của cơ quan quản lý bầu trời, có chữ ký của chủ xưởng và dấu của xưởng nếu có dấu riêng; đơn gửi qua bưu điện
hoặc nộp thẳng tại bộ phận một cửa, mỗi đơn cho một loại khí cầu và một mùa bay trong năm;
b) Bản vẽ khí cầu do thợ cả ký, kèm ảnh chụp khí cầu đã bơm căng nhìn từ bốn phía, ghi rõ sức nâng, sức gió chịu được và số
người được phép đứng trong giỏ khi khí cầu rời mặt đất.
Điều 2. Hiệu lực
Nghị định này có hiệu lực từ ngày 01 tháng 01 năm 2026.`
  const facts = { title: 'Quy định về khí cầu', inForceOn: '2026-01-01', text }
  const id = await publishedLaw(db, '45/2025/NĐ-CP', facts, at)
  const shelf = await opened({ db, sql })
  await shelf.caughtUp()
  const first = async (asked: string) => (await ask(shelf, asked, { what: ['provision'] }))[0]
  expect(await first('ban ve do tho ca ky')).toMatchObject({
    key: `d:${id}:d1`,
    anchor: 'd1.k2.db',
    label: 'điểm b khoản 2 Điều 1 Nghị định 45/2025/NĐ-CP',
    heading: 'Hồ sơ xin phép',
  })
  expect(await first('gửi đơn trước bao nhiêu ngày')).toMatchObject({ anchor: 'd1.k1' })
  expect(await first('điểm a khoản 2 điều 1 nđ 45/2025')).toMatchObject({ anchor: 'd1.k2.da' })
  expect((await first('cấp phép bay'))?.key).toBe(`d:${id}:d1`)
  expect((await first('nđ 45/2025 điều 2 có hiệu lực khi nào'))?.anchor).toBe('d2')
})

test('a document is found by its number and name in any form, a clause by its own', async ({
  db,
  sql,
}) => {
  const law = await layDocument(db, kites)
  const decree = await layDocument(db, {
    ...{ number: '168/2025/NĐ-CP', kind: 'Nghị định', title: 'Quy định về dây diều' },
    articles: [{ number: '5', title: 'Độ dài', text: 'Dây dài không quá trăm mét.' }],
  })
  await layDocument(db, {
    ...{ number: '168/2025/TT-BKHCN', kind: 'Thông tư', title: 'Hướng dẫn về đuôi diều' },
  })
  const shelf = await opened({ db, sql })
  await shelf.caughtUp()
  const first = async (text: string) => (await ask(shelf, text))[0]
  for (const text of ['nghị định 168', 'nđ 168/2025', 'nd168', '168/2025/nd-cp']) {
    expect(await first(text), text).toMatchObject({ key: `d:${decree}`, what: 'document' })
  }
  expect((await first('nđ 168 điều 5'))?.key).toBe(`d:${decree}:d5`)
  for (const text of ['luật thả diều 2025 điều 72 khoản 1', 'k1 điều 72 luật tha dieu']) {
    expect(await first(text), text).toMatchObject({ key: `d:${law}:d72`, anchor: 'd72.k1' })
  }
  expect((await first('12/2025/QH15'))?.label).toBe('Luật Thả diều (12/2025/QH15)')
})

test('what is in force comes first, what is not names its successor, and a wish leaves it out', async ({
  db,
  sql,
}) => {
  const text = 'Người thả diều đêm nộp phí soi đèn.'
  const articles = [{ number: '3', title: 'Phí thả diều đêm', text }]
  const old = await layDocument(db, {
    ...{ number: '1/2020/QH14', title: 'Luật Diều cũ', articles },
    inForceOn: '2020-07-01',
  })
  const now = await layDocument(db, { number: '2/2025/QH15', title: 'Luật Diều mới', articles })
  await relate(db, { documentId: now, otherId: old, kind: 'replaces' })
  const shelf = await opened({ db, sql })
  await shelf.caughtUp()
  const found = await ask(shelf, 'phí thả diều đêm', { what: ['provision'] })
  expect(found.map(({ key }) => key)).toEqual([`d:${now}:d3`, `d:${old}:d3`])
  expect(found[1]?.validity).toMatchObject({ standing: 'expired', by: { number: '2/2025/QH15' } })
  const wish: Wish = { what: ['provision'], standing: 'in force' }
  expect(await keys(shelf, 'phí thả diều đêm', wish)).toEqual([`d:${now}:d3`])
  const before = { ...wish, day: '2025-12-31' }
  expect(await keys(shelf, 'phí thả diều đêm', before)).toEqual([`d:${old}:d3`])
  const next = await layDocument(db, {
    ...{ number: '3/2026/QH15', title: 'Luật Diều nay', articles },
    inForceOn: '2026-06-01',
  })
  await relate(db, { documentId: next, otherId: now, kind: 'replaces' })
  await note(db, 'document', now)
  await shelf.caughtUp()
  expect(await keys(shelf, 'phí thả diều đêm', wish)).toEqual([`d:${next}:d3`])
})

test('a repealed article falls behind though its document stands', async ({ db, sql }) => {
  const id = await layDocument(db, {
    ...{ number: '3/2025/QH15', title: 'Luật Đèn lồng' },
    articles: [
      { number: '1', title: 'Đèn lồng giấy', text: 'Đèn lồng giấy được treo ngoài hiên nhà.' },
      { number: '2', title: 'Đèn lồng giấy', text: 'Đèn lồng giấy được treo ngoài hiên.' },
    ],
  })
  const by = await layDocument(db, { number: '4/2025/QH15', title: 'Luật sửa Luật Đèn lồng' })
  await relate(db, { documentId: by, otherId: id, kind: 'repeals', anchors: ['d1'] })
  const shelf = await opened({ db, sql })
  await shelf.caughtUp()
  const wish: Wish = { what: ['provision'] }
  const found = await ask(shelf, 'đèn lồng giấy treo ngoài hiên', wish)
  expect(found.map(({ anchor, validity }) => [anchor, validity?.standing])).toEqual([
    ['d2', 'in force'],
    ['d1', 'expired'],
  ])
  const inForce = await ask(shelf, 'đèn lồng giấy', { ...wish, standing: 'in force' })
  expect(inForce.map(({ anchor }) => anchor)).toEqual(['d2'])
})

test('field, kind, year and sort narrow what is found', async ({ db, sql }) => {
  const law = await layDocument(db, kites)
  const decree = await layDocument(db, {
    ...{ number: '7/2024/NĐ-CP', kind: 'Nghị định', title: 'Quy định về diều', fieldIds: [2] },
    signedOn: '2024-03-01',
  })
  const shelf = await opened({ db, sql })
  await shelf.caughtUp()
  expect(await keys(shelf, 'diều', { fieldIds: [2] })).toEqual([`d:${decree}`])
  expect(await keys(shelf, 'diều', { kinds: ['nghị định'] })).toEqual([`d:${decree}`])
  expect(await keys(shelf, 'diều', { years: [2023, 2024] })).toEqual([`d:${decree}`])
  expect((await keys(shelf, 'diều', { what: ['document'] })).toSorted()).toEqual(
    [`d:${law}`, `d:${decree}`].toSorted(),
  )
  expect(await keys(shelf, 'diều', { most: 1 })).toHaveLength(1)
})

test('a published answer comes first, teaches its citation, and goes when it is withdrawn', async ({
  db,
  sql,
}) => {
  const law = await layDocument(db, kites)
  const shelf = await opened({ db, sql })
  await shelf.caughtUp()
  expect(await keys(shelf, 'in logo lên cánh')).toEqual([])
  const id = await layAnswer(
    db,
    { slug: 'in-logo', question: 'In logo lên cánh?', body: 'Được, sau khi đăng ký.' },
    [{ documentId: law, anchor: 'd72.k2' }],
  )
  await shelf.caughtUp()
  const found = await ask(shelf, 'in logo len canh')
  expect(found.map(({ key }) => key)).toEqual([`a:${id}`, `d:${law}:d72`])
  expect(found[0]).toMatchObject({ path: '/hoi-dap/in-logo', label: 'Câu trả lời công khai' })
  await db.update(publishedAnswers).set({ state: 'withdrawn' }).where(eq(publishedAnswers.id, id))
  expect(await keys(shelf, 'in logo lên cánh')).toEqual([`d:${law}:d72`])
  await note(db, 'published', id)
  await shelf.caughtUp()
  expect(await keys(shelf, 'in logo lên cánh')).toEqual([])
})

test('a corrected text replaces the old one; what the public may not see is never shown', async ({
  db,
  sql,
}) => {
  const id = await layDocument(db, kites)
  const shelf = await opened({ db, sql })
  await shelf.caughtUp()
  await db.delete(lawProvisions).where(eq(lawProvisions.anchor, 'd72'))
  await db
    .update(lawProvisions)
    .set({ body: 'Luật này nói về sáo trúc.' })
    .where(eq(lawProvisions.anchor, 'd1'))
  await note(db, 'document', id)
  await shelf.caughtUp()
  expect((await ask(shelf, 'sáo trúc'))[0]?.anchor).toBe('d1')
  expect(await keys(shelf, 'cơ quan nhận đơn')).toEqual([])
  await db.update(lawDocuments).set({ state: 'draft' })
  expect(await keys(shelf, 'sáo trúc')).toEqual([])
})

test('two shelves on one database are both in step within two seconds', async ({ db, sql }) => {
  const [one, other] = [await opened({ db, sql }), await opened({ db, sql })]
  await Promise.all([one.caughtUp(), other.caughtUp()])
  const both = await Promise.all(
    Array.from({ length: 20 }, (_, place) =>
      layDocument(db, { number: `${place + 1}/2026/QH15`, title: `Luật Nghề số ${place}` }),
    ),
  )
  for (const shelf of [one, other]) {
    await expect
      .poll(async () => (await keys(shelf, 'luật nghề', { most: 30 })).length, { timeout: 2_000 })
      .toBe(both.length)
  }
})

test('a change committed after a later one is not missed', async ({ db, sql }) => {
  const shelf = await opened({ db, sql })
  await shelf.caughtUp()
  const commit = Promise.withResolvers<void>()
  const noted = Promise.withResolvers<void>()
  const slow = await layDocument(db, { number: '1/2026/QH15', title: 'Luật Sáo trúc' })
  const held = db.transaction(async (tx) => {
    await tx.update(lawDocuments).set({ title: 'Luật Đàn bầu' }).where(eq(lawDocuments.id, slow))
    await note(tx, 'document', slow)
    noted.resolve()
    await commit.promise
  })
  await noted.promise
  const quick = await layDocument(db, { number: '2/2026/QH15', title: 'Luật Trống cơm' })
  await shelf.caughtUp()
  expect(await keys(shelf, 'trống cơm')).toEqual([`d:${quick}`])
  expect(await keys(shelf, 'đàn bầu')).toEqual([])
  commit.resolve()
  await held
  await expect.poll(() => keys(shelf, 'đàn bầu'), { timeout: 2_000 }).toEqual([`d:${slow}`])
})

test('what is published while the line to the database is cut is found when it is back', async ({
  db,
  sql,
}) => {
  const shelf = await opened({ db, sql })
  await shelf.caughtUp()
  const cut = await sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and query ilike 'listen%law_changes%'`
  expect(cut.length).toBeGreaterThan(0)
  const id = await layDocument(db, { number: '5/2026/QH15', title: 'Luật Sáo trúc' })
  await expect.poll(() => keys(shelf, 'sáo trúc'), { timeout: 5_000 }).toEqual([`d:${id}`])
})

test('the next start reads the file and only what came since', async ({ db, sql }) => {
  const dataDir = folder()
  const id = await layDocument(db, kites)
  const first = await opened({ db, sql }, dataDir)
  await first.caughtUp()
  await first.stop()
  // What nobody told of shows that the file is read and not the database.
  await db.update(lawProvisions).set({ body: 'Chuyện khác.' })
  const later = await layDocument(db, { number: '9/2026/QH15', title: 'Luật Sáo trúc' })
  const second = await opened({ db, sql }, dataDir)
  expect(await keys(second, 'cơ quan nhận đơn')).toEqual([`d:${id}:d72`])
  await second.caughtUp()
  expect(await keys(second, 'sáo trúc')).toEqual([`d:${later}`])
})

test('a damaged file, or one of another database, is read anew from the base', async ({
  db,
  sql,
}) => {
  const dataDir = folder()
  writeFileSync(indexFile(dataDir), 'no index at all, but long enough to be one')
  writeFileSync(join(dataDir, 'law-index-1.bin'), 'of an older program')
  const id = await layDocument(db, kites)
  const first = await opened({ db, sql }, dataDir)
  await first.caughtUp()
  expect((await keys(first, 'nhãn hiệu'))[0]).toBe(`d:${id}:d72`)
  await first.stop()
  expect(readdirSync(dataDir)).toEqual([indexFile(dataDir).split('/').at(-1)])
  await sql`update law_changes set at = at - interval '1 day'`
  await db.update(lawProvisions).set({ body: 'Chuyện về sáo trúc.' })
  const second = await opened({ db, sql }, dataDir)
  await second.caughtUp()
  expect(await keys(second, 'sáo trúc')).not.toEqual([])
})

test('a text without words finds nothing at once, a very long one quickly', async ({ db, sql }) => {
  const shown = Array.from({ length: 30 }, (_, place) => ({
    ...{ number: String(place), title: 'Nhãn hiệu', text: 'Nhãn hiệu của xưởng diều.' },
  }))
  const articles = [
    ...kites.articles,
    ...shown.map((one) => ({ ...one, number: `9${one.number}` })),
  ]
  const id = await layDocument(db, { ...kites, articles })
  const shelf = await opened({ db, sql })
  await shelf.caughtUp()
  for (const odd of ['', '   ', '?!… --- ///', '\u0000\u200b', '😀'.repeat(50)]) {
    expect(await keys(shelf, odd), odd).toEqual([])
  }
  const started = performance.now()
  const long = await keys(
    shelf,
    'nhãn hiệu đăng ký nđ 13/2023 điều 5 '.repeat(300).slice(0, 10_000),
  )
  expect(long[0]).toBe(`d:${id}:d72`)
  await ask(shelf, '1/2'.repeat(3_333))
  expect(performance.now() - started).toBeLessThan(500)
  expect(shelf.didYouMean('nhãm hiệu')).toBe('nhãn hiệu')
  expect(shelf.didYouMean('nhãn hiệu')).toBeUndefined()
})
