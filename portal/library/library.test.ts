import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { forgetOldLookups } from '#core/assistant/lookups.ts'
import { placeOf } from '#core/files/store.ts'
import { saveFacts } from '#core/law/documents/facts.ts'
import { factsOf, publishedLaw } from '#core/law/documents/testing-law.ts'
import { setText } from '#core/law/documents/text.ts'
import { test as base } from '#db/testing.ts'
import { atomOf, rssOf } from './feeds.ts'
import { scriptSafe } from './json-ld.tsx'
import { layLibrary, now, openLibrary, site } from './testing-library.ts'

const test = base.extend('library', async ({ db, sql }, { onCleanup }) => {
  const library = await openLibrary({ db, sql }, onCleanup)
  const laid = await layLibrary(db, library.office.fields[0]!.id)
  await library.caughtUp()
  return { ...library, ...laid }
})

const law = '/van-ban/luat-12-2025-qh15'

describe('the search', () => {
  test('shows the best passages as an automatic reference, each with its source and validity', async ({
    library,
    sql,
  }) => {
    const q = 'đăng ký nhãn hiệu xưởng diều'
    const html = await library.page(`/tim?q=${encodeURIComponent(q)}`)
    const [, reference = ''] = /<section class="reference".*?>(.*?)<\/section>/s.exec(html) ?? []
    expect(reference).toContain('Tham khảo tự động')
    expect(reference).toContain('134/2025/QH15')
    expect(reference).toContain('href="/hoi-dap/nhan-hieu-dieu-1"')
    expect(reference).toContain(`href="${law}/d2#d2.k2"`)
    expect(reference).toMatch(/<mark>\p{L}+<\/mark>/u)
    expect(reference).toContain('Còn hiệu lực')
    expect(reference).toContain(`href="/chat?q=${new URLSearchParams({ q }).toString().slice(2)}"`)
    const logged = await sql`select asked, state from lookups`
    expect(logged).toMatchObject([{ asked: 'portal', state: 'shown' }])
  })

  test('a network that asks like a program still finds, and fills no log; words of a year ago go', async ({
    library,
    db,
    sql,
  }) => {
    await library.page('/tim?q=đăng+ký+nhãn+hiệu+diều')
    await sql`update rate_limits set count = 300`
    const html = await library.page('/tim?q=đăng+ký+nhãn+hiệu+xưởng+diều')
    expect(html).toContain(`${law}/d2#d2.k2`)
    expect(html).not.toContain('class="reference"')
    expect(await sql`select question from lookups`).toEqual([
      { question: 'đăng ký nhãn hiệu diều' },
    ])
    const later = (months: number) => new Date(Date.UTC(2026, 10 + months, 23))
    expect(await forgetOldLookups(db, later(11))).toBe(0)
    expect(await forgetOldLookups(db, later(12))).toBe(1)
    expect(await sql`select question, asked from lookups`).toEqual([
      { question: '', asked: 'portal' },
    ])
  })

  test('understands words without accents and document numbers in any form', async ({
    library,
  }) => {
    expect(await library.page('/tim?q=dang+ky+nhan+hieu')).toContain(`${law}/d2#d2.k2`)
    expect(await library.page('/tim?q=luật+12/2025+điều+3')).toContain(`href="${law}/d3#d3"`)
  })

  test('says what is out of force and leads to what replaced it', async ({ library }) => {
    const html = await library.page('/tim?q=diều+giấy&muc=van-ban')
    expect(html).toMatch(/badge gone[\s\S]*?Hết hiệu lực/)
    expect(html).toMatch(new RegExp(`Được thay thế bởi <a href="${law}"`))
    const inForce = await library.page('/tim?q=diều+giấy&muc=van-ban&hieu-luc=con')
    expect(inForce).not.toContain('nghi-dinh-3-2010')
  })

  test('is narrowed by its address, which the filters keep', async ({ library }) => {
    const html = await library.page('/tim?q=nhãn+hiệu&muc=hoi-dap&nam=2026')
    expect(html).toContain('/hoi-dap/nhan-hieu-dieu-1')
    expect(html).not.toContain(`${law}/d2`)
    expect(html).toMatch(/<option value="2026" selected/)
    expect(html).toContain('<input type="hidden" name="muc" value="hoi-dap"/>')
    expect(await library.page('/tim?q=nhãn+hiệu&loai=Nghị+định')).not.toContain(`${law}/d2`)
  })

  test('with nothing found offers the human', async ({ library }) => {
    const html = await library.page('/tim?q=zzzqqq')
    expect(html).toContain('Chưa tìm thấy kết quả cho “zzzqqq”')
    expect(html).toContain('href="/chat?q=zzzqqq"')
  })

  test('takes any text whole', async ({ library }) => {
    for (const q of [
      '?!…',
      '<script>alert(1)</script>',
      'a'.repeat(5_000),
      'a\0b c d',
      '\u{1F600}',
    ]) {
      const reply = await library.get(`/tim?q=${encodeURIComponent(q)}`)
      expect(reply.status).toBe(200)
      expect(await reply.text()).not.toContain('<script>alert')
    }
    expect(await library.page(`/tim?q=${'a'.repeat(5_000)}`)).toContain('chỉ phần đầu')
    for (const path of ['/van-ban/%00', `${law}/%00d9`, '/hoi-dap/%00', '/van-ban/%ff']) {
      expect((await library.get(path)).status, path).toBe(404)
    }
    expect((await library.get('/van-ban?loai=%00&trang=0&nam=x')).status).toBe(200)
  })

  test('tells what it finds while one types, and nothing before there is a word', async ({
    library,
  }) => {
    const html = await library.page('/tim/goi-y?q=nhan+hieu')
    expect(html).toMatch(/role="option"[^>]*data-href="\/van-ban\/luat-12-2025-qh15\/d2#d2.k2"/)
    expect(html).not.toContain('<html')
    expect(await library.page('/tim/goi-y?q=n')).toBe('')
  })

  base('says that it is not ready where there is none', async ({ db, sql }) => {
    const ends: (() => Promise<void>)[] = []
    const library = await openLibrary({ db, sql }, (end) => ends.push(end), { searching: false })
    expect(await library.page('/tim?q=nhãn+hiệu')).toContain('chưa dùng được')
    expect(await library.page('/tim/goi-y?q=nhãn+hiệu')).toBe('')
    expect((await library.get('/')).status).toBe(200)
    for (const end of ends) await end()
  })
})

