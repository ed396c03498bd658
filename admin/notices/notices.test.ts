import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { pretendedGroups } from '#admin/groups/testing.ts'
import { openPanel } from '#admin/testing.ts'
import { endLeftNotices } from '#core/notices/ending.ts'
import { saveNoticeSettings } from '#core/notices/settings.ts'
import { startNotices } from '#core/notices/starting.ts'
import { member, subscriber } from '#core/notices/testing-notices.ts'
import { loadProfile } from '#core/profile.ts'
import { installProfile } from '#core/profile-install.ts'
import type { Db } from '#db/client.ts'
import { lawDocuments } from '#db/schema/law.ts'
import { noticeBroadcasts, noticeRecipients, notices } from '#db/schema/notices.ts'
import { settings } from '#db/schema/profile.ts'
import { test } from '#db/testing.ts'

const words = {
  ...{ kind: 'law', title: 'Nghị định về AI', body: 'Phải tự phân loại rủi ro.' },
  ...{ link: 'https://luat.laocai.gov.vn/van-ban/142', lateDays: '7', counted: 'on' },
}

async function channelsInUse(db: Db) {
  const value = {
    web: {},
    telegram: {},
    zalo: { humanAgent: false, tells: true, tellsNotices: true },
  }
  await db.insert(settings).values({ key: 'reach', value, updatedAt: new Date() })
}

/** Since the tests run at any hour, "just now" is now. */
const here = { silentFor: (Date.parse('2026-03-02T09:00:00+07:00') - Date.now()) / 3_600_000 }

async function written(db: Db) {
  const [notice] = await db.select().from(notices)
  if (!notice) throw new Error('nothing was written')
  return notice
}

describe('writing a notice', () => {
  test('a published document brings title, summary, number, day in force, address and fields', async ({
    db,
    sql,
  }) => {
    const now = new Date()
    await installProfile(db, 'lao-cai-skhcn', loadProfile('lao-cai-skhcn'), now)
    const document = {
      ...{ slug: 'nghi-dinh-142-2026-nd-cp', kind: 'Nghị định', number: '142/2026/NĐ-CP' },
      ...{
        title: 'Quy định chi tiết Luật Trí tuệ nhân tạo',
        inForceOn: '2027-01-01',
        fieldIds: [1],
      },
      ...{ summary: 'Cơ sở dùng AI phải tự phân loại rủi ro.', origin: 'typed' as const },
      ...{ state: 'published' as const, shownAt: now, createdAt: now, updatedAt: now },
    }
    const [law] = await db.insert(lawDocuments).values(document).returning()
    const browser = await (await openPanel(db, sql)).as('officer')
    expect(await (await browser.get('/admin/notices')).text()).toContain(
      `href="/admin/notices/new?document=${law!.id}"`,
    )
    const page = await (await browser.get(`/admin/notices/new?document=${law!.id}`)).text()
    for (const part of [
      'Nghị định 142/2026/NĐ-CP: Quy định chi tiết Luật Trí tuệ nhân tạo',
      'Cơ sở dùng AI phải tự phân loại rủi ro.',
      'Có hiệu lực từ ngày 01/01/2027.',
      'http://desk.test/van-ban/nghi-dinh-142-2026-nd-cp',
      'id="f-fieldId-1" name="fieldId" value="1" checked',
    ]) {
      expect(page).toContain(part)
    }
    await browser.submit('/admin/notices', { ...words, documentId: String(law!.id) })
    expect(await (await browser.get('/admin/notices')).text()).not.toContain('?document=')
  })

  test('shows how it looks on each channel, whom it reaches and what it costs, before it is saved', async ({
    db,
    sql,
  }) => {
    await channelsInUse(db)
    await subscriber(db, { ...here, channel: 'telegram' })
    await subscriber(db, { channel: 'zalo', silentFor: here.silentFor + 60 })
    await subscriber(db, { channel: 'zalo', silentFor: here.silentFor + 500 })
    await subscriber(db, { channel: 'web' })
    const browser = await (await openPanel(db, sql)).as('officer')
    await browser.get('/admin/notices/new')
    const looks = await (await browser.post('/admin/notices/looks', words)).text()
    expect(looks).toContain('Nhắn DỪNG để thôi nhận tin.')
    expect(looks).toContain('VĂN BẢN MỚI\nNghị định về AI')
    expect(looks).toContain('Telegram')
    const audience = await (await browser.post('/admin/notices/audience', words)).text()
    const plain = audience.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')
    expect(plain).toContain('4 người nhận')
    expect(plain).toMatch(/Nhận ngay 2 .*Khi mở trang web 1 .*Khi họ nhắn lại 1 .*ngoài thời gian/)
    expect(plain).toContain('55 đồng')
    const paid = await browser.post('/admin/notices/audience', { ...words, template: 'on' })
    expect(await paid.text()).toContain('255 đồng')
    expect(await db.$count(notices)).toBe(0)
  })

  test('what is wrong stands at its field, and nothing typed is lost', async ({ db, sql }) => {
    const browser = await (await openPanel(db, sql)).as('officer')
    const bad = { ...words, title: '', link: 'nowhere', titleEn: 'AI', lateDays: '99' }
    const response = await browser.post('/admin/notices', bad)
    expect(response.status).toBe(422)
    const page = await response.text()
    for (const part of [
      'Xin nhập tiêu đề',
      'địa chỉ web đầy đủ',
      'cần cả tiêu đề và nội dung',
      '0 đến 30',
    ]) {
      expect(page).toContain(part)
    }
    expect(page).toContain('Phải tự phân loại rủi ro.')
    expect(page).toContain('value="nowhere"')
  })

  test('two who write the same draft do not lose each other', async ({ db, sql }) => {
    const panel = await openPanel(db, sql)
    const browser = await panel.as('officer')
    await browser.submit('/admin/notices', words)
    const { id } = await written(db)
    const first = { ...words, title: 'Một', version: '1' }
    expect(await (await browser.submit(`/admin/notices/${id}`, first)).text()).toContain('Một')
    const second = await browser.post(`/admin/notices/${id}`, {
      ...words,
      title: 'Hai',
      version: '1',
    })
    expect(second.status).toBe(422)
    expect(await second.text()).toContain('Có người vừa sửa')
    expect((await written(db)).title).toBe('Một')
  })
})

