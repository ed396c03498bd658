import { existsSync } from 'node:fs'
import { describe, expect } from 'vitest'
import { at } from '#core/tickets/testing-desk.ts'
import { attendances, courses } from '#db/schema/training.ts'
import { test } from '#db/testing.ts'
import { stretchesOf } from './certificate-font.ts'
import { certificatePdf } from './certificate-page.ts'
import {
  certificateAt,
  certificatesOf,
  enoughSessions,
  issueCertificates,
  revokeCertificate,
} from './certificates.ts'
import { heldClass } from './testing-held.ts'

const now = at('2026-03-10 09:00')

describe('certificates', () => {
  test('go once to those who attended at least half, with an address nobody guesses', async ({
    db,
  }) => {
    const { desk, course, seats } = await heldClass(db, now)
    const [first = 0, second = 0] = course.sessions
    const [both, half] = seats
    await db.insert(attendances).values([
      { sessionId: first, signupId: both?.id ?? 0, at: now, how: 'scan' },
      { sessionId: second, signupId: both?.id ?? 0, at: now, how: 'scan' },
      { sessionId: second, signupId: half?.id ?? 0, at: now, how: 'typed' },
    ])
    await expect(issueCertificates(db, desk.officer, course.id, now)).rejects.toMatchObject({
      key: 'courses:refusal.not-held',
    })
    await db.update(courses).set({ state: 'held' })
    const counts = await Promise.all(
      [1, 2].map(() => issueCertificates(db, desk.officer, course.id, now)),
    )
    expect(counts.sort()).toEqual([0, 2])
    const issued = await certificatesOf(db, course.id)
    expect(issued.map(({ attendee }) => attendee)).toEqual(['Vàng A Páo', 'Nguyễn Thị Hằng'])
    expect(new Set(issued.map(({ code }) => code)).size).toBe(2)
    expect(issued[0]?.code).toMatch(/^[2-9a-z]{16}$/)
    const shown = await certificateAt(db, issued[0]?.code.toUpperCase() ?? '')
    expect(shown?.printed).toMatchObject({
      ...{ name: 'Vàng A Páo', course: course.title, attended: '2', sessions: '2' },
      ...{ from: '2026-03-10', to: '2026-03-11', issuedOn: '2026-03-10' },
    })
    for (const guess of ['', 'abc', '2'.repeat(16), `${issued[0]?.code}x`, "' or 1=1 --"]) {
      expect(await certificateAt(db, guess)).toBeUndefined()
    }
  })

  test('are revoked by the unit that issued them, once', async ({ db }) => {
    const { desk, course, seats } = await heldClass(db, now, { state: 'held' })
    const sessionId = course.sessions[0] ?? 0
    await db
      .insert(attendances)
      .values({ sessionId, signupId: seats[0]?.id ?? 0, at: now, how: 'scan' })
    await issueCertificates(db, desk.officer, course.id, now)
    const [one] = await certificatesOf(db, course.id)
    const which = { courseId: course.id, id: one?.id ?? 0 }
    await expect(revokeCertificate(db, desk.standardsOfficer, which, now)).rejects.toMatchObject({
      key: 'courses:refusal.not-yours',
    })
    await revokeCertificate(db, desk.officer, which, now)
    expect((await certificateAt(db, one?.code ?? ''))?.revokedAt).toEqual(now)
    await expect(revokeCertificate(db, desk.officer, which, now)).rejects.toMatchObject({
      key: 'courses:refusal.no-certificate',
    })
  })

  test.for([
    [1, 1],
    [2, 1],
    [3, 2],
    [5, 3],
  ])('of %i sessions, %i are enough', ([held, enough]) => {
    expect(enoughSessions(held ?? 0)).toBe(enough)
  })

  test('are a PDF of one page with Vietnamese letters in it', async () => {
    const printed = {
      ...{ number: '001.002/2026/GCN', name: 'Nguyễn Thị Hằng', business: 'HTX Mường Hoa' },
      ...{ course: 'Đăng ký nhãn hiệu', kind: 'class' as const, office: 'Sở', province: 'Lào Cai' },
      ...{ unit: 'Phòng', from: '2026-03-10', to: '2026-03-11', place: 'Hội trường' },
      ...{ attended: '2', sessions: '2', issuedOn: '2026-03-12' },
    }
    const code = 'k'.repeat(16)
    const pdf = await certificatePdf({ code, printed }, 'https://desk.test')
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
    expect(pdf.length).toBeLessThan(150_000)
    const { extractText, getDocumentProxy } = await import('unpdf')
    const read = await extractText(await getDocumentProxy(new Uint8Array(pdf)))
    expect(read.totalPages).toBe(1)
    const text = read.text.join(' ').replace(/\s+/g, '').normalize('NFC')
    for (const part of [
      'NguyễnThịHằng',
      'HTXMườngHoa',
      `desk.test/chung-nhan/${code}`,
      'Dự2/2buổi',
    ]) {
      expect(text).toContain(part)
    }
  })

  test('no letter of the alphabet is left to a font that lacks it', () => {
    const letters = 'aáàảãạăắằẳẵặâấầẩẫậeéèẻẽẹêếềểễệiíìỉĩịoóòỏõọôốồổỗộơớờởỡợuúùủũụưứừửữựyýỳỷỹỵđ'
    for (const { script, text } of stretchesOf(letters + letters.toUpperCase())) {
      expect(script).not.toBe('latin-ext')
      expect(
        existsSync(
          `node_modules/@fontsource/be-vietnam-pro/files/be-vietnam-pro-${script}-400-normal.woff`,
        ),
      ).toBe(true)
      expect(text).not.toBe('')
    }
  })
})
