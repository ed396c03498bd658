import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { Hono } from 'hono'
import { pino } from 'pino'
import type { Sql } from 'postgres'
import { describe, expect, it } from 'vitest'
import { sayTo, storingHear } from '#bots/web/testing.ts'
import { createWebChat } from '#bots/web/web.ts'
import { forgetOffice } from '#core/office.ts'
import { loadProfile } from '#core/profile.ts'
import { installProfile } from '#core/profile-install.ts'
import type { Db } from '#db/client.ts'
import { test } from '#db/testing.ts'
import { createPortal } from './app.tsx'
import { pieces } from './pieces.ts'

const publicUrl = 'http://desk.test'
const largestPage = 50_000

async function open(db: Db, sql: Sql, embedOrigins: string[] = []) {
  forgetOffice()
  await installProfile(db, 'lao-cai-skhcn', loadProfile('lao-cai-skhcn'), new Date())
  const dataDir = await mkdtemp(join(tmpdir(), 'hoi-luat-portal-'))
  const log = pino({ level: 'silent' })
  const { hear, heard } = storingHear(db)
  const web = createWebChat({ db, sql, dataDir, publicUrl, embedOrigins, log }, hear)
  const app = new Hono()
  app.route('/', web.routes)
  const zone = { timeZone: 'Asia/Ho_Chi_Minh' }
  app.route('/', createPortal({ db, publicUrl, embedOrigins, ...zone, web }))
  const send = (address: string) =>
    web.channel.send(address, { text: '' }, AbortSignal.timeout(5_000))
  return { app, heard, say: sayTo.bind(null, db, send) }
}

async function visit(app: Hono, path = '/chat') {
  const reply = await app.request(path)
  const cookie = reply.headers.get('set-cookie')?.split(';')[0] ?? ''
  const post = (body: unknown) =>
    app.request('/chat/messages', {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie },
      body: JSON.stringify(body),
    })
  const page = async () => (await app.request('/chat', { headers: { cookie } })).text()
  return { cookie, post, page, reply }
}

/** What a browser fetches for a page, without fonts and pictures. */
async function weigh(app: Hono, path: string): Promise<number> {
  const html = await (await app.request(path)).text()
  const files = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+\.(?:js|css))"/g)]
  expect(files.length).toBeGreaterThan(1)
  const sizes = await Promise.all(
    files.map(async ([, url]) => {
      const reply = await app.request(url!)
      expect(reply.status).toBe(200)
      return (await reply.arrayBuffer()).byteLength
    }),
  )
  return sizes.reduce((sum, size) => sum + size, Buffer.byteLength(html))
}

describe('every page', () => {
  test.for(['/', '/chat'])('weighs less than 50 kB: %s', async (path, { db, sql }) => {
    const { app } = await open(db, sql)
    expect(await weigh(app, path)).toBeLessThan(largestPage)
  })

  test.for(['/', '/chat'])('holds nothing inline: %s', async (path, { db, sql }) => {
    const { app } = await open(db, sql)
    const reply = await app.request(path)
    const policy = reply.headers.get('content-security-policy')
    expect(policy).toMatch(/default-src 'none'; script-src 'self'; style-src 'self'/)
    expect(policy).not.toContain('unsafe')
    expect(reply.headers.get('x-content-type-options')).toBe('nosniff')
    const html = await reply.text()
    expect(html).not.toMatch(/<style|<script(?![^>]*\ssrc=)| style=| on[a-z]+=/)
  })

  test('names its files by their content, to be kept for ever', async ({ db, sql }) => {
    const { app } = await open(db, sql)
    const html = await (await app.request('/chat')).text()
    const [, url] = /href="(\/assets\/[^"]+\.css)"/.exec(html)!
    const reply = await app.request(url!, { headers: { 'accept-encoding': 'gzip, br' } })
    expect(reply.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(reply.headers.get('content-encoding')).toBe('br')
    const css = await (await app.request(url!)).text()
    const [, font] = /url\("([^"]+\.woff2)"\)/.exec(css)!
    expect((await app.request(font!)).headers.get('content-type')).toBe('font/woff2')
    expect((await app.request(url!.replace('.css', 'x.css'))).status).toBe(404)
  })

  test('is there in English, and stays so', async ({ db, sql }) => {
    const { app } = await open(db, sql)
    const reply = await app.request('/?lang=en')
    expect(await reply.text()).toContain('Ask about the law')
    const cookie = reply.headers.get('set-cookie')!.split(';')[0]!
    const chat = await (await app.request('/chat', { headers: { cookie } })).text()
    expect(chat).toContain('<html lang="en">')
    expect(await (await app.request('/')).text()).toContain('Hỏi pháp luật')
  })
})

describe('the front page', () => {
  test('says whose desk it is, what it answers on and how long it takes', async ({ db, sql }) => {
    const { app } = await open(db, sql)
    const html = await (await app.request('/')).text()
    for (const words of [
      'Sở Khoa học và Công nghệ tỉnh Lào Cai',
      'Sở hữu trí tuệ',
      'Thời hạn trả lời: 15 ngày làm việc',
      'href="https://phapluat.gov.vn"',
    ]) {
      expect(html).toContain(words)
    }
    expect(html).not.toContain('Khác, chưa rõ')
  })
})

