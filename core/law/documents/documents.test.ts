import { asc, eq } from 'drizzle-orm'
import fc from 'fast-check'
import { describe, expect } from 'vitest'
import type { Db } from '#db/client.ts'
import { lawChanges, lawProvisions } from '#db/schema/law.ts'
import { test } from '#db/testing.ts'
import { citationOf, pathOf } from './citation.ts'
import { documentById, documentByNumber, numberKey } from './documents.ts'
import { factFaults, saveFacts } from './facts.ts'
import { anchorsOfPart } from './part-anchors.ts'
import { publishDocument, reviewDocument } from './publishing.ts'
import { confirmRelation, relationsOf, removeRelation } from './relations.ts'
import { coordinator, factsOf, officer, publishedLaw, relate } from './testing-law.ts'
import { compareText, correctText, earlierText, earlierTexts, setText } from './text.ts'

const now = new Date('2026-11-22T03:00:00Z')

async function add(db: Db, number: string | null, more = {}) {
  return (await saveFacts(db, undefined, factsOf(number, more), now)).id
}

describe('a document', () => {
  test('is found by its number however it is typed, and its number is its own', async ({ db }) => {
    const id = await add(db, '08/2026/NĐ-CP')
    for (const typed of ['8/2026/nd-cp', ' 08/2026/NĐ‑CP ', '08/2026/NĐ-CP.']) {
      expect((await documentByNumber(db, typed))?.id).toBe(id)
    }
    await expect(add(db, '8/2026/NĐ-cp')).rejects.toMatchObject({
      key: 'law:refusal.number-taken',
      values: { number: '08/2026/NĐ-CP', id },
    })
    const [one, other] = await Promise.allSettled([
      add(db, '9/2026/NĐ-CP'),
      add(db, '9/2026/NĐ-CP'),
    ])
    expect([one.status, other.status].toSorted()).toEqual(['fulfilled', 'rejected'])
  })

  test('has an address that never changes once it was shown', async ({ db }) => {
    const id = await add(db, '142/2026/NĐ-CP')
    expect((await documentById(db, id))?.slug).toBe('nghi-dinh-142-2026-nd-cp')
    await reviewDocument(db, coordinator, { id }, now)
    await publishDocument(db, coordinator, id, now)
    await saveFacts(db, coordinator, { ...factsOf('143/2026/NĐ-CP'), id }, now)
    expect(await documentById(db, id)).toMatchObject({
      number: '143/2026/NĐ-CP',
      slug: 'nghi-dinh-142-2026-nd-cp',
    })
    expect((await documentById(db, await add(db, '142/2026/NĐ-CP')))?.slug).toBe(
      'nghi-dinh-142-2026-nd-cp-2',
    )
  })

  test('is published only after review, by those who may, and asks for review again when changed', async ({
    db,
  }) => {
    const id = await add(db, '1/2026/NĐ-CP')
    await expect(publishDocument(db, coordinator, id, now)).rejects.toMatchObject({
      key: 'law:refusal.not-reviewed',
    })
    await reviewDocument(db, officer, { id }, now)
    await expect(publishDocument(db, officer, id, now)).rejects.toMatchObject({
      key: 'law:refusal.not-allowed',
    })
    await saveFacts(db, officer, { ...factsOf('1/2026/NĐ-CP'), id }, now)
    expect((await documentById(db, id))?.state).toBe('draft')
    await reviewDocument(db, officer, { id }, now)
    const seen = (await documentById(db, id))?.version
    await relate(db, id, 'guides', '7/2020/QH14', {}, now)
    expect((await documentById(db, id))?.state).toBe('draft')
    await reviewDocument(db, officer, { id }, now)
    await expect(publishDocument(db, coordinator, id, now, seen)).rejects.toMatchObject({
      key: 'law:refusal.changed-meanwhile',
    })
    await publishDocument(db, coordinator, id, now)
    const changes = await db.select({ id: lawChanges.whatId }).from(lawChanges)
    expect(changes).toEqual([{ id }])
    await expect(
      saveFacts(db, officer, { ...factsOf('1/2026/NĐ-CP'), id }, now),
    ).rejects.toMatchObject({ key: 'law:refusal.published' })
  })

  test('two who change it at once: the second is told, nothing is overwritten', async ({ db }) => {
    const id = await add(db, '1/2026/NĐ-CP')
    const seen = (await documentById(db, id))?.version ?? 0
    const change = (title: string) =>
      saveFacts(db, officer, { ...factsOf('1/2026/NĐ-CP', { title }), id, version: seen }, now)
    const ends = await Promise.allSettled([change('Một'), change('Hai')])
    expect(ends.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    await expect(change('Ba')).rejects.toMatchObject({ key: 'law:refusal.changed-meanwhile' })
  })

  test('refuses dates in the wrong order and days that do not exist, each at its field', () => {
    const faults = (dates: object) => factFaults(factsOf('1/2026/NĐ-CP', dates))
    expect(faults({ signedOn: '2026-02-30' })).toEqual({ signedOn: 'law:fault.day' })
    expect(faults({ signedOn: '2026-02-02', publishedOn: '2026-02-01' })).toEqual({
      publishedOn: 'law:fault.published-before-signed',
    })
    expect(faults({ signedOn: '2026-02-02', inForceOn: '2026-02-01' })).toEqual({
      inForceOn: 'law:fault.in-force-before-signed',
    })
    expect(faults({ inForceOn: '2026-02-02', expiresOn: '2026-02-02' })).toEqual({
      expiresOn: 'law:fault.expires-too-early',
    })
    expect(faults({ link: 'javascript:alert(1)' })).toEqual({ link: 'law:fault.link' })
    expect(
      faults({ signedOn: '2026-01-01', inForceOn: '2026-01-01', expiresOn: '2027-01-01' }),
    ).toEqual({})
  })
})

describe('relations', () => {
  test('a circle is refused and told, however long', async ({ db }) => {
    for (const n of [1, 2, 3]) await add(db, `${n}/2020/NĐ-CP`)
    const idOf = async (n: number) => (await documentByNumber(db, `${n}/2020/NĐ-CP`))?.id ?? 0
    await relate(db, await idOf(3), 'replaces', '2/2020/NĐ-CP', {}, now)
    await relate(db, await idOf(2), 'repeals', '1/2020/NĐ-CP', {}, now)
    await expect(
      relate(db, await idOf(1), 'replaces', '3/2020/NĐ-CP', {}, now),
    ).rejects.toMatchObject({
      key: 'law:refusal.circular',
      values: { path: '1/2020/NĐ-CP → 3/2020/NĐ-CP → 2/2020/NĐ-CP → 1/2020/NĐ-CP' },
    })
    await expect(
      relate(db, await idOf(1), 'guides', '1/2020/NĐ-CP', {}, now),
    ).rejects.toMatchObject({ key: 'law:refusal.itself' })
  })

  test('wait for a document of the number, and leave it when its number was wrong', async ({
    db,
  }) => {
    const later = await add(db, '2/2026/NĐ-CP')
    await relate(db, later, 'replaces', '1/2020/nđ-cp', {}, now)
    const old = await add(db, '01/2020/NĐ-CP')
    const other = async () => (await relationsOf(db, later))[0]?.otherId
    expect(await other()).toBe(old)
    await saveFacts(db, coordinator, { ...factsOf('3/2020/NĐ-CP'), id: old }, now)
    expect(await other()).toBeNull()
  })

  test('one that a document brings along never closes a circle: it waits to be looked at', async ({
    db,
  }) => {
    const a = await add(db, '1/2020/NĐ-CP')
    await relate(db, a, 'replaces', '2/2020/NĐ-CP', {}, now)
    const b = await add(db, '9/2020/NĐ-CP')
    await relate(db, b, 'replaces', '1/2020/NĐ-CP', {}, now)
    await saveFacts(db, coordinator, { ...factsOf('2/2020/NĐ-CP'), id: b }, now)
    const all = await relationsOf(db, a)
    expect(all.map(({ documentId, proposed }) => [documentId, proposed])).toEqual([
      [a, true],
      [b, false],
    ])
  })

  test('named in a text are proposed, and have their effect once confirmed', async ({ db }) => {
    const old = await publishedLaw(db, '1/2020/NĐ-CP', { inForceOn: '2020-01-01' }, now)
    const part = await publishedLaw(db, '5/2021/NĐ-CP', { inForceOn: '2021-01-01' }, now)
    const id = await add(db, '2/2026/NĐ-CP', { inForceOn: '2026-01-01' })
    await db.transaction((tx) => setText(tx, id, decree, null, now))
    const proposed = await relationsOf(db, id)
    expect(
      proposed.map(({ kind, otherId, anchors, proposed }) => [kind, otherId, anchors, proposed]),
    ).toEqual([
      ['replaces', old, [], true],
      ['repeals', part, ['d7.k2', 'd9'], true],
    ])
    for (const one of proposed) await confirmRelation(db, officer, one.id, now)
    await db.transaction((tx) => setText(tx, id, `${decree}\nĐiều 4. Thêm`, null, now))
    expect((await relationsOf(db, id)).filter((one) => one.proposed)).toEqual([])
    await removeRelation(db, officer, proposed[0]?.id ?? 0, now)
    expect(await relationsOf(db, id)).toHaveLength(1)
  })

  test('a part that cannot be read is not confirmed as the whole', async ({ db }) => {
    const id = await add(db, '2/2026/NĐ-CP')
    const text = decree.replace('khoản 2 Điều 7 và Điều 9', 'một số điều của')
    await db.transaction((tx) => setText(tx, id, text, null, now))
    const vague = (await relationsOf(db, id)).find(({ kind }) => kind === 'repeals')
    expect(vague).toMatchObject({ anchors: [], note: 'một số điều' })
    await expect(confirmRelation(db, officer, vague?.id ?? 0, now)).rejects.toMatchObject({
      key: 'law:refusal.part-unclear',
    })
  })

  test('a part of a document is read as anchors, or not at all', () => {
    expect(anchorsOfPart('điểm a và điểm đ khoản 2 Điều 3')).toEqual(['d3.k2.da', 'd3.k2.ddd'])
    expect(anchorsOfPart('Điều 5, 6 và Điều 7a')).toEqual(['d5', 'd6', 'd7a'])
    expect(anchorsOfPart('khoản 1, khoản 2 Điều 9, Chương IV')).toEqual(['d9.k1', 'd9.k2', 'c4'])
    for (const vague of [
      '',
      'một số điều',
      'khoản 3',
      'các quy định về phí',
      'Điều khoản chuyển tiếp',
    ]) {
      expect(anchorsOfPart(vague)).toBeUndefined()
    }
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
        for (const anchor of anchorsOfPart(text) ?? []) expect(anchor).toMatch(/^[a-z\d.-]+$/u)
      }),
    )
  })
})

