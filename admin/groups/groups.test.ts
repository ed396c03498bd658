import type { Sql } from 'postgres'
import { describe, expect, vi } from 'vitest'
import { openPanel } from '#admin/testing.ts'
import { stopAccount } from '#core/groups/account.ts'
import { listPicked, listPosts } from '#core/groups/posts.ts'
import type { Db } from '#db/client.ts'
import { auditLog } from '#db/schema/staff.ts'
import { test } from '#db/testing.ts'
import { pretendedGroups } from './testing.ts'

const notice = { text: 'Từ 01/12 hàng hóa phải ghi nhãn mới.', url: 'https://hoi.example.vn/vb/12' }

async function openGroups(db: Db, sql: Sql) {
  const { fake, desk, key } = pretendedGroups(db)
  const panel = await openPanel(db, sql, { groups: desk })
  const admin = await panel.as('administrator')
  const page = async () => (await admin.get('/admin/groups')).text()
  const signIn = async () => {
    await admin.post('/admin/groups/sign-in', { understood: 'on' })
    await vi.waitFor(() => expect(desk.signInStep().step).toBe('scan'))
    fake.state.agree()
    await vi.waitFor(async () => expect((await desk.account()).state).toBe('on'))
  }
  return { fake, desk, key, panel, admin, page, signIn }
}

const actions = async (db: Db) =>
  (await db.select({ action: auditLog.action }).from(auditLog)).map(({ action }) => action)

