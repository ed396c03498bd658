import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect } from 'vitest'
import { openPanel } from '#admin/testing.ts'
import { documentByNumber, documentText } from '#core/law/documents/documents.ts'
import { saveFacts } from '#core/law/documents/facts.ts'
import { relationsOf } from '#core/law/documents/relations.ts'
import { factsOf, publishedLaw, relate } from '#core/law/documents/testing-law.ts'
import { setText } from '#core/law/documents/text.ts'
import { test } from '#db/testing.ts'

const now = new Date('2026-11-22T03:00:00Z')

const facts = {
  number: '8/2026/NĐ-CP',
  kind: 'Nghị định',
  title: 'Quy định về nhãn',
  signedOn: '2026-03-01',
  inForceOn: '2026-04-01',
}

const text = `Điều 1. Phạm vi
1. Nghị định này quy định về nhãn hàng.
2. Không áp dụng với hàng xuất khẩu.
Điều 2. Hiệu lực
Nghị định này có hiệu lực từ ngày 01 tháng 4 năm 2026 và thay thế Nghị định số 7/2020/NĐ-CP.`

describe('the law base in the panel', () => {
  test('a document goes from typed to published, and takes the one it replaces out of force', async ({
    db,
    sql,
  }) => {
    const panel = await openPanel(db, sql)
    const officer = await panel.as('officer')
    const office = await panel.as('coordinator')
    const old = await publishedLaw(db, '7/2020/NĐ-CP', { inForceOn: '2020-01-01' }, now)
    const added = await (await officer.submit('/admin/law', facts)).text()
    expect(added).toContain('Nghị định 8/2026/NĐ-CP')
    const { id = 0, version = 0 } = (await documentByNumber(db, '8/2026/NĐ-CP')) ?? {}
    const here = `/admin/law/${id}`

    const preview = await officer.post(`${here}/correction`, { version: String(version), text })
    expect(await preview.text()).toContain('name="deed" value="save"')
    await officer.submit(`${here}/correction`, { version: String(version), text, deed: 'save' })
    expect(await documentText(db, id)).toBe(text)
    const [proposed] = await relationsOf(db, id)
    expect(proposed).toMatchObject({ kind: 'replaces', otherId: old, proposed: true })
    await officer.submit(`${here}/relations/${proposed?.id}/confirmation`)

    await officer.submit(`${here}/review`)
    expect((await officer.post(`${here}/publication`)).status).toBe(403)
    const ready = await (await office.get(here)).text()
    expect(ready).toContain('7/2020/NĐ-CP hết hiệu lực từ 01/04/2026')
    await office.submit(`${here}/publication`)
    const page = await (await office.get(`/admin/law/${old}`)).text()
    expect(page).toContain('Hết hiệu lực từ 01/04/2026')
    expect(page).toContain('được thay thế bởi 8/2026/NĐ-CP')
    expect((await officer.post(here, { ...facts, title: 'Khác' })).status).toBe(422)
    const corrected = { version: String((await documentByNumber(db, '8/2026/NĐ-CP'))?.version) }
    const better = text.replace('hàng xuất khẩu', 'hàng tạm nhập')
    await office.submit(`${here}/correction`, { ...corrected, text: better, deed: 'save' })
    const earlier = await (await officer.get(`${here}/texts/1`)).text()
    expect(earlier).toMatch(/<del>[^<]*xuất khẩu[^<]*<\/del>/u)
    const reading = await (await officer.get(`${here}/text`)).text()
    expect(reading).toContain('id="d1.k2"')
  })

  test('faults come back at their field with what was typed; a taken number leads to its document', async ({
    db,
    sql,
  }) => {
    const officer = await (await openPanel(db, sql)).as('officer')
    const bad = await officer.post('/admin/law', { ...facts, inForceOn: '2026-02-01' })
    const page = await bad.text()
    expect([bad.status, page.includes('id="e-inForceOn"')]).toEqual([422, true])
    expect(page).toContain('value="Quy định về nhãn"')
    const { id } = await saveFacts(db, undefined, factsOf('08/2026/NĐ-CP'), now)
    const taken = await officer.post('/admin/law', facts)
    const again = await taken.text()
    expect([taken.status, again.includes('id="e-number"')]).toEqual([422, true])
    expect(again).toContain(`href="/admin/law/${id}"`)
    expect(again).toContain('value="2026-04-01"')
    for (const field of [{ signedOn: 'hôm qua' }, { link: 'javascript:x' }, { title: '\0 ' }]) {
      expect((await officer.post('/admin/law', { ...facts, number: '', ...field })).status).toBe(
        422,
      )
    }
  })

  test('a circular relation and an unknown part are refused at the form', async ({ db, sql }) => {
    const office = await (await openPanel(db, sql)).as('coordinator')
    const old = await publishedLaw(db, '1/2020/NĐ-CP', { inForceOn: '2020-01-01', text }, now)
    const next = await publishedLaw(db, '2/2026/NĐ-CP', { inForceOn: '2026-01-01' }, now)
    await relate(db, next, 'replaces', '1/2020/NĐ-CP', {}, now)
    const circle = await office.post(`/admin/law/${old}/relations`, {
      kind: 'replaces',
      otherNumber: '2/2026/NĐ-CP',
    })
    const page = await circle.text()
    expect(circle.status).toBe(422)
    expect(page).toContain('1/2020/NĐ-CP → 2/2026/NĐ-CP → 1/2020/NĐ-CP')
    for (const parts of ['phần cuối', 'khoản 2']) {
      const refused = await office.post(`/admin/law/${next}/relations`, {
        kind: 'repeals',
        otherNumber: '1/2020/NĐ-CP',
        parts,
      })
      const body = await refused.text()
      expect([
        refused.status,
        body.includes('id="e-new-parts"'),
        body.includes(`value="${parts}"`),
      ]).toEqual([422, true, true])
    }
    const part = { kind: 'repeals', otherNumber: '1/2020/NĐ-CP' }
    const noDay = await office.post(`/admin/law/${next}/relations`, {
      ...part,
      parts: 'Điều 1',
      fromOn: '2026-02-31',
    })
    expect([noDay.status, (await noDay.text()).includes('id="e-new-fromOn"')]).toEqual([422, true])
    const added = { ...part, parts: 'Điều 1a' }
    const warned = await office.submit(`/admin/law/${next}/relations`, added)
    expect(await warned.text()).toContain('không có Điều 1a')
    await office.submit(`/admin/law/${next}/relations`, { ...part, parts: 'khoản 2 Điều 1' })
    const relations = await relationsOf(db, next)
    expect(relations.map(({ anchors }) => anchors)).toEqual([[], ['d1a'], ['d1.k2']])
  })

  test('two who correct at once: the second keeps what was typed', async ({ db, sql }) => {
    const officer = await (await openPanel(db, sql)).as('officer')
    const { id, version } = await saveFacts(db, undefined, factsOf('1/2026/NĐ-CP'), now)
    await db.transaction((tx) => setText(tx, id, text, null, now))
    const late = await officer.post(`/admin/law/${id}/correction`, {
      version: String(version),
      text: `${text}\nĐiều 3. Bản của tôi`,
      deed: 'save',
    })
    const page = await late.text()
    expect([late.status, page.includes('Bản của tôi')]).toEqual([422, true])
    expect(await documentText(db, id)).toBe(text)
    expect(
      (await officer.post(`/admin/law/${id}/correction`, { version: 'x', text: ' ' })).status,
    ).toBe(422)
  })

  test('the list is filtered by its address, accents or not, and exported', async ({ db, sql }) => {
    const officer = await (await openPanel(db, sql)).as('officer')
    const old = { title: 'Về đo lường', inForceOn: '2012-01-01', expiresOn: '2020-01-01' }
    await publishedLaw(db, '1/2012/NĐ-CP', { ...old, signedOn: '2011-11-11' }, now)
    await saveFacts(db, undefined, factsOf('2/2026/NĐ-CP', { title: 'Về nhãn hàng hóa' }), now)
    const shown = async (query: string) => {
      const page = await (await officer.get(`/admin/law?${query}`)).text()
      return ['1/2012/NĐ-CP', '2/2026/NĐ-CP'].filter((number) => page.includes(number))
    }
    expect(await shown('')).toHaveLength(2)
    expect(await shown('q=DO+luong')).toEqual(['1/2012/NĐ-CP'])
    expect(await shown('standing=expired')).toEqual(['1/2012/NĐ-CP'])
    expect(await shown('year=2011')).toEqual(['1/2012/NĐ-CP'])
    const { id } = (await documentByNumber(db, '1/2012/NĐ-CP')) ?? { id: 0 }
    expect(await shown('unchecked=1')).toEqual(['2/2026/NĐ-CP'])
    await db.transaction((tx) => setText(tx, id, text, null, now))
    expect(await shown('unchecked=1')).toHaveLength(2)
    expect(await shown('state=open&unchecked=1')).toEqual(['2/2026/NĐ-CP'])
    for (const odd of ['year=9999999999', 'field=x', 'page=0', 'q=%25%27', 'kind=%3Cscript%3E']) {
      expect((await officer.get(`/admin/law?${odd}`)).status).toBe(200)
    }
    const file = await officer.get('/admin/law/export.xlsx?standing=expired')
    expect(file.headers.get('content-type')).toContain('spreadsheetml')
    expect((await file.arrayBuffer()).byteLength).toBeGreaterThan(1000)
    expect((await officer.get('/admin/law/999999')).status).toBe(404)
    expect((await officer.get('/admin/law/1/texts/99999999999')).status).toBe(404)
  })

  test('files are attached, handed out as attachments and refused by content', async ({
    db,
    sql,
  }) => {
    const dataDir = mkdtempSync(join(tmpdir(), 'law-'))
    const officer = await (await openPanel(db, sql, { dataDir })).as('officer')
    const { id } = await saveFacts(db, undefined, factsOf('1/2026/NĐ-CP'), now)
    const pdf = new File(
      ['%PDF-1.4\n%âãÏÓ\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF'],
      'ban-goc.pdf',
    )
    const page = await (await officer.submit(`/admin/law/${id}/files`, { file: pdf })).text()
    const link = new RegExp(`/admin/law/${id}/files/\\d+`, 'u').exec(page)?.[0] ?? ''
    const got = await officer.get(link)
    expect(got.headers.get('content-disposition')).toContain('attachment')
    const program = new File(['#!/bin/sh\necho hi\n'], 'chay.pdf')
    const refused = await officer.submit(`/admin/law/${id}/files`, { file: program })
    expect(await refused.text()).toContain('chay.pdf')
    expect((await officer.get(`/admin/law/${id + 1}/files/1`)).status).toBe(404)
  })

  test('who may only read sees the facts and no forms', async ({ db, sql }) => {
    const panel = await openPanel(db, sql)
    const leader = await panel.as('leader')
    const id = await publishedLaw(db, '1/2020/NĐ-CP', { inForceOn: '2020-01-01', text }, now)
    const page = await (await leader.get(`/admin/law/${id}`)).text()
    expect(page).not.toContain(`action="/admin/law/${id}"`)
    expect((await leader.post(`/admin/law/${id}/review`)).status).toBe(403)
    expect((await leader.get('/admin/law/new')).status).toBe(403)
  })
})
