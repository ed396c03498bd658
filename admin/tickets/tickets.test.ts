import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { openPanel } from '#admin/testing.ts'
import { storeBytes } from '#core/files/store.ts'
import { beginnings, streamOf, tempDataDir } from '#core/files/testing.ts'
import { addToTicket } from '#core/tickets/person.ts'
import { route } from '#core/tickets/routing.ts'
import { ask, at, makeDesk, type TestDesk } from '#core/tickets/testing-desk.ts'
import type { Ticket } from '#core/tickets/ticket.ts'
import type { Db } from '#db/client.ts'
import { businesses, messages, people } from '#db/schema/people.ts'
import { files, staffDrafts, tickets } from '#db/schema/tickets.ts'
import { test } from '#db/testing.ts'

const now = new Date()

/** A desk with one question routed to the technology division, which sends without approval here. */
async function openDesk(db: Db, sql: Parameters<typeof openPanel>[1]) {
  const desk = await makeDesk(db)
  const panel = await openPanel(db, sql)
  const opened = await ask(db, desk.person, now)
  const place = { fieldId: desk.fields.ip, leadUnitId: desk.units.technology }
  const routed = await route(
    db,
    desk.coordinator,
    opened.id,
    opened.version,
    { ...place, scope: 'general' },
    now,
  )
  const head = await panel.as('head', { unitId: desk.units.technology, name: 'Trần Bình' })
  const officer = await panel.as('officer', { unitId: desk.units.technology, name: 'Lê Minh' })
  return { desk, panel, ticket: routed, head, officer, url: `/admin/tickets/${routed.code}` }
}

type Browser = Awaited<ReturnType<typeof openDesk>>['head']

const body = async (response: Response) => (await response.text()).replace(/\s+/g, ' ')

/** The hidden fields of the answer's form, as a browser would send them back. */
async function answerForm(browser: Browser, url: string) {
  const page = await body(await browser.get(url))
  const form = page.slice(
    page.indexOf('compose-answer"'),
    page.indexOf('</form>', page.indexOf('compose-answer"')),
  )
  const value = (name: string) => form.match(new RegExp(`name="${name}" value="(\\d+)"`))?.[1] ?? ''
  return { version: value('version'), seen: value('seen'), deed: 'send' }
}

async function writes(db: Db, desk: TestDesk, ticket: Ticket, text: string) {
  const { conversationId } = desk.person
  const message = { conversationId, ticketId: ticket.id, kind: 'text', text, at: new Date() }
  await db.transaction(async (tx) => {
    const [row] = await tx.insert(messages).values(message).returning({ id: messages.id })
    await addToTicket(tx, ticket.id, { text, messageId: row?.id }, 'vi', new Date())
  })
}

describe('the inbox', () => {
  test('shows what its address asks for', async ({ db, sql }) => {
    const { desk, panel, ticket } = await openDesk(db, sql)
    const other = await ask(db, desk.person, now, {
      question: 'Cân đồng hồ lò xo có kiểm định không?',
    })
    const { get } = await panel.as('coordinator')
    const all = await body(await get('/admin/tickets'))
    expect(all).toContain(ticket.code)
    expect(all).toContain(other.code)
    const received = await body(await get('/admin/tickets?state=received'))
    expect(received).toContain(other.code)
    expect(received).not.toContain(ticket.code)
    const found = await body(await get('/admin/tickets?q=dong ho lo xo'))
    expect(found).toContain(other.code)
    expect(found).not.toContain(ticket.code)
    expect(found).toContain('value="dong ho lo xo"')
  })

  test('keeps the filter in the address of each ticket and of the exports', async ({ db, sql }) => {
    const { officer, ticket } = await openDesk(db, sql)
    const page = await body(await officer.get('/admin/tickets?assignee=nobody'))
    expect(page).toContain(`/admin/tickets/${ticket.code}?assignee=nobody`)
    expect(page).toContain('/admin/tickets/export.xlsx?assignee=nobody')
  })

  test('puts a changed filter into the address without a reload', async ({ db, sql }) => {
    const { officer, url } = await openDesk(db, sql)
    const response = await officer.get('/admin/tickets/list?state=&q=nhãn hiệu&unit=', {
      'HX-Request': 'true',
      'HX-Source': 'form#filters',
      'HX-Current-URL': `http://desk.test${url}?state=waiting`,
    })
    expect(response.headers.get('HX-Replace-Url')).toBe(`${url}?q=nh%C3%A3n+hi%E1%BB%87u`)
    expect(await body(response)).not.toContain('<html')
  })

  test('keeps a view of one’s own and forgets it again', async ({ db, sql }) => {
    const { officer, head } = await openDesk(db, sql)
    const view = { name: 'Gấp của tôi', query: 'assignee=me&level=late&nonsense=1' }
    const shown = await body(await officer.submit('/admin/tickets/views', view))
    expect(shown).toContain('/admin/tickets?assignee=me&amp;level=late')
    const id = shown.match(/views\/(\d+)\/removal/)?.[1] ?? ''
    await head.post(`/admin/tickets/views/${id}/removal`)
    expect(await body(await officer.get('/admin/tickets'))).toContain('Gấp của tôi')
    const left = await body(await officer.submit(`/admin/tickets/views/${id}/removal`))
    expect(left).not.toContain('Gấp của tôi')
  })

  test('opens a ticket by what is typed into the palette', async ({ db, sql }) => {
    const { officer, ticket } = await openDesk(db, sql)
    const number = Number(ticket.code.slice(-6))
    const byNumber = await officer.get(`/admin/go?code=${number}`)
    expect(byNumber.headers.get('location')).toBe(`/admin/tickets/${ticket.code}`)
    const words = await officer.get('/admin/go?code=nhãn hiệu')
    expect(words.headers.get('location')).toBe('/admin/tickets?q=nh%C3%A3n+hi%E1%BB%87u')
  })
})

