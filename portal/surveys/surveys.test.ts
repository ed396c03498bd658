import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Hono } from 'hono'
import { expect } from 'vitest'
import { openChats } from '#core/conversation/testing-chat.ts'
import { beginnings } from '#core/files/testing.ts'
import { withCheckDigit } from '#core/people/tax-code.ts'
import { personalTokens } from '#core/surveys/personal-links.ts'
import { everyKind, formOf, openedSurvey } from '#core/surveys/testing-surveys.ts'
import type { Db } from '#db/client.ts'
import { consents, people } from '#db/schema/people.ts'
import { rateLimits } from '#db/schema/staff.ts'
import { surveyMarks, surveyResponses } from '#db/schema/surveys.ts'
import { files } from '#db/schema/tickets.ts'
import { test } from '#db/testing.ts'
import { createPortal } from '#portal/app.tsx'

async function open(db: Db) {
  const { clock } = await openChats(db)
  const dataDir = await mkdtemp(join(tmpdir(), 'hoi-luat-surveys-'))
  const portal = createPortal({
    ...{ db, dataDir, publicUrl: 'http://desk.test', embedOrigins: [] },
    timeZone: 'Asia/Ho_Chi_Minh',
    web: { visitor: () => 'nobody', language: () => 'vi' },
    now: () => clock.now,
  })
  return { browser: () => browserOf(new Hono().route('/', portal)), now: clock.now }
}

/** A browser that keeps cookies and sends the page's form with all that is hidden in it. */
function browserOf(app: Hono) {
  let cookie = ''
  let page = ''
  let path = ''
  const took = async (response: Response) => {
    const set = response.headers.getSetCookie().map((one) => one.split(';')[0])
    cookie = [cookie, ...set].filter(Boolean).join('; ')
    page = await response.text()
    return { status: response.status, html: page, to: response.headers.get('location') }
  }
  return {
    get: async (at: string) => {
      path = at
      return took(await app.request(at, { headers: { cookie } }))
    },
    async send(fields: Record<string, string | string[] | File>, again = false) {
      const body = new FormData()
      for (const [, name = '', value = ''] of page.matchAll(
        /<input type="hidden" name="([^"]+)" value="([^"]*)"/g,
      )) {
        body.append(name, value.replaceAll('&quot;', '"').replaceAll('&amp;', '&'))
      }
      for (const [name, value] of Object.entries(fields))
        for (const one of [value].flat()) body.append(name, one)
      const before = page
      const taken = await took(
        await app.request(path, { method: 'POST', body, headers: { cookie } }),
      )
      if (again) page = before
      return taken
    },
  }
}

test('a survey is answered page by page without a script; what is wrong loses nothing', async ({
  db,
}) => {
  const { browser, now } = await open(db)
  const { slug } = await openedSurvey(db, everyKind, now)
  const lan = browser()
  expect((await lan.get(`/khao-sat/${slug}`)).html).toContain('Phần 1/2')
  const first = {
    'q.sao': '2',
    'q.kenh.other': 'Hội chợ',
    'q.can': ['nhan-hieu', 'thue'],
    'q.muc': '0',
  }
  expect((await lan.send(first)).html).toContain('chỉ nhận phiếu khi Anh/Chị đồng ý')
  expect(await db.$count(surveyResponses, undefined)).toBe(1)
  const more = await lan.send({ ...first, consent: '1' })
  expect(more.html).toContain('Vì sao Anh/Chị chưa hài lòng?')
  expect(more.html).toContain('value="Hội chợ"')
  const faulty = await lan.send({ ...first, 'q.muc': '' })
  expect(faulty.status).toBe(422)
  expect(faulty.html).toContain('Còn 2 câu cần xem lại')
  const second = await lan.send({ ...first, 'q.vi-sao': 'Chờ lâu' })
  expect(second.html).toContain('Phần 2/2')
  const pdf = new File([beginnings.pdf], 'giay-phep.pdf')
  const wrong = {
    'q.nguoi': 'mười',
    'q.lap': '2019-09-02',
    'q.xa': 'van ban',
    'q.mst': '5300123450',
    'q.tep': pdf,
  }
  const refused = await lan.send(wrong)
  expect(refused.html).toContain('value="mười"')
  expect(refused.html).toContain('Đã nhận: giay-phep.pdf')
  const resumed = browser()
  expect((await resumed.get(`/khao-sat/${slug}`)).html).toContain('Phần 1/2')
  const right = {
    'q.nguoi': '12',
    'q.lap': '2019-09-02',
    'q.xa': 'van ban',
    'q.mst': withCheckDigit('530012346') ?? '',
  }
  expect(await lan.send(right)).toMatchObject({ status: 303, to: `/khao-sat/${slug}/xong` })
  const kept = await db.select().from(surveyResponses)
  const [file] = await db.select().from(files)
  expect(kept).toMatchObject([
    {
      state: 'complete',
      channel: 'web',
      answers: {
        'vi-sao': 'Chờ lâu',
        kenh: 'other:Hội chợ',
        nguoi: 12,
        xa: 'Xã Văn Bàn',
        tep: [file?.id],
      },
    },
  ])
  expect((await lan.get(`/khao-sat/${slug}`)).html).toContain('đã trả lời khảo sát này rồi')
})

