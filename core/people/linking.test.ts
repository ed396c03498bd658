import { desc, eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { openChats, type Person, type TestChats } from '#core/conversation/testing-chat.ts'
import type { Db } from '#db/client.ts'
import { linkCodes, personMerges } from '#db/schema/channels.ts'
import { businesses, conversations, people } from '#db/schema/people.ts'
import { test } from '#db/testing.ts'

const phone = '0912345678'
const minute = 60_000

/** A person with a request on Telegram, and the same person in the web chat, whom nobody knows yet. */
async function openTwo(db: Db) {
  const chats = await openChats(db)
  const telegram = chats.person('777', 'telegram')
  const web = chats.person('visitor-1', 'web')
  const code = await sendsQuestion(telegram)
  await web.says('menu')
  return { ...chats, telegram, web, code }
}

async function sendsQuestion(person: Person): Promise<string> {
  for (const said of [
    'Cân đồng hồ phải kiểm định không?',
    'Tôi chưa rõ, nhờ Sở xác định',
    'không',
  ]) {
    await person.says(said)
  }
  return /HL-\d{4}-\d{6}/.exec(await person.says('gửi'))?.[0] ?? 'no code'
}

/** The six digits that were sent to a chat. */
async function codeIn(person: Person): Promise<string> {
  const said = (await person.heard()).map(({ text }) => text).join('\n')
  return [...said.matchAll(/Mã liên kết: (\d{6})/g)].at(-1)?.[1] ?? 'none'
}

async function personOf(person: Person): Promise<number> {
  return (await person.conversation())?.personId ?? 0
}

async function nameBusiness(db: Db, personId: number, businessId: number) {
  await db.update(people).set({ phone, businessId }).where(eq(people.id, personId))
}

const other = (code: string) => (code === '000000' ? '111111' : '000000')

describe('a person with two chats', () => {
  test('links them by the code of a request, and each chat tells how to undo it', async ({
    db,
  }) => {
    const { telegram, web, code } = await openTwo(db)
    expect(await web.says('liên kết')).toContain('mã yêu cầu')
    expect(await web.says(code.toLowerCase())).toContain('Nếu Sở tìm thấy')
    const sent = await codeIn(telegram)
    expect(sent).toMatch(/^\d{6}$/)
    expect(await web.says(`${sent.slice(0, 3)} ${sent.slice(3)}`)).toContain('Đã liên kết')
    expect(await personOf(web)).toBe(await personOf(telegram))
    expect((await telegram.heard()).at(-1)?.text).toContain('gỡ liên kết')
    expect(await web.says('yêu cầu của tôi')).toContain(code)
    expect(await telegram.says('gỡ liên kết')).toContain('Đã gỡ liên kết')
    expect(await personOf(web)).not.toBe(await personOf(telegram))
    expect(await web.says('yêu cầu của tôi')).not.toContain(code)
    expect(await web.says('gỡ liên kết')).toContain('không có liên kết')
  })

  test('links them by the phone number where both named the same tax code', async ({ db }) => {
    const { telegram, web, clock } = await openTwo(db)
    const [firm] = await db
      .insert(businesses)
      .values({ name: 'HTX Quế', taxCode: '5300123467', createdAt: clock.now })
      .returning({ id: businesses.id })
    await nameBusiness(db, await personOf(telegram), firm?.id ?? 0)
    await web.says('link')
    await web.says('+84 912 345 678')
    expect(await codeIn(telegram)).toBe('none')
    await web.says('hủy')
    await nameBusiness(db, await personOf(web), firm?.id ?? 0)
    await web.says('lien ket')
    await web.sends({ kind: 'contact', phone: '84912345678' })
    expect(await web.says(await codeIn(telegram))).toContain('Đã liên kết')
  })

  test('hears the same whether such a chat is known or not', async ({ db }) => {
    const { web, person, code } = await openTwo(db)
    const stranger = person('visitor-2', 'web')
    const knows = async (asker: Person, key: string) => [
      await asker.says('liên kết'),
      await asker.says(key),
      await asker.says('123'),
      await asker.says('hủy'),
    ]
    await stranger.says('menu')
    expect(await knows(web, code)).toEqual(await knows(stranger, 'HL-2026-999999'))
    const [row] = await db.select().from(linkCodes).orderBy(desc(linkCodes.id)).limit(1)
    expect(row?.otherId).toBeNull()
    expect(row?.hash).not.toMatch(/\d{6}$/)
  })

  test('has five tries', async ({ db }) => {
    const { telegram, web, code } = await openTwo(db)
    await web.says('liên kết')
    await web.says(code)
    const sent = await codeIn(telegram)
    for (const _ of [1, 2, 3, 4]) expect(await web.says(other(sent))).toContain('Mã chưa đúng')
    expect(await web.says(other(sent))).toContain('hết hạn')
    await web.says(sent)
    expect(await db.select().from(personMerges)).toEqual([])
  })

  test('has ten minutes', async ({ db }) => {
    const { telegram, web, code, clock } = await openTwo(db)
    await web.says('liên kết')
    await web.says(code)
    clock.now = new Date(clock.now.getTime() + 10 * minute)
    expect(await web.says(await codeIn(telegram))).toContain('hết hạn')
    expect(await personOf(web)).not.toBe(await personOf(telegram))
  })

  test('may ask three times an hour, and no chat is flooded with codes', async ({ db }) => {
    const { telegram, web, code, clock, person } = await openTwo(db)
    const asks = async (asker: Person) => {
      await asker.says('liên kết')
      const reply = await asker.says(code)
      await asker.says('hủy')
      return reply
    }
    for (const _ of [1, 2, 3]) expect(await asks(web)).toContain('Nếu Sở tìm thấy')
    expect(await asks(web)).toContain('thử lại sau một giờ')
    const stranger = person('visitor-2', 'web')
    await stranger.says('menu')
    const before = (await telegram.heard()).length
    expect(await asks(stranger)).toContain('Nếu Sở tìm thấy')
    expect(await telegram.heard()).toHaveLength(before)
    clock.now = new Date(clock.now.getTime() + 61 * minute)
    expect(await asks(web)).toContain('Nếu Sở tìm thấy')
  })

  test('writes in both at once, and is linked all the same', async ({ db }) => {
    const chats = await openTwo(db)
    const { telegram, web, code } = chats
    await web.says('liên kết')
    await web.says(code)
    const sent = await codeIn(telegram)
    await Promise.all([...crowd(chats), telegram.says('yêu cầu của tôi'), web.says(sent)])
    if ((await personOf(web)) !== (await personOf(telegram))) await web.says(sent)
    expect(await personOf(web)).toBe(await personOf(telegram))
    const chatsOfPerson = await db
      .select({ id: conversations.id })
      .from(conversations)
      .where(eq(conversations.personId, await personOf(web)))
    expect(chatsOfPerson).toHaveLength(2)
  })
})

/** Others who write at the same moment, so that events share a transaction. */
function crowd({ person }: TestChats) {
  return Array.from({ length: 6 }, (_, n) => person(`visitor-${n + 10}`, 'web').says('menu'))
}