describe('rights', () => {
  test('another division’s officer does not learn that a ticket exists', async ({ db, sql }) => {
    const { desk, panel, ticket, url } = await openDesk(db, sql)
    const stranger = await panel.as('officer', { unitId: desk.units.standards })
    for (const path of [url, `${url}/conversation`, `${url}/canned`, `${url}/files/1`]) {
      expect((await stranger.get(path)).status).toBe(404)
    }
    const answer = { version: '2', body: 'x', deed: 'send' }
    expect((await stranger.post(`${url}/answer`, answer)).status).toBe(404)
    expect((await stranger.post(`${url}/drafts/answer`, { body: 'x' })).status).toBe(404)
    expect(await body(await stranger.get('/admin/tickets?state=all'))).not.toContain(ticket.code)
    expect(await (await stranger.get('/admin/tickets/export.csv?state=all')).text()).not.toContain(
      ticket.code,
    )
  })

  test('who may read and not act is told so, and is offered nothing to act with', async ({
    db,
    sql,
  }) => {
    const { panel, ticket, url } = await openDesk(db, sql)
    const leader = await panel.as('leader')
    const page = await body(await leader.get(url))
    expect(page).not.toContain(`action="${url}/answer"`)
    expect(page).not.toContain(`action="${url}/transfer"`)
    const response = await leader.post(`${url}/withdrawal`, {
      version: String(ticket.version),
      reason: 'không',
    })
    expect(response.status).toBe(403)
  })

  test('a consultant sees the question and never the contact data', async ({ db, sql }) => {
    const { panel, ticket, url } = await openDesk(db, sql)
    const consultant = await panel.as('consultant')
    await db
      .update(tickets)
      .set({ consultantId: consultant.actor.id })
      .where(eq(tickets.id, ticket.id))
    const page = await body(await consultant.get(url))
    expect(page).toContain('Đăng ký nhãn hiệu cho quế')
    expect(page).not.toContain('0912345678')
  })
})

