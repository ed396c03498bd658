import { expect } from 'vitest'
import { stringify } from 'yaml'
import { openPanel } from '#admin/testing.ts'
import {
  installSelfChecks,
  listSelfChecks,
  shippedChecks,
  shownSelfCheck,
} from '#core/assistant/self-checks.ts'
import { publishedLaw } from '#core/law/documents/testing-law.ts'
import { citations } from '#db/schema/published.ts'
import { test } from '#db/testing.ts'

const now = new Date('2026-05-04T02:00:00Z')

test('the shipped self-checks are installed once, and what they cite is bound to the law base', async ({
  db,
}) => {
  await installSelfChecks(db, now)
  expect(await db.select().from(citations)).toEqual([])
  const law = { text: 'Điều 9. Phân loại\n1. Một.\n2. Hai.', inForceOn: '2026-05-01' }
  const documentId = await publishedLaw(db, '142/2026/NĐ-CP', law, now)
  await installSelfChecks(db, now)
  const all = await listSelfChecks(db)
  expect(all.map(({ check, version }) => [check.code, version])).toEqual([
    ['quy-mo-doanh-nghiep', 1],
    ['rui-ro-ai', 1],
  ])
  expect(await db.select().from(citations)).toContainEqual(
    expect.objectContaining({ holder: 'self-check', documentId, anchor: 'd9.k1' }),
  )
})

test('a coordinator edits a self-check: faults are told with their lines, a preview saves nothing', async ({
  db,
  sql,
}) => {
  const panel = await openPanel(db, sql)
  await installSelfChecks(db, now)
  const [, risk] = await listSelfChecks(db)
  const path = `/admin/self-checks/${risk?.id}`
  const coordinator = await panel.as('coordinator')
  expect(await (await coordinator.get('/admin/self-checks')).text()).toContain(
    'Hệ thống AI của tôi',
  )
  const edit = await (await coordinator.get(path)).text()
  expect(edit).toContain('code: rui-ro-ai')

  const wrong = { text: 'code: x\ntitle: y', version: '1', shown: 'on', deed: 'save' }
  const refused = await coordinator.post(path, wrong)
  expect(refused.status).toBe(422)
  const told = await refused.text()
  expect(told).toContain('dòng 2: title không dùng được giá trị')
  expect(told).toContain('code: x')

  const changed = structuredClone(risk?.check ?? shippedChecks()[1])
  if (!changed) throw new Error('there is no self-check')
  changed.title.vi = 'AI của tôi có rủi ro gì?'
  const text = stringify(changed)
  const preview = await coordinator.post(path, { text, version: '1', deed: 'preview' })
  expect(await preview.text()).toContain('Bản xem trước (chưa lưu)')
  expect((await listSelfChecks(db))[1]?.version).toBe(1)

  expect(
    (await coordinator.post(path, { text, version: '1', shown: 'on', deed: 'save' })).status,
  ).toBe(303)
  expect((await shownSelfCheck(db, 'rui-ro-ai'))?.title.vi).toBe('AI của tôi có rủi ro gì?')
  expect((await listSelfChecks(db))[1]?.version).toBe(2)
  const late = await coordinator.post(path, {
    text: `# của tôi\n${text}`,
    version: '1',
    deed: 'save',
  })
  const kept = await late.text()
  expect([late.status, kept.includes('vẫn còn'), kept.includes('# của tôi')]).toEqual([
    ...[422, true, true],
  ])
  expect((await coordinator.post(path, { text, version: '2', deed: 'save' })).status).toBe(303)
  expect(await shownSelfCheck(db, 'rui-ro-ai')).toBeUndefined()
  const twice = { text, version: '', deed: 'save' }
  expect((await coordinator.post('/admin/self-checks/new', twice)).status).toBe(422)

  const start = await (await coordinator.get(`${path}/try`)).text()
  expect(start).toContain('Cung cấp cho người khác dùng')
  const end = await (
    await coordinator.get(`${path}/try?vai-tro=ca-hai&thoi-diem=sau&danh-muc=co`)
  ).text()
  expect(end).toContain('Kết quả: Rủi ro cao')
  expect(end).toContain('chưa có trong kho văn bản')
})