const short = formOf({ id: 'sao', kind: 'stars', ask: 'Hài lòng?', required: true, mark: true })

test("a personal link is one person's, once, and resumes; a guessed one is of nothing", async ({
  db,
}) => {
  const { browser, now } = await open(db)
  const { id, slug } = await openedSurvey(db, everyKind, now)
  const [lan] = await db
    .insert(people)
    .values({ createdAt: now, commune: 'Xã Văn Bàn' })
    .returning()
  const token = (await personalTokens(db, id, [lan?.id ?? 0])).get(lan?.id ?? 0) ?? ''
  expect((await browser().get(`/khao-sat/${slug}/${token.slice(0, -1)}x`)).status).toBe(404)
  const phone = browser()
  await phone.get(`/khao-sat/${slug}/${token}`)
  const first = { 'q.sao': '5', 'q.kenh': 'zalo', 'q.can': 'thue', 'q.muc': '9', consent: '1' }
  expect((await phone.send(first)).html).toContain('Phần 2/2')
  expect(await db.$count(consents)).toBe(1)
  const laptop = browser()
  expect((await laptop.get(`/khao-sat/${slug}/${token}`)).html).toContain('Phần 2/2')
  expect(await db.select().from(surveyResponses)).toMatchObject([
    { personId: lan?.id, state: 'partial' },
  ])
})

test('anonymous on the web: nothing is kept before it is sent, sent twice it is one, and the person is only marked', async ({
  db,
}) => {
  const { browser, now } = await open(db)
  const { id, slug } = await openedSurvey(db, short, now, { anonymous: true })
  const lan = browser()
  await lan.get(`/khao-sat/${slug}`)
  expect(await db.$count(surveyResponses)).toBe(0)
  expect((await lan.send({ 'q.sao': '4' }, true)).status).toBe(303)
  expect((await lan.send({ 'q.sao': '4' })).html).toContain('đã trả lời khảo sát này rồi')
  expect((await lan.get(`/khao-sat/${slug}`)).html).toContain('đã trả lời khảo sát này rồi')
  const [mai] = await db.insert(people).values({ createdAt: now }).returning()
  const token = (await personalTokens(db, id, [mai?.id ?? 0])).get(mai?.id ?? 0) ?? ''
  const own = browser()
  await own.get(`/khao-sat/${slug}/${token}`)
  expect((await own.send({ 'q.sao': '1' })).status).toBe(303)
  expect((await own.get(`/khao-sat/${slug}/${token}`)).html).toContain(
    'đã trả lời khảo sát này rồi',
  )
  const rows = await db.select().from(surveyResponses)
  expect(rows.map(({ personId, startedAt }) => [personId, startedAt])).toEqual([
    [null, null],
    [null, null],
  ])
  expect(await db.select().from(surveyMarks)).toEqual([{ surveyId: id, personId: mai?.id }])
})

test('pages of surveys not yet open, over, full or unknown say so', async ({ db }) => {
  const { browser, now } = await open(db)
  const opens = await openedSurvey(db, short, now, {
    opensAt: new Date(now.getTime() + 86_400_000),
  })
  const full = await openedSurvey(db, short, now, { quota: 1 })
  const page = browser()
  expect((await page.get(`/khao-sat/${opens.slug}`)).html).toContain(
    'chưa mở; mời Anh/Chị quay lại từ ngày 03/03/2026',
  )
  await page.get(`/khao-sat/${full.slug}`)
  await page.send({ 'q.sao': '5' })
  const other = browser()
  expect((await other.get(`/khao-sat/${full.slug}`)).html).toContain('đã nhận đủ số phiếu')
  expect((await other.get('/khao-sat/khong-co')).status).toBe(404)
  expect((await other.get('/khao-sat')).html).toContain('chưa có khảo sát nào đang mở')
})

test('a network that sends far too many pages is asked to wait; it is not known by name', async ({
  db,
}) => {
  const { browser, now } = await open(db)
  const { slug } = await openedSurvey(db, short, now, { anonymous: true })
  const [lan, mai] = [browser(), browser()]
  await lan.get(`/khao-sat/${slug}`)
  expect((await lan.send({ 'q.sao': '5' })).status).toBe(303)
  const counted = await db.update(rateLimits).set({ count: 1_000 }).returning()
  expect(counted.map(({ key }) => key)).toEqual([expect.stringMatching(/^survey-page:[\w-]{43}$/)])
  await mai.get(`/khao-sat/${slug}`)
  expect((await mai.send({ 'q.sao': '1' })).html).toContain('thử lại sau một giờ')
  expect(await db.$count(surveyResponses)).toBe(1)
})
