import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { documentByNumber } from '#core/law/documents/documents.ts'
import { saveFacts } from '#core/law/documents/facts.ts'
import type { Actor } from '#core/staff/roles.ts'
import type { Db } from '#db/client.ts'
import { staff } from '#db/schema/staff.ts'
import { test } from '#db/testing.ts'
import { addFeed, closeFeed, feedById, itemsOfFeed } from './feeds.ts'
import { draftOfItem } from './items.ts'
import { pollFeeds } from './poll.ts'
import { type FeedServer, openFeedServer, rssOf } from './testing-feed.ts'

const start = new Date('2032-03-01T02:00:00Z')
const later = (minutes: number) => new Date(start.getTime() + minutes * 60_000)
const log = pino({ enabled: false })
const polling = { log, inside: true, patienceMs: 1500 }
const actor: Actor = { id: 'a', role: 'administrator', unitId: undefined, name: 'A' }
const decree = 'Nghị định số 13/2023/NĐ-CP ngày 17/4/2023 của Chính phủ: Bảo vệ dữ liệu cá nhân'

let site: FeedServer
beforeAll(async () => {
  site = await openFeedServer()
})
afterAll(() => site.stop())

async function add(db: Db, path: string, fieldIds: number[] = []): Promise<number> {
  const row = { id: 'a', name: 'A', email: 'a@x.vn', role: 'administrator' as const }
  await db
    .insert(staff)
    .values({ ...row, createdAt: start, updatedAt: start })
    .onConflictDoNothing()
  const feed = { name: 'Công báo', url: site.url + path, fieldIds }
  return addFeed(db, feed, { actor, ip: undefined, now: start })
}

const look = (db: Db, now = start) => pollFeeds(db, polling, now)

describe('new items', () => {
  const told = {
    'of RSS': rssOf([decree]),
    'of Atom': `<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title><id>i</id><entry><title type="html">${decree}</title><id>e</id><link href="/van-ban/0"/></entry></feed>`,
    'of RDF': `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel><title>t</title></channel><item rdf:about="e"><title>${decree}</title><link>/van-ban/0</link></item></rdf:RDF>`,
    'of JSON Feed': JSON.stringify({
      version: 'https://jsonfeed.org/version/1.1',
      title: 't',
      items: [{ id: '1', title: decree, url: '/van-ban/0' }],
    }),
  }
  test.for(Object.entries(told))(
    '%s become drafts, facts read from the title',
    async ([name, text], { db }) => {
      const path = `/${encodeURIComponent(name)}`
      site.answer(path, text)
      await add(db, path, [7])
      expect(await look(db)).toEqual({ looked: 1, failed: 0, drafts: 1 })
      expect(await documentByNumber(db, '13/2023/NĐ-CP')).toMatchObject({
        ...{ kind: 'Nghị định', title: 'Bảo vệ dữ liệu cá nhân', issuer: 'Chính phủ' },
        ...{ signedOn: '2023-04-17', link: `${site.url}/van-ban/0`, fieldIds: [7] },
        ...{ state: 'draft', origin: 'feed', factsChecked: false },
      })
    },
  )

  test('come once, however often they are told and by whichever address', async ({ db, sql }) => {
    site.answer('/a', rssOf([decree, 'Bộ trưởng thăm Lào Cai']))
    site.answer('/b', rssOf(['Nghị định 13/2023/nđ-cp bảo vệ dữ liệu cá nhân']))
    const id = await add(db, '/a')
    await add(db, '/b')
    await look(db)
    await look(db, later(60))
    expect(await sql`select id from law_documents`).toHaveLength(1)
    expect(await itemsOfFeed(db, id)).toHaveLength(2)
  })

  test('of a number that is there belong to its document and change nothing', async ({ db }) => {
    const facts = {
      ...{
        number: '13/2023/NĐ-CP',
        kind: 'Nghị định',
        title: 'Tên đã soát',
        issuer: '',
        signer: '',
      },
      ...{ signedOn: null, publishedOn: null, inForceOn: null, expiresOn: null },
      ...{ fieldIds: [], link: '', summary: '' },
    }
    const { id } = await saveFacts(db, undefined, facts, start)
    site.answer('/a', rssOf([decree]))
    const feed = await add(db, '/a')
    expect(await look(db)).toMatchObject({ drafts: 0 })
    expect(await itemsOfFeed(db, feed)).toMatchObject([{ documentId: id, origin: 'typed' }])
    expect(await documentByNumber(db, '13/2023/NĐ-CP')).toMatchObject({ title: 'Tên đã soát' })
  })

  test('that name no document are listed, and become a draft when somebody says so', async ({
    db,
  }) => {
    site.answer('/a', rssOf(['Công bố danh mục nhiệm vụ khoa học năm 2032']))
    const feed = await add(db, '/a')
    await look(db)
    const [item] = await itemsOfFeed(db, feed)
    expect(item).toMatchObject({ documentId: null })
    const row = await feedById(db, feed)
    if (!row || !item) throw new Error('no feed')
    const clerk: Actor = { ...actor, role: 'coordinator' }
    const made = await draftOfItem(db, clerk, row, item.id, start)
    expect(await draftOfItem(db, clerk, row, item.id, start)).toBe(made)
  })
})

