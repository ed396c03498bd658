import { afterAll, beforeAll, expect } from 'vitest'
import { openPanel } from '#admin/testing.ts'
import { type FeedServer, openFeedServer, rssOf } from '#core/law/feeds/testing-feed.ts'
import { test } from '#db/testing.ts'

const decree = 'Nghị định số 13/2023/NĐ-CP ngày 17/4/2023 của Chính phủ: Bảo vệ dữ liệu cá nhân'

let site: FeedServer
beforeAll(async () => {
  site = await openFeedServer()
})
afterAll(() => site.stop())

test('an administrator adds an address and sees at once what it tells of', async ({ db, sql }) => {
  const panel = await openPanel(db, sql, { feedsInside: true })
  const administrator = await panel.as('administrator')
  expect(await (await administrator.get('/admin/law/feeds')).text()).toContain(
    'congbao.chinhphu.vn',
  )
  site.answer('/a', rssOf([decree, 'Bộ trưởng thăm Lào Cai']))
  const form = { name: 'Công báo', url: `${site.url}/a` }
  const page = await (await administrator.submit('/admin/law/feeds', form)).text()
  expect(page).toContain('2 tin mới, 1 bản thảo')
  expect(page).toContain('Nghị định số 13/2023/NĐ-CP')
  expect(page).toContain('Bản thảo')
  const again = await administrator.post('/admin/law/feeds', form)
  expect(again.status).toBe(422)
  expect(await again.text()).toContain('đang được theo dõi rồi')
  await administrator.submit('/admin/law/feeds/1/close')
  expect(await (await administrator.get('/admin/law/feeds')).text()).toContain('Đã ngừng')
})

test('a failing address says why, and what is typed wrongly is shown again', async ({
  db,
  sql,
}) => {
  const panel = await openPanel(db, sql, { feedsInside: true })
  const coordinator = await panel.as('coordinator')
  site.answer('/page', '<!doctype html><html><body>Xin chào</body></html>')
  const form = { name: 'Trang', url: `${site.url}/page` }
  const page = await (await coordinator.submit('/admin/law/feeds', form)).text()
  expect(page).toContain('một trang web chứ không phải nguồn tin')
  const wrong = await coordinator.post('/admin/law/feeds', { name: 'Tên đã gõ', url: 'công báo' })
  expect(wrong.status).toBe(422)
  expect(await wrong.text()).toMatch(/value="Tên đã gõ"[\s\S]*Xin nhập một địa chỉ web/u)
})

test('an officer has nothing to do with addresses', async ({ db, sql }) => {
  const officer = await (await openPanel(db, sql)).as('officer')
  expect((await officer.get('/admin/law/feeds')).status).toBe(403)
  expect((await officer.post('/admin/law/feeds', { name: 'x', url: 'https://x.vn' })).status).toBe(
    403,
  )
})