describe('a document', () => {
  test('tells its facts, its validity and why, and what it changes', async ({ library }) => {
    const html = await library.page(law)
    for (const words of [
      '12/2025/QH15',
      'Quốc hội',
      '01/01/2026',
      'Hiệu lực hôm nay, 22/11/2026',
      'Còn hiệu lực, đã sửa đổi',
      'Xưởng diều phải đăng ký nhãn hiệu trước khi bán.',
      'href="https://phapluat.test/12"',
      'Xưởng diều muốn đăng ký nhãn hiệu thì cần gì?',
      'Luật Thả diều (12/2025/QH15). https://so.test/van-ban/luat-12-2025-qh15',
    ]) {
      expect(html).toContain(words)
    }
  })

  test('tells its relations both ways', async ({ library }) => {
    const html = await library.page(law)
    expect(html).toMatch(/Thay thế<\/dt>[\s\S]*?nghi-dinh-3-2010-nd-cp/)
    expect(html).toMatch(/hướng dẫn bởi<\/dt>[\s\S]*?nghi-dinh-9-2026-nd-cp/)
    expect(html).toMatch(
      /01\/07\/2026<\/time>[\s\S]*?Được sửa đổi, bổ sung bởi[\s\S]*?luat-5-2026-qh15/,
    )
    const old = await library.page('/van-ban/nghi-dinh-3-2010-nd-cp')
    expect(old).toContain('Hết hiệu lực từ 01/01/2026.')
    expect(old).toMatch(/Được thay thế bởi <a href="\/van-ban\/luat-12-2025-qh15">/)
    const coming = await library.page('/van-ban/nghi-dinh-9-2026-nd-cp')
    expect(coming).toContain('Có hiệu lực từ 01/01/2027 (còn 40 ngày).')
  })

  test('has its provisions at lasting addresses, changed and repealed ones marked', async ({
    library,
  }) => {
    const html = await library.page(law)
    for (const id of ['c1', 'd1', 'd2', 'd2.k1', 'd2.k2', 'd2.k2.db', 'c2', 'd3']) {
      expect(html).toContain(`id="${id}"`)
    }
    expect(html).toContain('Danh mục &lt;diều&gt; &amp; dây.')
    expect(html).toMatch(/id="d3" class="is-gone"/)
    expect(html).toMatch(
      /law-note gone[^<]*>Hết hiệu lực từ 01\/07\/2026\. <a href="\/van-ban\/luat-5/,
    )
    expect(html).toMatch(
      /id="d2\.k1"[\s\S]*?law-note changed[^<]*>Được sửa đổi, bổ sung từ 01\/07\/2026/,
    )
  })

  test('is not there before it is published, nor after it is taken back', async ({
    library,
    db,
    sql,
  }) => {
    const { slug } = await saveFacts(db, undefined, factsOf('7/2026/NĐ-CP'), now)
    for (const path of [`/van-ban/${slug}`, `/van-ban/${slug}/d1`, `/van-ban/${slug}/toan-van`]) {
      const reply = await library.get(path)
      expect(reply.status).toBe(404)
      expect(await reply.text()).toContain('Không tìm thấy trang')
    }
    await sql`update law_documents set state = 'draft' where id = ${library.law}`
    expect((await library.get(`${law}/d2`)).status).toBe(404)
    expect(await library.page('/feeds/van-ban.atom')).not.toContain('luat-12-2025')
    expect(await library.page('/sitemap.xml')).not.toContain('luat-12-2025')
    expect(await library.page('/hoi-dap/nhan-hieu-dieu-1')).toMatch(/<li>[\s\S]*badge unknown/)
    const amending = await library.page('/van-ban/luat-5-2026-qh15')
    expect(amending).toContain('12/2025/QH15')
    expect(amending).not.toContain('Thả diều')
  })

  test('hands out its files, of published documents only', async ({ library, sql }) => {
    const bytes = Buffer.from('Tệp của luật')
    const sha = createHash('sha256').update(bytes).digest('hex')
    const place = placeOf(library.dataDir, sha)
    await mkdir(dirname(place), { recursive: true })
    await writeFile(place, bytes)
    const name = 'Luật "thả"\r\n diều.pdf'
    const [file] = await sql`
      insert into law_files (document_id, name, type, size, sha256, added_at)
      values (${library.law}, ${name}, 'application/pdf', ${bytes.length}, ${sha}, now())
      returning id`
    const path = `${law}/tep/${file!.id}`
    expect(await library.page(law)).toContain(`href="${path}"`)
    const reply = await library.get(path)
    expect(await reply.text()).toBe('Tệp của luật')
    expect(reply.headers.get('content-disposition')).toMatch(/^attachment; filename\*=UTF-8''Lu%/)
    expect(reply.headers.get('content-security-policy')).toContain('sandbox')
    expect((await library.get(`/van-ban/nghi-dinh-9-2026-nd-cp/tep/${file!.id}`)).status).toBe(404)
    await sql`update law_documents set state = 'draft' where id = ${library.law}`
    expect((await library.get(path)).status).toBe(404)
  })

  test('without text tells its facts and where the text is', async ({ library }) => {
    const html = await library.page('/van-ban/nghi-dinh-9-2026-nd-cp')
    expect(html).toContain('Chưa có toàn văn trên trang này')
    expect((await library.get('/van-ban/nghi-dinh-9-2026-nd-cp/toan-van')).status).toBe(404)
    const cited = await library.get('/van-ban/nghi-dinh-9-2026-nd-cp/d7')
    expect(cited.headers.get('location')).toBe('/van-ban/nghi-dinh-9-2026-nd-cp')
  })

  test('has a page of each article, which a clause leads to', async ({ library }) => {
    const clause = await library.get(`${law}/d2.k2.da`)
    expect(clause.status).toBe(302)
    expect(clause.headers.get('location')).toBe(`${law}/d2#d2.k2.da`)
    const html = await library.page(`${law}/d2`)
    expect(html).toContain('<h1 lang="vi">Điều 2. Nhãn hiệu của xưởng diều</h1>')
    expect(html).toMatch(/rel="prev" href="\/van-ban\/luat-12-2025-qh15\/d1"/)
    expect(html).toMatch(/rel="next" href="\/van-ban\/luat-12-2025-qh15\/d3"/)
    expect(html).toContain('Điều 2 Luật Thả diều (12/2025/QH15). https://so.test')
    expect(html).toContain('/hoi-dap/nhan-hieu-dieu-1')
    expect(html).toContain(`href="${law}/c1"`)
    expect(await library.page(`${law}/d1`)).not.toContain('/hoi-dap/nhan-hieu-dieu-1')
    expect(await library.page(`${law}/d3`)).toMatch(/<h1[\s\S]*?badge gone/)
    expect(await library.page(`${law}/c1`)).toMatch(/id="d1"[\s\S]*id="d2\.k2"/)
    expect((await library.get(`${law}/d99`)).status).toBe(404)
  })

  test('shows what a later text changed, of texts the public has seen', async ({ library, db }) => {
    const later = new Date(now.getTime() + 86_400_000)
    const text = 'LUẬT\nTHẢ DIỀU\nĐiều 1. Phạm vi\nMột câu mới.\nĐiều 2. Nhãn hiệu\nMột câu.\n'
    await db.transaction((tx) => setText(tx, library.law, text, null, later))
    const present = await library.page(law)
    expect(present).toContain(`href="${law}/thay-doi/1"`)
    expect(present).toContain('Có nội dung được sửa đổi, bổ sung từ 01/07/2026 bởi')
    const html = await library.page(`${law}/thay-doi/1`)
    expect(html).toMatch(/<ins>[^<]*Một câu mới/)
    expect(html).toMatch(/<del>[^<]*Nhãn hiệu phải đăng ký/)
    expect((await library.get(`${law}/thay-doi/2`)).status).toBe(404)
  })

  test('however long opens small, and is read by chapter or whole', async ({ library, db }) => {
    const articles = Array.from(
      { length: 500 },
      (_, at) =>
        `Điều ${at + 1}. Diều số ${at + 1}\n1. ${'Diều được thả ở nơi trống. '.repeat(12)}`,
    )
    const text = `LUẬT\nDIỀU LỚN\nChương I\nCHUNG\n${articles.join('\n')}\n`
    await publishedLaw(db, '99/2026/QH15', { kind: 'Luật', title: 'Luật Diều lớn', text }, now)
    const path = '/van-ban/luat-99-2026-qh15'
    const gzip = { 'accept-encoding': 'gzip' }
    const page = await (await library.get(path, gzip)).arrayBuffer()
    expect(page.byteLength).toBeLessThan(25_000)
    const html = await library.page(path)
    expect(html).not.toContain('Diều được thả')
    expect(html).toContain('id="d500"')
    const began = performance.now()
    expect(await library.page(`${path}/toan-van`)).toContain('id="d500.k1"')
    expect(performance.now() - began).toBeLessThan(2_000)
    await library.caughtUp()
    expect(await library.page('/tim?q=diều+đượk+thả')).toMatch(
      /Có phải Anh\/Chị muốn tìm: <a href="[^"]+">diều được thả</,
    )
  })

  test('tells machines what it is, and no title ends the script it stands in', async ({
    library,
    db,
  }) => {
    const title = 'Diều </script><script>alert(1)</script> \u2028 "đỏ" & xanh'
    await publishedLaw(db, '11/2026/NĐ-CP', { title, inForceOn: '2026-02-02' }, now)
    const html = await library.page('/van-ban/nghi-dinh-11-2026-nd-cp')
    const scripts = [...html.matchAll(/<script type="application\/ld\+json">(.*?)<\/script>/gs)]
    expect(scripts).toHaveLength(1)
    expect(JSON.parse(scripts[0]![1]!)).toMatchObject({
      '@type': 'Legislation',
      name: title,
      legislationIdentifier: '11/2026/NĐ-CP',
      legislationLegalForce: 'https://schema.org/InForce',
    })
    expect(html).not.toContain('<script>alert')
  })
})