describe('an address', () => {
  test('is asked with what it said of itself, and hears that nothing is new', async ({ db }) => {
    const since = 'Mon, 01 Mar 2032 00:00:00 GMT'
    site.answer('/etag', (request, response) => {
      const same = request.headers['if-none-match'] === '"v1"'
      response.writeHead(same ? 304 : 200, { etag: '"v1"', 'last-modified': since })
      response.end(same ? undefined : rssOf([decree]))
    })
    const id = await add(db, '/etag')
    await look(db)
    expect(await look(db, later(10))).toMatchObject({ looked: 0 })
    expect(await look(db, later(31))).toMatchObject({ looked: 1, failed: 0 })
    expect(site.asked.at(-1)).toEqual({ path: '/etag', etag: '"v1"', since })
    expect(await feedById(db, id)).toMatchObject({ heardAt: later(31), failure: null })
  })

  test('is not looked at any more once it is closed', async ({ db }) => {
    const id = await add(db, '/closed')
    await closeFeed(db, id, { actor, ip: undefined, now: start })
    expect(await look(db)).toMatchObject({ looked: 0 })
  })

  test('is refused when it is none, carries a password, or is looked at already', async ({
    db,
  }) => {
    await add(db, '/twice')
    await expect(add(db, '/twice')).rejects.toMatchObject({ key: 'law-feeds:refusal.known' })
    const given = (url: string) =>
      addFeed(db, { name: 'x', url, fieldIds: [] }, { actor, ip: undefined, now: start })
    for (const url of ['công báo', 'file:///etc/passwd', 'ftp://x.vn/a', 'http://']) {
      await expect(given(url)).rejects.toMatchObject({ key: 'law-feeds:refusal.address' })
    }
    const officer = { ...actor, role: 'officer' as const }
    const uncalled = addFeed(
      db,
      { name: 'x', url: 'https://x.vn/rss', fieldIds: [] },
      { actor: officer, ip: undefined, now: start },
    )
    await expect(uncalled).rejects.toMatchObject({ key: 'law-feeds:refusal.not-allowed' })
    const secret = given('https://a:b@x.vn/rss')
    await expect(secret).rejects.toMatchObject({ key: 'law-feeds:refusal.secret' })
  })

  test('inside our own network is never opened, not by a redirect either', async ({ db }) => {
    const id = await add(db, '/inside')
    await pollFeeds(db, { log }, start)
    expect(await feedById(db, id)).toMatchObject({ failure: { key: 'law-feeds:failure.inside' } })
    site.answer('/away', (_, response) => {
      response.writeHead(302, { location: 'http://169.254.169.254/latest' }).end()
    })
    const away = await add(db, '/away')
    await look(db)
    expect(await feedById(db, away)).toMatchObject({ failure: { key: 'law-feeds:failure.inside' } })
  })
})

describe('an answer that is no feed', () => {
  const endless = Buffer.alloc(64 * 1024, 0x20)
  const answers: Record<string, [Parameters<FeedServer['answer']>[1], string]> = {
    'a web page': ['<!DOCTYPE html><html><body>Xin đăng nhập</body></html>', 'html'],
    garbage: ['\u0000\u0001 what is this', 'garbage'],
    'a broken JSON': ['{"version": "https://jsonfeed.org/version/1.1", "items": [', 'garbage'],
    nothing: ['', 'empty'],
    'an error': [(_, response) => response.writeHead(503).end(), 'status'],
    'a closed door': [(_, response) => response.destroy(), 'unreachable'],
    silence: [() => {}, 'slow'],
    'drops without end': [
      (_, response) => {
        response.writeHead(200)
        const drip = setInterval(() => response.write(' '), 100)
        response.on('close', () => clearInterval(drip))
      },
      'slow',
    ],
    'a flood without end': [
      (_, response) => {
        const pour = () => {
          while (!response.destroyed && response.write(endless));
        }
        response.on('drain', pour)
        pour()
      },
      'large',
    ],
  }
  test('is a failure in words, is asked ever more seldom, and delays no other', async ({
    db,
    sql,
  }) => {
    const ids = new Map<string, number>()
    for (const [name, [answer]] of Object.entries(answers)) {
      const path = `/${encodeURIComponent(name)}`
      site.answer(path, answer)
      ids.set(name, await add(db, path))
    }
    site.answer('/good', rssOf([decree]))
    await add(db, '/good')
    const begun = performance.now()
    expect(await look(db)).toMatchObject({ failed: 9, drafts: 1 })
    expect(performance.now() - begun).toBeLessThan(8000)
    for (const [name, [, why]] of Object.entries(answers)) {
      const feed = await feedById(db, ids.get(name) ?? 0)
      expect([name, feed?.failure?.key]).toEqual([name, `law-feeds:failure.${why}`])
      expect(feed).toMatchObject({ failures: 1, heardAt: null, nextAt: later(30) })
    }
    await sql`delete from law_feeds where failure ->> 'key' <> 'law-feeds:failure.html'`.catch(
      () => {},
    )
    await look(db, later(31))
    const page = await feedById(db, ids.get('a web page') ?? 0)
    expect(page).toMatchObject({ failures: 2, nextAt: later(31 + 60) })
  })
})