describe('Zalo groups in the panel', () => {
  test('are not there unless they are switched on', async ({ db, sql }) => {
    const admin = await (await openPanel(db, sql)).as('administrator')
    expect((await admin.get('/admin/groups')).status).toBe(404)
    expect(await (await admin.get('/admin/channels')).text()).not.toContain('/admin/groups')
    const on = await openGroups(db, sql)
    expect(await (await on.admin.get('/admin/channels')).text()).toContain('/admin/groups')
  })

  test('warn in red, and let nobody sign in who has not read it', async ({ db, sql }) => {
    const { admin, page, desk } = await openGroups(db, sql)
    expect(await page()).toMatch(/notice-problem[\s\S]*có thể bị khóa[\s\S]*toàn quyền/)
    const answer = await admin.post('/admin/groups/sign-in')
    expect([answer.status, (await answer.text()).includes('role="alert"')]).toEqual([422, true])
    expect(desk.signInStep()).toEqual({ step: 'idle' })
  })

  test('show the code, who scanned it, and the account that signed in', async ({ db, sql }) => {
    const { admin, page, fake, desk } = await openGroups(db, sql)
    await admin.post('/admin/groups/sign-in', { understood: 'on' })
    await vi.waitFor(() => expect(desk.signInStep().step).toBe('scan'))
    expect(await page()).toContain('src="data:image/png;base64,')
    fake.state.scan()
    const look = () => admin.get('/admin/groups/sign-in', { 'HX-Request': 'true' })
    expect(await (await look()).text()).toContain('Tài khoản Nguyễn Thị Lan đã quét mã')
    fake.state.agree()
    await vi.waitFor(() => expect(desk.signInStep()).toEqual({ step: 'done' }))
    expect((await look()).headers.get('HX-Redirect')).toBe('/admin/groups')
    const text = await page()
    expect(text).toContain('Hộ kinh doanh Sa Pa')
    expect(text).not.toContain('very secret')
    expect(await actions(db)).toContain('groups.signed-in')
  })

  test('a sign-in that was declined is told, and can be begun anew', async ({ db, sql }) => {
    const { admin, page, fake, desk } = await openGroups(db, sql)
    await admin.post('/admin/groups/sign-in', { understood: 'on' })
    await vi.waitFor(() => expect(desk.signInStep().step).toBe('scan'))
    fake.state.end('declined')
    await vi.waitFor(() => expect(desk.signInStep().step).toBe('declined'))
    expect(await page()).toMatch(/bị từ chối trên điện thoại[\s\S]*name="understood"/)
  })

  test('a notice goes to the picked groups only, after a look at it', async ({ db, sql }) => {
    const { admin, page, signIn } = await openGroups(db, sql)
    await signIn()
    expect(await page()).not.toContain('/admin/groups/preview')
    const early = await admin.post('/admin/groups/posts', notice)
    expect([early.status, await early.text()]).toEqual([
      422,
      expect.stringContaining('Chưa có nhóm nào được chọn'),
    ])
    await admin.submit('/admin/groups/picked', { group: ['1002', '9999'] })
    expect(await listPicked(db)).toEqual([{ id: '1002', name: 'Hộ kinh doanh Sa Pa' }])
    const preview = await (await admin.post('/admin/groups/preview', notice)).text()
    expect(preview).toContain(`${notice.text}\n\n${notice.url}`)
    expect(preview).toContain('Gửi vào 1 nhóm')
    expect((await listPosts(db, 1)).rows).toEqual([])
    const edited = await (await admin.post('/admin/groups/edit', notice)).text()
    expect(edited).toContain(`>${notice.text}</textarea>`)
    const after = await (await admin.submit('/admin/groups/posts', notice)).text()
    expect(after).toContain('Đã xếp hàng gửi tới 1 nhóm')
    const [post] = (await listPosts(db, 1)).rows
    expect(post).toMatchObject({ group: 'Hộ kinh doanh Sa Pa', state: 'queued' })
    expect(await actions(db)).toEqual(expect.arrayContaining(['groups.picked', 'groups.posted']))
    await admin.submit('/admin/groups/posts/stop')
    expect((await listPosts(db, 1)).rows[0]).toMatchObject({ state: 'stopped', detail: 'by-hand' })
    expect(await page()).toContain('Quản trị viên đã dừng.')
  })

  test.for([
    [{ ...notice, url: '' }, 'e-url'],
    [{ ...notice, url: 'javascript:alert(1)' }, 'e-url'],
    [{ ...notice, url: 'http://localhost/x' }, 'e-url'],
    [{ ...notice, text: ' ' }, 'e-text'],
    [{ ...notice, text: 'x'.repeat(1990) }, 'e-text'],
  ] as const)('%j comes back with the fault at its field', async ([given, at], { db, sql }) => {
    const { admin, signIn } = await openGroups(db, sql)
    await signIn()
    await admin.submit('/admin/groups/picked', { group: '1001' })
    for (const path of ['/admin/groups/preview', '/admin/groups/posts']) {
      const answer = await admin.post(path, given)
      expect([answer.status, (await answer.text()).includes(`id="${at}"`)]).toEqual([422, true])
    }
    expect((await listPosts(db, 1)).rows).toEqual([])
  })

  test('a kick is shown with its reason, and nothing is posted before a new sign-in', async ({
    db,
    sql,
  }) => {
    const { admin, page, signIn, key } = await openGroups(db, sql)
    await signIn()
    await admin.submit('/admin/groups/picked', { group: ['1001', '1002'] })
    await admin.submit('/admin/groups/posts', notice)
    await stopAccount(db, key, { why: 'kicked', detail: '3003 kicked' }, new Date())
    const text = await page()
    expect(text).toMatch(/Đã dừng[\s\S]*Zalo đã ngắt tài khoản[\s\S]*3003 kicked/)
    expect(text).toContain('name="understood"')
    expect((await admin.post('/admin/groups/preview', notice)).status).toBe(422)
    expect((await admin.post('/admin/groups/posts', notice)).status).toBe(422)
    await signIn()
    expect((await admin.post('/admin/groups/posts', notice)).status).toBe(303)
  })

  test('signing out forgets the session and stops what waits', async ({ db, sql }) => {
    const { admin, signIn, desk } = await openGroups(db, sql)
    await signIn()
    await admin.submit('/admin/groups/picked', { group: ['1001'] })
    await admin.submit('/admin/groups/posts', notice)
    await admin.submit('/admin/groups/sign-out')
    expect(await desk.account()).toEqual({ state: 'out' })
    expect((await listPosts(db, 1)).rows[0]).toMatchObject({ state: 'stopped' })
  })
})
