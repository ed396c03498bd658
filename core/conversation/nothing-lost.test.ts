import { isNotNull } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { consents, messages, people } from '#db/schema/people.ts'
import { files, tickets } from '#db/schema/tickets.ts'
import { test } from '#db/testing.ts'
import { openChats, type Person } from './testing-chat.ts'

const question = 'cho hỏi muốn đăng ký nhãn hiệu cho tinh dầu quế của htx thì làm thế nào'
const photo = (name: string) => [{ name, source: { path: 'nowhere' } }]

async function asks(lan: Person): Promise<void> {
  await lan.says(question)
  await lan.says('1')
  await lan.says('không ạ')
  await lan.says('gửi ạ')
}

describe('people write in several messages', () => {
  test('a second message and a picture on the way go with the question', async ({ db }) => {
    const { person } = await openChats(db)
    const lan = person('lan')
    await lan.says(question)
    await lan.says('htx em có 12 thành viên và đã có bao bì riêng')
    await lan.sends({ kind: 'files', files: photo('bao-bi.jpg') })
    await lan.says('1')
    await lan.says('không')
    expect(await lan.says('gửi đi')).toContain('HL-2026-000001')
    const [ticket] = await db.select().from(tickets)
    expect(ticket?.question).toContain('12 thành viên')
    expect(await db.$count(files, isNotNull(files.ticketId))).toBe(1)
  })

  test('a picture whose caption is the question is a question', async ({ db }) => {
    const { person } = await openChats(db)
    const lan = person('lan')
    await lan.presses('do:ask')
    const asked = await lan.sends({ kind: 'files', files: photo('nhan.jpg'), text: question })
    expect(asked).toContain('thuộc lĩnh vực nào')
  })

  test('a file sent today goes with the question written tomorrow', async ({ db }) => {
    const { person, clock } = await openChats(db)
    const lan = person('lan')
    expect(await lan.sends({ kind: 'files', files: photo('giay-phep.pdf') })).toContain(
      'Sở đã nhận tệp',
    )
    await lan.says('hủy')
    clock.now = new Date(clock.now.getTime() + 25 * 3_600_000)
    await asks(lan)
    expect(await db.$count(files, isNotNull(files.ticketId))).toBe(1)
  })
})

describe('words for an open ticket', () => {
  test('reach it when the person says so, with their files, and the button is no part of it', async ({
    db,
  }) => {
    const { person } = await openChats(db)
    const lan = person('lan')
    await asks(lan)
    await lan.sends({ kind: 'files', files: photo('mau.png'), text: 'Em gửi thêm mẫu nhãn đã in' })
    await lan.says('1')
    const added = await db
      .select({ text: messages.text })
      .from(messages)
      .where(isNotNull(messages.ticketId))
    expect(added).toEqual([{ text: 'Em gửi thêm mẫu nhãn đã in' }])
    expect(await db.$count(files, isNotNull(files.ticketId))).toBe(1)
  })

  test('reach it in all their messages, each acknowledged, answered or left', async ({ db }) => {
    const { person } = await openChats(db)
    const lan = person('lan')
    await asks(lan)
    for (const [at, end] of ['1', 'hủy'].entries()) {
      await lan.says(`Lần ${at}: em gửi thêm một ý nữa`)
      const kept = 'Sở đã ghi thêm nội dung'
      expect(await lan.says(`Lần ${at}: xưởng rộng hai trăm mét`)).toContain(kept)
      await lan.sends({ kind: 'files', files: photo('xuong.jpg') })
      await lan.says(end)
    }
    const added = await db
      .select({ text: messages.text })
      .from(messages)
      .where(isNotNull(messages.ticketId))
      .orderBy(messages.id)
    expect(added.map(({ text }) => text)).toEqual(
      [0, 1].flatMap((at) => [
        `Lần ${at}: em gửi thêm một ý nữa`,
        `Lần ${at}: xưởng rộng hai trăm mét`,
        '',
      ]),
    )
    expect(await db.$count(files, isNotNull(files.ticketId))).toBe(2)
  })

  test('reach it when the person turns to something else', async ({ db }) => {
    const { person } = await openChats(db)
    const lan = person('lan')
    await asks(lan)
    for (const [at, leave] of ['menu', 'hủy', 'gặp cán bộ'].entries()) {
      await lan.says(`Bổ sung lần ${at}: sản phẩm đã có tem riêng`)
      await lan.says(leave)
    }
    const added = await db
      .select({ text: messages.text })
      .from(messages)
      .where(isNotNull(messages.ticketId))
    expect(added.filter(({ text }) => text.startsWith('Bổ sung lần'))).toHaveLength(3)
  })

  test('thanks are answered in kind', async ({ db }) => {
    const { person } = await openChats(db)
    const lan = person('lan')
    await asks(lan)
    expect(await lan.says('cảm ơn Sở ạ')).toContain('Cảm ơn')
    expect((await lan.conversation())?.flow).toBeNull()
  })
})

