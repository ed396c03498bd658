import { expect } from 'vitest'
import { openPanel } from '#admin/testing.ts'
import { publishedLaw } from '#core/law/documents/testing-law.ts'
import { lookups } from '#db/schema/assistant.ts'
import { test } from '#db/testing.ts'

test('the review log shows what was asked and shown, filters, and takes a verdict of staff', async ({
  db,
  sql,
}) => {
  const panel = await openPanel(db, sql)
  const at = new Date('2026-03-02T02:00:00Z')
  const law = { text: 'Điều 2. Kiểm định\nPhải kiểm định.', inForceOn: '2025-07-01' }
  const documentId = await publishedLaw(db, '99/2025/NĐ-CP', law, at)
  const shown = [{ key: `d:${documentId}:d2`, coverage: 0.8 }]
  const [first] = await db
    .insert(lookups)
    .values([
      { asked: 'chat', question: 'cân có <b>phải</b> kiểm định', shown, state: 'shown', at },
      { asked: 'chat', question: 'ly hôn thế nào', state: 'nothing', verdict: 'sent', at },
      {
        asked: 'portal',
        question: 'kiểm định ở đâu',
        shown,
        state: 'shown',
        verdict: 'helped',
        at,
      },
    ])
    .returning({ id: lookups.id })
  const coordinator = await panel.as('coordinator')
  const all = await (await coordinator.get('/admin/assistant')).text()
  expect(all).toContain('cân có &lt;b&gt;phải&lt;/b&gt; kiểm định')
  expect(all).toContain('Điều 2 Nghị định 99/2025/NĐ-CP')
  expect(all).toContain('2 trên 3 lượt')
  expect(all).toContain('1 trên 2 lượt')
  const helped = await (await coordinator.get('/admin/assistant?verdict=helped')).text()
  expect(helped).toContain('kiểm định ở đâu')
  expect(helped).not.toContain('ly hôn')
  const found = await (
    await coordinator.get('/admin/assistant?q=ly%20h%C3%B4n&result=nothing')
  ).text()
  expect(found).toContain('ly hôn thế nào')

  const path = `/admin/assistant/${first?.id}`
  expect((await coordinator.post(path, { judgement: '' })).status).toBe(422)
  const judged = { judgement: 'wrong', note: 'Lẽ ra là Điều 3' }
  expect((await coordinator.post(path, judged)).status).toBe(303)
  expect(await (await coordinator.get(path)).text()).toContain('Lẽ ra là Điều 3')
  const wrong = await (await coordinator.get('/admin/assistant?judgement=wrong')).text()
  expect(wrong).toContain('1 trên 1 lượt')
  expect((await coordinator.get('/admin/assistant/999')).status).toBe(404)
})