describe('two people at once', () => {
  test('the second answer is not sent: both versions stand side by side', async ({ db, sql }) => {
    const { head, officer, url } = await openDesk(db, sql)
    const first = await answerForm(head, url)
    const second = await answerForm(officer, url)
    const sent = await head.post(`${url}/answer`, { ...first, body: 'Trả lời của trưởng phòng' })
    expect([sent.status, sent.headers.get('location')]).toEqual([303, url])
    const text = 'Nội dung dài tôi đã soạn & giữ lại'
    const late = await officer.post(`${url}/answer`, { ...second, body: text, deed: 'submit' })
    expect(late.status).toBe(409)
    const page = await body(late)
    expect(page).toContain('Trần Bình đã thay đổi yêu cầu này')
    expect(page).toContain('Trả lời của trưởng phòng')
    expect(page).toContain('Nội dung dài tôi đã soạn &amp; giữ lại')
    const drafts = await db.select({ body: staffDrafts.body }).from(staffDrafts)
    expect(drafts).toEqual([{ body: text }])
  })

  test('a stale deed can be sent again with what was typed', async ({ db, sql }) => {
    const { desk, head, officer, ticket, url } = await openDesk(db, sql)
    const stale = String(ticket.version)
    await head.post(`${url}/assignment`, { version: stale, staff: officer.actor.id })
    const transfer = { unit: String(desk.units.standards), reason: 'Thuộc lĩnh vực tiêu chuẩn' }
    const refused = await body(
      await officer.post(`${url}/transfer`, { version: stale, ...transfer }),
    )
    expect(refused).toContain('Gửi lại nội dung của tôi')
    expect(refused).toContain(`name="unit" value="${desk.units.standards}"`)
    expect(refused).toContain('Thuộc lĩnh vực tiêu chuẩn')
    const version = refused.match(/name="version" value="(\d+)"/)?.[1] ?? ''
    const again = await officer.post(`${url}/transfer`, { version, ...transfer })
    expect(again.status).toBe(303)
  })

  test('a message that came while writing is shown before the answer goes out', async ({
    db,
    sql,
  }) => {
    const { desk, head, ticket, url } = await openDesk(db, sql)
    const form = await answerForm(head, url)
    await writes(db, desk, ticket, 'À quên, bên tôi là hợp tác xã')
    const held = await head.post(`${url}/answer`, { ...form, body: 'Trả lời cũ' })
    expect(held.status).toBe(409)
    const page = await body(held)
    expect(page).toContain('À quên, bên tôi là hợp tác xã')
    expect(page).toContain('Trả lời cũ')
    const seen = page.match(/name="seen" value="(\d+)"/)?.[1] ?? ''
    const version = page.match(/name="version" value="(\d+)"/)?.[1] ?? ''
    const sent = await head.post(`${url}/answer`, { ...form, version, seen, body: 'Trả lời mới' })
    expect(sent.status).toBe(303)
  })

  test('colleagues learn who else has the ticket open', async ({ db, sql }) => {
    const { head, officer, url } = await openDesk(db, sql)
    await head.post(`${url}/presence`, { typing: 'yes' })
    const others = await (await officer.post(`${url}/presence`, { typing: 'no' })).text()
    expect(others).toBe('Trần Bình đang soạn nội dung')
    await head.post(`${url}/presence`, { typing: 'left' })
    expect(await (await officer.post(`${url}/presence`, { typing: 'no' })).text()).toBe('')
  })
})

describe('what is being written', () => {
  test('survives a reload, for its writer only', async ({ db, sql }) => {
    const { head, officer, url } = await openDesk(db, sql)
    const text = 'Nửa câu trả lời\nvà một dòng nữa'
    expect((await officer.post(`${url}/drafts/answer`, { body: text })).status).toBe(204)
    expect(await (await officer.get(url)).text()).toContain(text)
    expect(await (await head.get(url)).text()).not.toContain('Nửa câu trả lời')
  })

  test('survives a refusal, with the reason on top', async ({ db, sql }) => {
    const { desk, officer, ticket, url } = await openDesk(db, sql)
    const same = { unit: String(desk.units.technology), reason: 'Nhầm phòng' }
    const response = await officer.post(`${url}/transfer`, {
      version: String(ticket.version),
      ...same,
    })
    expect(response.status).toBe(422)
    const page = await body(response)
    expect(page).toContain('Yêu cầu đang do chính đơn vị này chủ trì')
    expect(page).toContain('Nhầm phòng')
  })

  test('is gone once it is sent', async ({ db, sql }) => {
    const { head, url } = await openDesk(db, sql)
    const form = await answerForm(head, url)
    await head.post(`${url}/drafts/answer`, { body: 'Nháp' })
    await head.post(`${url}/answer`, { ...form, body: 'Bản chính' })
    expect(await db.select().from(staffDrafts)).toEqual([])
  })

  test('is kept by the form’s own button where there are no scripts', async ({ db, sql }) => {
    const { officer, url } = await openDesk(db, sql)
    const form = await answerForm(officer, url)
    const page = await officer.submit(`${url}/answer`, {
      ...form,
      deed: 'draft',
      body: 'Lưu tay',
      basis: 'Điều 100',
    })
    const text = await page.text()
    expect(text).toContain('Lưu tay')
    expect(text).toContain('Điều 100')
    expect(text).toContain('Đã lưu bản nháp.')
  })
})

