import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { shippedChecks } from '#core/assistant/self-checks.ts'
import { relate } from '#core/law/shelf/testing-base.ts'
import { addCanned, changeCanned, removeCanned } from '#core/office/canned.ts'
import { makeDesk, type TestDesk } from '#core/tickets/testing-desk.ts'
import type { Db } from '#db/client.ts'
import { selfChecks } from '#db/schema/assistant.ts'
import { lawChanges, lawDocuments, lawRelations } from '#db/schema/law.ts'
import { citations, reviewTasks } from '#db/schema/published.ts'
import { test } from '#db/testing.ts'
import { keepCitations } from './citations.ts'
import { withdrawPublication } from './published.ts'
import { closeReview } from './review-closing.ts'
import { closedReviews, countReviews, listReviews, openReviewsOf } from './review-list.ts'
import { holdersOf, openExpiryReviews, openReviews } from './reviews.ts'
import { clean, later, layKites, publicAnswer } from './testing-answered.ts'

/** A newer law that does something to the law of kites. */
async function layNewer(
  db: Db,
  old: number,
  does: 'amends' | 'replaces' | 'repeals',
  more: { anchors?: string[]; proposed?: boolean; number?: string } = {},
) {
  const { number = '9/2026/QH16', ...rest } = more
  const id = await layKites(db, { number, title: 'Luật Diều mới' })
  await relate(db, { documentId: id, kind: does, otherId: old, ...rest })
  await openReviews(db, id, later)
  return id
}

async function canned(db: Db, desk: TestDesk, body: string, unitId?: number) {
  const facts = { title: 'Mẫu', body, fieldId: undefined, unitId }
  const by = { actor: desk.coordinator, ip: undefined, now: later }
  return addCanned(db, desk.coordinator, facts, by)
}

const waiting = async (db: Db) =>
  (await listReviews(db)).map(({ holder, holderId }) => `${holder}:${holderId}`).sort()

describe('a change of the law', () => {
  test('opens one task for each holder, for its division, however often it is told', async ({
    db,
  }) => {
    const desk = await makeDesk(db)
    const law = await layKites(db)
    const answer = await publicAnswer(db, desk)
    const mine = await canned(db, desk, 'Theo Điều 73 Luật Thả diều', desk.units.technology)
    const shared = await canned(db, desk, 'Theo Luật Thả diều (12/2025/QH15)')
    await canned(db, desk, 'Không viện dẫn gì')
    const [check] = await db
      .insert(selfChecks)
      .values({ code: 'dieu', body: {}, updatedAt: later })
      .returning({ id: selfChecks.id })
    const checkId = check?.id ?? 0
    await keepCitations(db, 'self-check', checkId, [{ documentId: law, anchor: 'd1' }], later)

    const newer = await layNewer(db, law, 'replaces')
    await openReviews(db, newer, later)
    const reviews = await listReviews(db)
    expect(
      reviews.map(({ holder, holderId, unitId }) => [holder, holderId, unitId]).sort(),
    ).toEqual(
      [
        ['canned', mine, desk.units.technology],
        ['canned', shared, desk.units.office],
        ['published', answer.id, desk.units.standards],
        ['self-check', checkId, desk.units.office],
      ].sort(),
    )
    expect(reviews.find(({ holder }) => holder === 'published')).toMatchObject({
      title: clean.question,
      causes: [
        {
          cause: 'replaces',
          document: { number: '12/2025/QH15' },
          by: { id: newer, inForceOn: '2026-01-01' },
          anchors: ['d72.k2'],
        },
      ],
    })
    const held = await holdersOf(db, law)
    expect(held.map(({ holder, anchors }) => [holder, anchors])).toEqual([
      ['canned', ['d73']],
      ['canned', ['']],
      ['published', ['d72.k2']],
      ['self-check', ['d1']],
    ])
  })

  test.for([
    { anchors: ['d72'], met: ['d72.k2', 'whole'] },
    { anchors: ['d72.k2'], met: ['d72.k2', 'whole'] },
    { anchors: ['d72.k1'], met: ['whole'] },
    { anchors: ['d7'], met: ['whole'] },
    { anchors: ['d73'], met: ['d73', 'whole'] },
    { anchors: ['d72.k2.da', 'd73'], met: ['d72.k2', 'd73', 'whole'] },
    { anchors: [], met: ['d72.k2', 'd73', 'whole'] },
  ])('of $anchors meets those that cite $met', async ({ anchors, met }, { db }) => {
    const desk = await makeDesk(db)
    const law = await layKites(db)
    const ids = {
      'd72.k2': await canned(db, desk, 'khoản 2 Điều 72 Luật Thả diều'),
      d73: await canned(db, desk, 'Điều 73 Luật Thả diều'),
      whole: await canned(db, desk, 'Luật Thả diều'),
    }
    await layNewer(db, law, 'repeals', { anchors })
    const wanted = met.map((name) => `canned:${ids[name as keyof typeof ids]}`)
    expect(await waiting(db)).toEqual(wanted.sort())
  })

  test('counts only when it is confirmed, and goes with the relation it came of', async ({
    db,
  }) => {
    const desk = await makeDesk(db)
    const law = await layKites(db)
    await publicAnswer(db, desk)
    const newer = await layNewer(db, law, 'amends', { proposed: true })
    expect(await waiting(db)).toEqual([])
    await db.update(lawRelations).set({ proposed: false })
    await openReviews(db, newer, later)
    expect(await waiting(db)).toHaveLength(1)
    await db.delete(lawRelations)
    await openReviews(db, newer, later)
    expect(await waiting(db)).toEqual([])
  })

  test('opens a task for each of as many as rest on it', async ({ db, sql }) => {
    await makeDesk(db)
    const law = await layKites(db)
    const many = 9_500
    await sql`insert into citations (holder, holder_id, document_id, anchor, cited_at)
      select 'self-check', n, ${law}, 'd1', now() from generate_series(1, ${many}::int) n`
    await layNewer(db, law, 'replaces')
    expect(await db.$count(reviewTasks)).toBe(many)
    expect(await openReviewsOf(db, 'self-check', many)).toMatchObject({ holderId: many })
  })

  test('reads only what names the law again, not each answer with the words of its title', async ({
    db,
  }) => {
    const desk = await makeDesk(db)
    await publicAnswer(db, desk)
    const named = await canned(db, desk, 'Theo Điều 1 Luật Doanh nghiệp')
    const law = await layKites(db, { number: '59/2020/QH14', title: 'Doanh nghiệp' })
    const told = await db.$count(lawChanges)
    await openReviews(db, law, later)
    expect(await db.$count(lawChanges)).toBe(told)
    expect(await holdersOf(db, law)).toMatchObject([{ holderId: named, anchors: ['d1'] }])
  })

  test('of a document’s own last day is found by the daily job, once', async ({ db }) => {
    const desk = await makeDesk(db)
    const law = await layKites(db)
    await publicAnswer(db, desk)
    await openExpiryReviews(db, later)
    expect(await waiting(db)).toEqual([])
    await db.update(lawDocuments).set({ expiresOn: '2026-03-09' }).where(eq(lawDocuments.id, law))
    await openExpiryReviews(db, later)
    await openExpiryReviews(db, later)
    expect(await db.select().from(reviewTasks)).toMatchObject([{ cause: 'expires', byId: null }])
  })
})