test('documents are listed by kind, year and validity, a page at a time', async ({
  library,
  db,
}) => {
  expect(await library.page('/van-ban')).toContain('4 văn bản')
  expect(await library.page('/van-ban?hieu-luc=het')).toMatch(/1 văn bản[\s\S]*nghi-dinh-3-2010/)
  expect(await library.page('/van-ban?hieu-luc=sap')).toMatch(/1 văn bản[\s\S]*nghi-dinh-9-2026/)
  expect(await library.page('/van-ban?loai=Luật&nam=2025')).toMatch(/1 văn bản[\s\S]*luat-12-2025/)
  const code = library.office.fields[0]!.code
  expect(await library.page(`/van-ban?linh-vuc=${code}`)).toMatch(/1 văn bản[\s\S]*luat-12-2025/)
  expect(await library.page('/van-ban?nam=1999')).toContain('Không có văn bản nào')
  for (let n = 20; n < 38; n++) await publishedLaw(db, `${n}/2026/NĐ-CP`, {}, now)
  const first = await library.page('/van-ban')
  expect(first).toContain('Trang 1/2')
  expect(first).toContain('href="/van-ban?trang=2"')
  expect(await library.page('/van-ban?trang=2')).toContain('nghi-dinh-3-2010')
})

describe('a published answer', () => {
  test('stands with what it rests on and whether that is in force', async ({ library }) => {
    const html = await library.page('/hoi-dap/nhan-hieu-dieu-1')
    expect(html).toContain('<h1 lang="vi">Xưởng diều muốn đăng ký nhãn hiệu thì cần gì?</h1>')
    expect(html).toContain('<a href="https://ipvietnam.test/don"')
    expect(html).toMatch(
      /href="\/van-ban\/luat-12-2025-qh15\/d2#d2.k2"[\s\S]*?badge (?:valid|changed)/,
    )
    expect(html).not.toContain('căn cứ đã hết hiệu lực')
    const old = await library.page('/hoi-dap/dieu-giay-2')
    expect(old).toContain('Câu trả lời này có căn cứ đã hết hiệu lực')
    expect(old).toMatch(
      /badge gone[\s\S]*?Được thay thế bởi <a href="\/van-ban\/luat-12-2025-qh15"/,
    )
    const [, data = ''] = /ld\+json">(.*?)<\/script>/s.exec(html) ?? []
    expect(JSON.parse(data)).toMatchObject({
      '@type': 'QAPage',
      mainEntity: { acceptedAnswer: { text: expect.stringContaining('Nộp mẫu') } },
    })
  })

  test('says when it was corrected, and is gone when it is withdrawn', async ({ library, sql }) => {
    await sql`update published_answers set corrected_at = '2026-11-20' where slug = 'dieu-giay-2'`
    expect(await library.page('/hoi-dap/dieu-giay-2')).toContain('Đính chính ngày 20/11/2026')
    await sql`update published_answers set state = 'withdrawn' where slug = 'dieu-giay-2'`
    expect((await library.get('/hoi-dap/dieu-giay-2')).status).toBe(404)
    expect(await library.page('/hoi-dap')).not.toContain('dieu-giay-2')
    expect(await library.page('/feeds/hoi-dap.rss')).not.toContain('dieu-giay-2')
  })

  test('is found by its field', async ({ library, sql }) => {
    const [first, second] = library.office.fields
    await sql`update published_answers set field_id = ${first!.id} where slug = 'nhan-hieu-dieu-1'`
    const html = await library.page(`/hoi-dap?linh-vuc=${first!.code}`)
    expect(html).toContain('1 câu trả lời')
    expect(html).toContain('/hoi-dap/nhan-hieu-dieu-1')
    expect(html).not.toContain('dieu-giay-2')
    expect(await library.page(`/hoi-dap?linh-vuc=${second!.code}`)).toContain('Chưa có câu trả lời')
    expect(await library.page('/')).toContain(`href="/hoi-dap?linh-vuc=${first!.code}"`)
  })
})