describe('the chat page', () => {
  test('shows what was said before any script runs', async ({ db, sql }) => {
    const { app, heard, say } = await open(db, sql)
    const anna = await visit(app)
    await anna.post({ id: 'a-1', text: 'Thủ tục ra sao?' })
    const choices = [
      { id: 'ip', label: 'Sở hữu trí tuệ' },
      { id: 'two', label: '2 - ★★' },
    ]
    const link = { label: 'Văn bản', url: 'https://phapluat.gov.vn/1' }
    await say(heard[0]!.from, { text: 'Lĩnh vực nào ạ?', choices, link })
    const html = await anna.page()
    expect(html).toContain('Thủ tục ra sao?')
    expect(html).toMatch(/name="choice" value="ip">Sở hữu trí tuệ</)
    // A label that begins with its number is not numbered again.
    expect(html).toMatch(/class="choice scored"[^>]*value="two">2 - ★★</)
    expect(html).toContain('href="https://phapluat.gov.vn/1"')
    expect(html).toMatch(/data-after="\d+\.\d+"/)
  })

  test('takes an answered question’s buttons out of use', async ({ db, sql }) => {
    const { app, heard, say } = await open(db, sql)
    const anna = await visit(app)
    await anna.post({ id: 'a-1', text: 'Xin chào' })
    const [first, second] = [
      { id: 'one', label: 'Một' },
      { id: 'two', label: 'Hai' },
    ]
    await say(heard[0]!.from, { text: '1?', choices: [first!] })
    await say(heard[0]!.from, { text: '2?', choices: [second!] })
    const asked = await anna.page()
    expect(asked).toMatch(/value="one" disabled/)
    expect(asked).toMatch(/value="two">/)
    await anna.post({ id: 'a-2', text: 'Hai' })
    expect(await anna.page()).toMatch(/value="two" disabled/)
  })

  test('shows markup as the text it is, from either side', async ({ db, sql }) => {
    const { app, heard, say } = await open(db, sql)
    const anna = await visit(app)
    const evil = '<img src=x onerror=alert(1)><script>alert(2)</script>"\'&'
    await anna.post({ id: '"><b>', text: evil })
    await say(heard[0]!.from, {
      text: `${evil} javascript:alert(3)`,
      choices: [{ id: 'x', label: evil }],
      link: { label: evil, url: 'javascript:alert(4)' },
    })
    const html = await anna.page()
    expect(html).not.toMatch(/<img src=x|<script>|<b>"|href="javascript/)
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;')
  })

  test('opens with what another page hands over in its box, as the text it is', async ({
    db,
    sql,
  }) => {
    const { app } = await open(db, sql)
    const q = encodeURIComponent('</textarea><b>Nhãn hiệu</b> là gì?')
    const html = await (await app.request(`/chat?q=${q}`)).text()
    expect(html).toMatch(/&lt;\/textarea&gt;&lt;b&gt;Nhãn hiệu&lt;\/b&gt; là gì\?<\/textarea>/)
    expect(await (await app.request('/chat')).text()).toMatch(/<textarea[^>]*><\/textarea>/)
  })

  test('is nobody else’s', async ({ db, sql }) => {
    const { app } = await open(db, sql)
    const [anna, binh] = [await visit(app), await visit(app)]
    await anna.post({ id: 'a-1', text: 'Bí mật của Anna' })
    expect(await anna.page()).toContain('Bí mật của Anna')
    expect(await binh.page()).not.toContain('Bí mật của Anna')
  })

  test('may be framed by the listed sites only', async ({ db, sql }) => {
    const { app } = await open(db, sql, ['https://so.test'])
    const policy = async (path: string) =>
      (await app.request(path)).headers.get('content-security-policy')
    expect(await policy('/chat?embed=1')).toContain("frame-ancestors 'self' https://so.test")
    expect(await policy('/')).toContain("frame-ancestors 'none'")
  })
})

describe('the script for other sites', () => {
  test('is small, whole, and at an address that stays', async ({ db, sql }) => {
    const { app } = await open(db, sql)
    const reply = await app.request('/chat/widget.js')
    const script = await reply.text()
    expect(Buffer.byteLength(script)).toBeLessThan(5_000)
    expect(script).not.toMatch(/__[A-Z]+__/)
    expect(() => new Function(script)).not.toThrow()
    expect(reply.headers.get('cross-origin-resource-policy')).toBe('cross-origin')
  })
})

describe('web addresses in a text', () => {
  it.each([
    ['xem https://phapluat.gov.vn.', ['https://phapluat.gov.vn']],
    ['(http://a.vn/x?y=1&z=2), và https://b.vn/“c”', ['http://a.vn/x?y=1&z=2', 'https://b.vn/“c']],
    ['javascript:alert(1) ftp://x.vn http://', []],
  ])('are found: %s', (text, urls) => {
    expect(pieces(text).flatMap((piece) => ('url' in piece ? [piece.url] : []))).toEqual(urls)
  })

  it('leave the text as it was', () => {
    const part = fc.oneof(fc.string(), fc.constantFrom('https://', 'http://a.vn', ' ', '.', '”'))
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const text = parts.join('')
        const joined = pieces(text).map((piece) => ('url' in piece ? piece.url : piece.text))
        expect(joined.join('')).toBe(text)
      }),
    )
  })
})