describe('a text', () => {
  test('becomes provisions in order; the earlier one is kept when it is corrected', async ({
    db,
  }) => {
    const id = await add(db, '2/2026/NĐ-CP')
    await db.transaction((tx) => setText(tx, id, decree, null, now))
    const rows = () =>
      db
        .select({
          anchor: lawProvisions.anchor,
          parent: lawProvisions.parent,
          article: lawProvisions.article,
          title: lawProvisions.title,
          body: lawProvisions.body,
        })
        .from(lawProvisions)
        .where(eq(lawProvisions.documentId, id))
        .orderBy(asc(lawProvisions.position))
    const first = await rows()
    expect(first.map(({ anchor }) => anchor).filter((one) => one.startsWith('d'))).toEqual([
      'd1',
      'd2',
      'd2.k1',
      'd2.k2',
      'd3',
    ])
    expect(first.find(({ anchor }) => anchor === 'd2')).toMatchObject({
      title: 'Hiệu lực thi hành',
      article: 'd2',
      body: expect.stringContaining('bãi bỏ'),
    })
    const { version = 0 } = (await documentById(db, id)) ?? {}
    const corrected = decree.replace('phạm vi', 'PHẠM VI')
    const { changes } = await compareText(db, id, corrected)
    expect(changes.map(({ what, anchor }) => [what, anchor])).toEqual([['changed', 'd1']])
    await correctText(db, officer, { id, version, text: corrected }, now)
    expect((await earlierTexts(db, id)).map(({ version }) => version)).toEqual([1])
    expect(await earlierText(db, id, 1)).toBe(decree)
    await expect(
      correctText(db, officer, { id, version, text: decree }, now),
    ).rejects.toMatchObject({ key: 'law:refusal.changed-meanwhile' })
    await expect(db.transaction((tx) => setText(tx, id, ' \0\n', null, now))).rejects.toMatchObject(
      { key: 'law:refusal.empty-text' },
    )
  })

  test('without any article is kept whole', async ({ db }) => {
    const id = await add(db, null)
    await db.transaction((tx) => setText(tx, id, 'Một câu.\nHai câu.\0', null, now))
    const rows = await db.select({ own: lawProvisions.own }).from(lawProvisions)
    expect(rows.map(({ own }) => own).join(' ')).toContain('Hai câu.')
  })
})