describe('from the draft to the outcome', () => {
  test('with agreement: submitted by an officer, returned, agreed to by the leadership, seen going, exported', async ({
    db,
    sql,
  }) => {
    await channelsInUse(db)
    const by = (await member(db, 'coordinator'))()
    await saveNoticeSettings(db, { approval: true, digestDay: 5, digestHour: 8 }, by)
    const who = await subscriber(db, { ...here })
    const panel = await openPanel(db, sql)
    const officer = await panel.as('officer')
    const leader = await panel.as('leader')
    await officer.submit('/admin/notices', words)
    const { id } = await written(db)
    const path = `/admin/notices/${id}`
    expect(await (await officer.submit(`${path}/submission`, { when: 'now' })).text()).toContain(
      'Đã trình duyệt',
    )
    expect(await (await leader.get(path)).text()).toContain('Duyệt và gửi')
    expect((await leader.post(`${path}/return`, { reason: ' ' })).status).toBe(422)
    await leader.submit(`${path}/return`, { reason: 'Ghi rõ ngày' })
    expect(await (await officer.get(path)).text()).toContain('Ghi rõ ngày')
    await officer.submit(`${path}/submission`, { when: 'now' })
    await leader.submit(`${path}/schedule`, { when: 'now' })
    await startNotices(db, new Date())
    const progress = await (await officer.get(`${path}/progress`)).text()
    expect(progress).toContain('0/1 người đã có kết quả')
    await db
      .update(noticeRecipients)
      .set({ state: 'failed', why: 'refused' })
      .where(eq(noticeRecipients.noticeId, id))
    const page = await (await leader.get(path)).text()
    expect(page).toContain('nền tảng không nhận nội dung: 1')
    expect(page).toContain('Gửi lại cho 1 người')
    const list = await (await officer.get(`${path}/recipients?state=failed&why=refused`)).text()
    expect(list).toContain(`/admin/people/${who.personId}"`)
    expect(await (await officer.get(`${path}/recipients?state=sent`)).text()).toContain(
      'Không có người nhận nào',
    )
    const sheet = await officer.get(`${path}/recipients.xlsx`)
    expect(sheet.headers.get('content-disposition')).toContain(`hoi-luat-thong-bao-${id}.xlsx`)
    expect(
      Buffer.from(await sheet.arrayBuffer())
        .subarray(0, 2)
        .toString(),
    ).toBe('PK')
    expect(await (await leader.submit(`${path}/retry`)).text()).toContain(
      'Đang gửi lại cho 1 người',
    )
  })

  test('without: scheduled, recalled, sent, paused, resumed, stopped', async ({ db, sql }) => {
    await subscriber(db, { ...here })
    const browser = await (await openPanel(db, sql)).as('head')
    await browser.submit('/admin/notices', words)
    const { id } = await written(db)
    const path = `/admin/notices/${id}`
    const past = { when: 'at', day: '2020-01-01', time: '08:00' }
    expect((await browser.post(`${path}/schedule`, past)).status).toBe(422)
    expect((await browser.post(`${path}/schedule`, { ...past, day: 'x' })).status).toBe(422)
    const later = { when: 'at', day: '2090-01-02', time: '08:15' }
    expect(await (await browser.submit(`${path}/schedule`, later)).text()).toContain(
      '02/01/2090 08:15',
    )
    const state = async () => (await written(db)).state
    await browser.submit(`${path}/recall`)
    expect(await state()).toBe('draft')
    const seen = { ...words, title: 'Như đang thấy', version: '3' }
    expect(
      (await browser.post(`${path}/schedule`, { ...seen, title: '', when: 'now' })).status,
    ).toBe(422)
    expect(await state()).toBe('draft')
    await browser.submit(`${path}/schedule`, { ...seen, when: 'now' })
    await startNotices(db, new Date())
    expect(await written(db)).toMatchObject({ state: 'sending', title: 'Như đang thấy' })
    for (const [deed, then] of [
      ['pause', 'paused'],
      ['resume', 'sending'],
      ['stop', 'stopped'],
    ] as const) {
      await browser.submit(`${path}/${deed}`)
      expect(await state()).toBe(then)
    }
    expect((await browser.post(`${path}/resume`)).status).toBe(422)
    // Who still waits is written down beside it: until then the numbers go on moving.
    expect(await (await browser.get(path)).text()).toContain('every 3s')
    await endLeftNotices(db, new Date())
    expect(await (await browser.get(path)).text()).not.toContain('every 3s')
  })

  test('shows the state of the Zalo article', async ({ db, sql }) => {
    await subscriber(db, { ...here })
    const browser = await (await openPanel(db, sql)).as('head')
    await browser.submit('/admin/notices', words)
    const { id } = await written(db)
    await browser.submit(`/admin/notices/${id}/schedule`, { when: 'now' })
    await startNotices(db, new Date())
    const at = { nextAt: new Date(), at: new Date() }
    await db
      .insert(noticeBroadcasts)
      .values({ noticeId: id, channel: 'zalo', state: 'verifying', ...at })
    const page = await (await browser.get(`/admin/notices/${id}`)).text()
    expect(page).toContain('Zalo đang xử lý')
  })
})