describe('what machines read', () => {
  test('feeds of both kinds are sent again only when something changed', async ({
    library,
    db,
  }) => {
    for (const path of ['/feeds/van-ban.atom', '/feeds/van-ban.rss', '/feeds/hoi-dap.atom']) {
      const reply = await library.get(path)
      expect(reply.headers.get('content-type')).toMatch(/application\/(?:atom|rss)\+xml/)
      const etag = reply.headers.get('etag')!
      const since = reply.headers.get('last-modified')!
      expect((await library.get(path, { 'if-none-match': `"x", W/${etag}` })).status).toBe(304)
      expect((await library.get(path, { 'if-modified-since': since })).status).toBe(304)
      expect((await library.get(path, { 'if-none-match': '"x"' })).status).toBe(200)
    }
    const before = (await library.get('/feeds/van-ban.atom')).headers.get('etag')!
    await publishedLaw(db, '77/2026/NĐ-CP', { title: 'Diều <mới> & đẹp' }, now)
    const reply = await library.get('/feeds/van-ban.atom', { 'if-none-match': before })
    expect(await reply.text()).toContain('Diều &lt;mới&gt; &amp; đẹp')
    expect((await library.get('/feeds/van-ban.json')).status).toBe(404)
  })

  test('the sitemap names every public page, robots.txt names the sitemap', async ({ library }) => {
    const xml = await library.page('/sitemap.xml')
    for (const path of ['/', law, '/van-ban/nghi-dinh-9-2026-nd-cp', '/hoi-dap/dieu-giay-2']) {
      expect(xml).toContain(`<loc>${site}${path}</loc>`)
    }
    expect(await library.page('/robots.txt')).toContain(`Sitemap: ${site}/sitemap.xml`)
  })

  const item = fc.record({
    path: fc.string(),
    title: fc.string({ unit: 'binary' }),
    summary: fc.string({ unit: 'binary' }),
    shownAt: fc.constant(now),
    changedAt: fc.constant(now),
    by: fc.string(),
  })

  it('is well-formed whatever a title holds', () => {
    const tag = /<(?:\?xml [^<>]*\?|\/?[a-zA-Z:]+(?: [a-zA-Z:]+="[^"<>]*")*\/?)>/g
    fc.assert(
      fc.property(fc.array(item, { maxLength: 3 }), fc.string(), (items, title) => {
        const feed = { site, path: '/feeds/x', page: '/x', author: title, title, items }
        for (const xml of [atomOf(feed), rssOf(feed)]) {
          const rest = xml.replace(tag, '')
          expect(rest).not.toMatch(/[<>]|&(?!(?:amp|lt|gt|quot|#39);)/)
          expect([...rest].filter((sign) => sign < ' ' && !'\t\n\r'.includes(sign))).toEqual([])
          expect(rest).not.toMatch(/[\ufffe\uffff]/)
          expect(rest.isWellFormed()).toBe(true)
        }
      }),
    )
  })

  it('is the same data again when it is read out of a script', () => {
    fc.assert(
      fc.property(fc.record({ a: fc.string({ unit: 'binary' }) }), (data) => {
        const text = scriptSafe(data)
        expect(text).not.toMatch(/[<>&\u2028\u2029]/)
        expect(JSON.parse(text)).toEqual(data)
      }),
    )
  })
})

test('the front page tells what is new, and stays below 50 kB with it', async ({ library, db }) => {
  for (let n = 40; n < 50; n++) {
    const news = { inForceOn: `2026-0${n % 9 || 9}-01`, summary: 'Điều gì thay đổi. '.repeat(20) }
    await publishedLaw(db, `${n}/2026/NĐ-CP`, news, now)
  }
  const html = await library.page('/')
  expect(html).toMatch(/Điều gì vừa thay đổi[\s\S]*Sắp có hiệu lực[\s\S]*nghi-dinh-9-2026-nd-cp/)
  expect(html).toContain('Từ 01/01/2027, còn 40 ngày')
  expect(html).not.toContain('nghi-dinh-3-2010')
  const files = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+\.(?:js|css))"/g)]
  const sizes = await Promise.all(
    files.map(async ([, url]) => (await (await library.get(url!)).arrayBuffer()).byteLength),
  )
  expect(sizes.reduce((sum, size) => sum + size, Buffer.byteLength(html))).toBeLessThan(50_000)
})

test('every page holds nothing inline but data, in either language', async ({ library }) => {
  const pages = [
    '/',
    '/tim',
    '/tim?q=diều',
    '/van-ban',
    law,
    `${law}/d2`,
    '/hoi-dap',
    '/tu-danh-gia',
  ]
  for (const path of [...pages, '/hoi-dap/dieu-giay-2']) {
    const english = `${path}${path.includes('?') ? '&' : '?'}lang=en`
    for (const address of [path, english]) {
      const reply = await library.get(address)
      expect(reply.status, address).toBe(200)
      expect(reply.headers.get('content-security-policy')).toMatch(/script-src 'self';/)
      const html = await reply.text()
      expect(html).toContain(address === english ? '<html lang="en">' : '<html lang="vi">')
      const bare = html.replace(/<script type="application\/ld\+json">.*?<\/script>/gs, '')
      expect(bare, address).not.toMatch(/<style|<script(?![^>]*\ssrc=)| style=| on[a-z]+=/)
      expect(bare, address).not.toMatch(/library:|\{\{(?!n\}\})/)
    }
  }
})