describe('unfinished questions', () => {
  test('each one left is kept, and the last left is offered first', async ({ db }) => {
    const { person } = await openChats(db)
    const lan = person('lan')
    await lan.says(question)
    await lan.says('hủy')
    await lan.presses('do:ask')
    await lan.says('Cân của xưởng chè có phải kiểm định hằng năm không?')
    await lan.says('hủy')
    await lan.says('viết tiếp')
    expect((await lan.conversation())?.answers.question).toContain('Cân của xưởng chè')
    await lan.says('1')
    await lan.says('không')
    await lan.says('gửi')
    await lan.says('viết tiếp')
    expect((await lan.conversation())?.answers.question).toBe(question)
  })

  test('withdrawing in the middle of one brings it back afterwards', async ({ db }) => {
    const { person } = await openChats(db)
    const lan = person('lan')
    await asks(lan)
    await lan.presses('do:ask')
    await lan.says('Cân của xưởng chè có phải kiểm định hằng năm không?')
    await lan.presses('withdraw:HL-2026-000001')
    expect(await lan.says('không rút')).toContain('đang viết dở')
  })

  test('a human in the middle of one gets all that was answered', async ({ db }) => {
    const { person } = await openChats(db)
    const lan = person('lan')
    await lan.says(question)
    await lan.says('1')
    await lan.says('đồng ý ạ')
    await lan.says('HTX Quế Văn Bàn, 5300345678')
    expect(await lan.says('cho tôi gặp cán bộ')).toContain('HL-2026-000001')
    const [ticket] = await db.select().from(tickets)
    expect(ticket?.businessId).not.toBeNull()
    expect(ticket?.askedFieldId).not.toBeNull()
  })
})

describe('old buttons', () => {
  test('an old yes never answers a newer question', async ({ db }) => {
    const { person } = await openChats(db)
    const lan = person('lan')
    await asks(lan)
    await lan.presses('withdraw:HL-2026-000001')
    const yes = (await lan.heard()).at(-1)?.choices?.[0]?.id ?? ''
    await lan.says('menu')
    await lan.presses('do:erase')
    expect(await lan.presses(yes)).toContain('câu hỏi trước')
    expect(await db.$count(people, isNotNull(people.erasedAt))).toBe(0)
  })

  test('skip pressed twice skips one question', async ({ db }) => {
    const { person } = await openChats(db)
    const lan = person('lan')
    await lan.says(question)
    await lan.says('1')
    await lan.says('có')
    await lan.presses('business.skip')
    expect(await lan.presses('business.skip')).toContain('xã, phường nào')
    expect((await lan.conversation())?.asking).toBe('commune')
  })
})

describe('as people speak', () => {
  test('"đúng" agrees and does not stop notices; "không có" skips', async ({ db }) => {
    const { person } = await openChats(db)
    const lan = person('lan')
    await lan.says(question)
    await lan.says('1')
    expect(await lan.says('Đúng rồi ạ')).toContain('mã số thuế')
    expect(await lan.says('không có ạ')).toContain('xã, phường nào')
    expect(await db.$count(people, isNotNull(people.noticesStoppedAt))).toBe(0)
  })

  test('codes and commands inside ordinary sentences are understood', async ({ db }) => {
    const { person } = await openChats(db)
    const lan = person('lan')
    await asks(lan)
    for (const typed of ['HL-2026-000001 tới đâu rồi', 'tình trạng hl 2026 1 ạ', 'My requests']) {
      expect(await lan.says(typed)).toContain('HL-2026-000001')
    }
    expect(await lan.says('/menu@hoiluat_bot')).toContain('Anh/Chị cần Sở hỗ trợ việc gì?')
    expect(await lan.says('switch to English')).toContain('English')
  })

  test('asking for the state or for one’s data is no addition', async ({ db }) => {
    const { person } = await openChats(db)
    const lan = person('lan')
    await asks(lan)
    for (const typed of [
      'ho so cua toi den dau roi',
      'da co tra loi chua a',
      'xem yeu cau cua toi',
    ]) {
      expect(await lan.says(typed)).toContain('Các yêu cầu của Anh/Chị')
    }
    expect(await lan.says('toi muon xem du lieu cua toi')).toContain('Sở đang giữ')
    expect(await lan.says('Tôi cần gặp cán bộ')).toContain('gặp cán bộ về yêu cầu')
    expect(await lan.says('em muốn xóa dữ liệu của tôi')).toContain('có chắc chắn không')
  })

  test('words that JavaScript knows are words', async ({ db }) => {
    const { person } = await openChats(db)
    for (const word of ['constructor', 'toString', '__proto__']) {
      expect(await person(word).says(word)).not.toBe('')
    }
  })
})

describe('personal data', () => {
  test('consent is a fact from the moment it is given', async ({ db }) => {
    const { person, clock } = await openChats(db)
    const lan = person('lan')
    await lan.says(question)
    await lan.says('1')
    await lan.says('đồng ý')
    expect(await db.select({ at: consents.givenAt }).from(consents)).toEqual([{ at: clock.now }])
  })

  test('a number or a place shared unasked is not kept', async ({ db }) => {
    const { person } = await openChats(db)
    const lan = person('lan')
    await lan.sends({ kind: 'contact', phone: '+84912345678' })
    await lan.sends({ kind: 'location', latitude: 22.48, longitude: 103.97 })
    const kept = JSON.stringify(await db.select().from(messages))
    for (const personal of ['912345678', '22.48']) expect(kept).not.toContain(personal)
  })
})

test('a repeated follow in the middle of a dialogue changes nothing', async ({ db }) => {
  const { person } = await openChats(db)
  const lan = person('lan')
  await lan.sends({ kind: 'follow' })
  await lan.says(question)
  expect(await lan.sends({ kind: 'follow' })).toBe('')
  expect((await lan.conversation())?.asking).toBe('field')
})