describe('text of strangers', () => {
  const script = '<script>alert(1)</script><img src=x onerror=alert(2)>'

  test('is shown as text in every field of the page', async ({ db, sql }) => {
    const { desk, head, ticket, url } = await openDesk(db, sql)
    const { businessId, personId } = desk.person
    const evil = { name: `N${script}`, commune: `X${script}` }
    await db
      .update(businesses)
      .set({ ...evil, sector: `S${script}` })
      .where(eq(businesses.id, businessId))
    await db.update(people).set(evil).where(eq(people.id, personId))
    await db
      .update(tickets)
      .set({ question: `Q${script}` })
      .where(eq(tickets.id, ticket.id))
    await writes(db, desk, ticket, `M${script}`)
    await db.insert(files).values({
      ticketId: ticket.id,
      name: `F${script}.pdf`,
      state: 'stored',
      createdAt: now,
    })
    await head.post(`${url}/notes`, { version: String(ticket.version), text: `G${script}` })
    await head.post(`${url}/drafts/answer`, { body: `</textarea>${script}` })
    const page = await (await head.get(`${url}?q=${encodeURIComponent(script)}`)).text()
    expect(page).not.toMatch(/<script>alert|<img src=x/)
    for (const mark of ['N', 'X', 'S', 'Q', 'M', 'F', 'G']) {
      expect(page).toContain(`${mark}&lt;script&gt;`)
    }
  })

  test('is no formula in an export', async ({ db, sql }) => {
    const { desk, officer, ticket } = await openDesk(db, sql)
    const question = '=HYPERLINK("http://x","y")'
    await db.update(tickets).set({ question }).where(eq(tickets.id, ticket.id))
    await db
      .update(businesses)
      .set({ name: '@SUM(1)' })
      .where(eq(businesses.id, desk.person.businessId))
    const csv = await (await officer.get('/admin/tickets/export.csv')).text()
    expect(csv).toContain(`"'=HYPERLINK(""http://x"",""y"")"`)
    expect(csv).toContain(`'@SUM(1)`)
    const xlsx = await officer.get('/admin/tickets/export.xlsx')
    expect(xlsx.headers.get('content-disposition')).toMatch(
      /^attachment; filename="hoi-luat-.*xlsx"/,
    )
    const rows = await sheetRows(await xlsx.arrayBuffer())
    expect(rows[0]?.[0]).toBe('Mã yêu cầu')
    expect(rows[1]).toEqual(expect.arrayContaining([ticket.code, `'${question}`, `'@SUM(1)`]))
  })

  test('leaves as a file to be saved, never to be opened in place', async ({ db, sql }) => {
    const dataDir = await tempDataDir()
    const { desk, ticket, url } = await openDesk(db, sql)
    const panel = await openPanel(db, sql, { dataDir })
    const officer = await panel.as('officer', { unitId: desk.units.technology })
    const stored = await storeBytes(dataDir, streamOf(beginnings.pdf), { name: 'a.pdf' })
    if (!stored.ok) throw new Error(stored.why)
    const { sha256, size, type } = stored
    const kept = {
      ticketId: ticket.id,
      state: 'stored',
      createdAt: now,
      sha256,
      size,
      type,
    } as const
    const [file, refused] = await db
      .insert(files)
      .values([
        { ...kept, name: 'Đơn "đăng ký"\r\nX-Bad: 1.pdf' },
        { ticketId: ticket.id, name: 'a.exe', state: 'refused', createdAt: now },
      ])
      .returning({ id: files.id })
    const { status, headers } = await officer.get(`${url}/files/${file?.id}`)
    expect(status).toBe(200)
    expect(headers.get('content-disposition')).toMatch(/^attachment; filename="[^"\r\n]*"; /)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(headers.get('x-bad')).toBeNull()
    expect((await officer.get(`${url}/files/${refused?.id}`)).status).toBe(404)
  })
})

async function sheetRows(bytes: ArrayBuffer): Promise<unknown[][]> {
  const { readXlsx } = await import('hucre/xlsx')
  const book = await readXlsx(new Uint8Array(bytes))
  return book.sheets[0]?.rows as unknown[][]
}