test('a notice on its way is posted to the picked Zalo groups, once', async ({ db, sql }) => {
  const groups = pretendedGroups(db)
  const panel = await openPanel(db, sql, { groups: groups.desk })
  const browser = await panel.as('head')
  await browser.submit('/admin/notices', words)
  const { id } = await written(db)
  const post = await browser.post(`/admin/notices/${id}/groups`)
  expect(post.status).toBe(422)
  expect(await (await browser.get(`/admin/notices/${id}`)).text()).not.toContain('Đăng vào nhóm')
})

test('words typed with an hour that is past are kept', async ({ db, sql }) => {
  await installProfile(db, 'lao-cai-skhcn', loadProfile('lao-cai-skhcn'), new Date())
  const browser = await (await openPanel(db, sql)).as('coordinator')
  await browser.submit('/admin/notices', words)
  const { id, version } = await written(db)
  const typed = { ...words, title: 'Tên mới', version: String(version) }
  const past = { ...typed, when: 'at', day: '2020-01-01', time: '08:00' }
  expect((await browser.post(`/admin/notices/${id}/schedule`, past)).status).toBe(422)
  expect(await written(db)).toMatchObject({ title: 'Tên mới', state: 'draft' })
})

test('addresses and forms that no page of ours sends are refused, never a fault', async ({
  db,
  sql,
}) => {
  const browser = await (await openPanel(db, sql)).as('coordinator')
  for (const path of ['abc', '999999', '1/progress', '1/recipients?after=x', 'new?document=9']) {
    expect([path, (await browser.get(`/admin/notices/${path}`)).status]).toEqual([path, 404])
  }
  expect((await browser.get('/admin/notices?stage=x&page=-1')).status).toBe(200)
  const odd = { ...words, kind: 'digest', fieldId: 'x', channel: 'fax', size: 'huge' }
  expect((await browser.post('/admin/notices', odd)).status).toBe(422)
  expect((await browser.post('/admin/notices/audience', odd)).status).toBe(200)
  const settingsPage = { digestDay: '9', digestHour: '3' }
  expect((await browser.post('/admin/notices/settings', settingsPage)).status).toBe(422)
  const right = { approval: 'on', digestDay: '1', digestHour: '9' }
  expect((await browser.post('/admin/notices/settings', right)).status).toBe(303)
})