describe('a citation', () => {
  test('names the provision as law does, and leads to its article', () => {
    const law = { kind: 'Luật', number: '50/2005/QH11', title: 'Sở hữu trí tuệ' }
    const decree = { kind: 'Nghị định', number: '142/2026/NĐ-CP', title: 'Quy định chi tiết' }
    const cite = (document: typeof law, anchor: string) => citationOf({ ...document, anchor }, 'vi')
    expect(cite(law, 'd72.k2')).toBe('khoản 2 Điều 72 Luật Sở hữu trí tuệ (50/2005/QH11)')
    expect(cite({ ...law, title: 'Luật Sở hữu trí tuệ' }, '')).toBe(
      'Luật Sở hữu trí tuệ (50/2005/QH11)',
    )
    expect(cite(decree, 'd12dd.k3.ddd-2')).toBe('điểm đ khoản 3 Điều 12đ Nghị định 142/2026/NĐ-CP')
    expect(cite(decree, 'pl2.d4')).toBe('Điều 4 Phụ lục II Nghị định 142/2026/NĐ-CP')
    expect(cite(decree, 'c4.m1')).toBe('Mục 1 Chương IV Nghị định 142/2026/NĐ-CP')
    expect(citationOf({ ...law, anchor: 'd72.k2' }, 'en')).toBe(
      'Clause 2, Article 72, Luật Sở hữu trí tuệ (50/2005/QH11)',
    )
    expect(pathOf('luat-1')).toBe('/van-ban/luat-1')
    expect(pathOf('luat-1', 'd12.k3.da')).toBe('/van-ban/luat-1/d12#d12.k3.da')
    expect(pathOf('luat-1', 'pl1.d4.k2')).toBe('/van-ban/luat-1/pl1.d4#pl1.d4.k2')
    expect(pathOf('luat-1', 'c2')).toBe('/van-ban/luat-1#c2')
  })

  test('a number has one key whatever stands around it', () => {
    expect(numberKey(' 013/2023/NĐ-CP ')).toBe(numberKey('13/2023/nd–cp'))
    expect(numberKey('13/2023/NĐ-CP')).not.toBe(numberKey('130/2023/NĐ-CP'))
    expect([numberKey(null), numberKey('  '), numberKey('---')]).toEqual([null, null, null])
  })
})

const decree = `CHÍNH PHỦ
Số: 2/2026/NĐ-CP
NGHỊ ĐỊNH
Quy định về thử nghiệm
Căn cứ Luật Tổ chức Chính phủ;
Điều 1. Phạm vi điều chỉnh
Nghị định này quy định phạm vi thử nghiệm.
Điều 2. Hiệu lực thi hành
1. Nghị định này có hiệu lực từ ngày 01 tháng 01 năm 2026 và thay thế Nghị định số 1/2020/NĐ-CP.
2. Nghị định này bãi bỏ khoản 2 Điều 7 và Điều 9 Nghị định số 5/2021/NĐ-CP.
Điều 3. Trách nhiệm thi hành
Các Bộ trưởng chịu trách nhiệm thi hành Nghị định này.`