describe('the way of a ticket', () => {
  test('from the suggestion to an approved answer', async ({ db, sql }) => {
    const desk = await makeDesk(db)
    const panel = await openPanel(db, sql)
    const suggestion = {
      field: 'shtt',
      fieldId: desk.fields.ip,
      lead: 'cong-nghe',
      leadUnitId: desk.units.technology,
      cooperatingUnitIds: [desk.units.standards],
      cooperates: [],
      scope: 'general',
      scopeSure: 0.9,
      sure: 0.87,
      why: [{ words: 'nhãn hiệu', weight: 3, field: 'shtt' }],
      alternatives: [],
    }
    const ticket = await ask(db, desk.person, now, { suggestion, sure: 0.87 })
    const url = `/admin/tickets/${ticket.code}`
    const coordinator = await panel.as('coordinator', { unitId: desk.units.office })
    const page = await body(await coordinator.get(url))
    expect(page).toContain('Chắc chắn 87 %')
    expect(page).toContain('<mark>nhãn hiệu</mark>')
    const routed = await coordinator.submit(`${url}/suggestion`, { version: '1' })
    expect(await body(routed)).toContain('Đã phân loại và giao đơn vị xử lý.')

    const officer = await panel.as('officer', { unitId: desk.units.technology })
    const form = await answerForm(officer, url)
    expect(await body(await officer.get(url))).toContain('Trình phê duyệt')
    const answer = { ...form, deed: 'submit', body: 'Hồ sơ gồm …', basis: 'Điều 100 Luật SHTT' }
    expect((await officer.post(`${url}/answer`, answer)).status).toBe(303)

    const head = await panel.as('head', { unitId: desk.units.technology })
    const waiting = await body(await head.get(url))
    expect(waiting).toContain('Câu trả lời chờ Anh/Chị phê duyệt')
    const version = waiting.match(/name="version" value="(\d+)"/)?.[1] ?? ''
    const returned = await head.submit(`${url}/return`, { version, reason: 'Thiếu thời hạn' })
    expect(returned.status).toBe(200)
    const back = await body(await officer.get(url))
    expect(back).toContain('Thiếu thời hạn')
    expect(back).toContain('Hồ sơ gồm …')

    const again = await answerForm(officer, url)
    await officer.post(`${url}/answer`, { ...answer, ...again, deed: 'submit' })
    const ready = await body(await head.get(url))
    const last = ready.match(/name="version" value="(\d+)"/)?.[1] ?? ''
    const sent = await head.submit(`${url}/approval`, {
      version: last,
      body: 'Hồ sơ gồm 2 tờ khai',
    })
    const done = await body(sent)
    expect(done).toContain('Đã trả lời')
    expect(done).toContain('Hồ sơ gồm 2 tờ khai')
    expect(done).toContain('Chờ gửi')
  })

  test('a question back stops the clock and says so', async ({ db, sql }) => {
    const { officer, ticket, url } = await openDesk(db, sql)
    const version = String(ticket.version)
    const page = await officer.submit(`${url}/more`, { version, text: 'Anh/Chị có bao bì chưa?' })
    const text = await body(page)
    expect(text).toContain('Chờ doanh nghiệp')
    expect(text).toContain('Tạm dừng')
    expect(text).toContain('Anh/Chị có bao bì chưa?')
  })

  test('a partial update answers with the pane alone and says what was done', async ({
    db,
    sql,
  }) => {
    const { officer, ticket, url } = await openDesk(db, sql)
    const response = await officer.post(
      `${url}/assignment`,
      { version: String(ticket.version), staff: officer.actor.id },
      { 'HX-Request': 'true' },
    )
    expect(response.status).toBe(200)
    const text = await body(response)
    expect(text).not.toContain('<html')
    expect(text).toContain('hx-swap-oob="innerHTML"')
    expect(text).toContain('Đã giao người xử lý.')
  })

  test('a recommendation is followed to its outcome', async ({ db, sql }) => {
    const { officer, ticket, url } = await openDesk(db, sql)
    const what = { authority: 'Cục Sở hữu trí tuệ', content: 'Hướng dẫn thống nhất' }
    const sent = await body(
      await officer.submit(`${url}/recommendation`, { version: String(ticket.version), ...what }),
    )
    const id = sent.match(/recommendation\/(\d+)\/reply/)?.[1] ?? ''
    const version = sent.match(/name="version" value="(\d+)"/)?.[1] ?? ''
    const reply = { version, reply: 'Đã ghi nhận', outcome: 'partly' }
    const page = await body(await officer.submit(`${url}/recommendation/${id}/reply`, reply))
    expect(page).toContain('được tiếp thu một phần')
    expect(page).toContain('Đã ghi nhận')
  })

  test('merging asks for a code that exists', async ({ db, sql }) => {
    const { desk, panel, ticket, url } = await openDesk(db, sql)
    const coordinator = await panel.as('coordinator')
    const into = 'HL-2020-000001'
    const version = String(ticket.version)
    const refused = await coordinator.post(`${url}/merger`, { version, into })
    expect(refused.status).toBe(422)
    expect(await body(refused)).toContain('Không tìm thấy yêu cầu HL-2020-000001')
    const other = await ask(db, desk.person, at('2026-03-02 09:00'))
    const merged = await body(
      await coordinator.submit(`${url}/merger`, { version, into: other.code }),
    )
    expect(merged).toContain('Đã gộp')
    expect(merged).toContain(other.code)
  })
})