describe('a review', () => {
  test('is closed by its division with its outcome, once, and does not come back', async ({
    db,
  }) => {
    const desk = await makeDesk(db)
    const law = await layKites(db)
    const { id } = await publicAnswer(db, desk)
    const newer = await layNewer(db, law, 'amends')
    expect(await countReviews(db, desk.standardsOfficer)).toBe(1)
    expect(await countReviews(db, desk.officer)).toBe(0)
    expect(await countReviews(db, desk.coordinator)).toBe(1)
    const review = await openReviewsOf(db, 'published', id)
    const taskIds = review?.causes.map(({ taskId }) => taskId) ?? []
    const kept = { taskIds, outcome: 'kept' as const, note: 'Không đụng đến' }
    const foreign = closeReview(db, desk.officer, kept, later)
    await expect(foreign).rejects.toMatchObject({ key: 'published:refusal.not-allowed' })
    const both = await Promise.allSettled([
      closeReview(db, desk.standardsOfficer, kept, later),
      closeReview(db, desk.coordinator, kept, later),
    ])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    await openReviews(db, newer, later)
    expect(await waiting(db)).toEqual([])
    expect(await closedReviews(db)).toMatchObject([{ outcome: 'kept', note: 'Không đụng đến' }])
  })

  test('ends when what it is about is withdrawn or removed', async ({ db }) => {
    const desk = await makeDesk(db)
    const law = await layKites(db)
    const { id, version } = await publicAnswer(db, desk)
    const one = await canned(db, desk, 'Luật Thả diều')
    await layNewer(db, law, 'repeals')
    await withdrawPublication(db, desk.coordinator, id, version, { reason: 'Lỗi thời' }, later)
    const by = { actor: desk.coordinator, ip: undefined, now: later }
    await removeCanned(db, desk.coordinator, one, by)
    expect(await waiting(db)).toEqual([])
    expect(await closedReviews(db)).toMatchObject([{ outcome: 'withdrawn' }, {}])
  })
})

test('a canned answer cites what it says now', async ({ db }) => {
  const desk = await makeDesk(db)
  const law = await layKites(db)
  const id = await canned(db, desk, 'khoản 9 Điều 72, Điều 5 Luật Thả diều')
  const cited = async () =>
    (await db.select().from(citations)).map(({ documentId, anchor }) => `${documentId}:${anchor}`)
  expect((await cited()).sort()).toEqual([`${law}:`, `${law}:d72`])
  const facts = {
    title: 'Mẫu',
    body: 'Điều 1 Luật Thả diều',
    fieldId: undefined,
    unitId: undefined,
  }
  const by = { actor: desk.coordinator, ip: undefined, now: later }
  await changeCanned(db, desk.coordinator, id, facts, by)
  expect(await cited()).toEqual([`${law}:d1`])
})

test('what named a document before it was in the base cites it once it is', async ({ db }) => {
  const desk = await makeDesk(db)
  const early = await canned(db, desk, 'khoản 2 Điều 72 Luật Thả diều (12/2025/QH15)')
  const [check] = shippedChecks()
  const body = structuredClone(check)
  body?.outcomes.at(-1)?.citations.push({ number: '12/2025/QH15', anchor: 'd1' })
  await db.insert(selfChecks).values({ code: 'dieu', body, updatedAt: later })
  expect(await db.select().from(citations)).toEqual([])
  const law = await layKites(db)
  await openReviews(db, law, later)
  const cited = await db.select().from(citations).orderBy(citations.holder)
  expect(cited).toMatchObject([
    { holder: 'canned', holderId: early, documentId: law, anchor: 'd72.k2' },
    { holder: 'self-check', documentId: law, anchor: 'd1' },
  ])
})
