import { existsSync } from 'node:fs'
import { eq } from 'drizzle-orm'
import { expect } from 'vitest'
import { attachText } from '#core/files/files.ts'
import { placeOf } from '#core/files/store.ts'
import { tempDataDir } from '#core/files/testing.ts'
import { withdrawByPerson } from '#core/tickets/person.ts'
import { addPerson, ask, at, makeDesk } from '#core/tickets/testing-desk.ts'
import { addCourse, addSeat } from '#core/training/testing-held.ts'
import type { Db } from '#db/client.ts'
import { consents, conversations, people } from '#db/schema/people.ts'
import { auditLog, staff } from '#db/schema/staff.ts'
import { files, tickets } from '#db/schema/tickets.ts'
import { test } from '#db/testing.ts'
import { eraseLongSilent } from './retention.ts'

const asked = at('2026-03-02 09:00')
const fiveYearsOn = at('2031-03-02 08:59')
const aMinuteLater = at('2031-03-02 09:01')

/** An office whose own first person goes on writing. */
async function office(db: Db) {
  const desk = await makeDesk(db)
  const { personId } = desk.person
  await db
    .update(conversations)
    .set({ lastHeardAt: at('2031-01-02 09:00') })
    .where(eq(conversations.personId, personId))
  return { officer: desk.officer, regular: personId }
}

/** Somebody who asked, took the question back at once, and was never heard again. */
async function silent(db: Db, address: string) {
  const person = await addPerson(db, 'web', address)
  const { code } = await ask(db, person, asked)
  await db.transaction((tx) => withdrawByPerson(tx, person.personId, code, 'vi', asked))
  return person
}

async function left(db: Db): Promise<number[]> {
  const rows = await db.select().from(people).orderBy(people.id)
  return rows.filter((row) => row.phone !== null).map((row) => row.id)
}

test('who was silent for as long as the consent says is erased with their files, and the deed is audited', async ({
  db,
}) => {
  const { regular } = await office(db)
  const dataDir = await tempDataDir()
  const lan = await silent(db, 'lan')
  await attachText(
    db,
    dataDir,
    {
      conversationId: lan.conversationId,
      made: 'export',
      name: 'a.txt',
      text: 'chữ',
      type: 'text/plain',
    },
    asked,
  )
  const [file] = await db.select().from(files)
  const bytes = placeOf(dataDir, file!.sha256!)
  expect(await eraseLongSilent(db, dataDir, fiveYearsOn)).toBe(0)
  expect([await left(db), existsSync(bytes)]).toEqual([[regular, lan.personId], true])
  expect(await eraseLongSilent(db, dataDir, aMinuteLater)).toBe(1)
  expect([await left(db), existsSync(bytes)]).toEqual([[regular], false])
  const [ticket] = await db.select().from(tickets)
  expect(ticket?.question).not.toContain('Văn Bàn')
  const [deed] = await db.select().from(auditLog).where(eq(auditLog.action, 'people.erased'))
  expect(deed).toMatchObject({ staffId: null, subjectId: String(lan.personId) })
  expect(deed?.detail).toEqual({ retentionOver: true })
  expect(await eraseLongSilent(db, dataDir, aMinuteLater)).toBe(0)
})

test('a later word, consent or event, an open ticket and a chat of the staff each keep a person', async ({
  db,
}) => {
  const { officer } = await office(db)
  const dataDir = await tempDataDir()
  const [word, consent, event, open, ours, gone] = [
    await silent(db, 'word'),
    await silent(db, 'consent'),
    await silent(db, 'event'),
    await silent(db, 'open'),
    await silent(db, 'ours'),
    await silent(db, 'gone'),
  ]
  const recent = at('2026-03-02 09:02')
  const chat = (id: number) => eq(conversations.id, id)
  await db.update(conversations).set({ lastHeardAt: recent }).where(chat(word.conversationId))
  await db.insert(consents).values({
    personId: consent.personId,
    ...{ textVersion: '1', language: 'vi', channel: 'web', givenAt: recent },
  })
  const { code } = await ask(db, event, asked)
  await db.transaction((tx) => withdrawByPerson(tx, event.personId, code, 'vi', recent))
  await ask(db, open, asked)
  await db
    .update(staff)
    .set({ conversationId: ours.conversationId })
    .where(eq(staff.id, officer.id))
  expect(await eraseLongSilent(db, dataDir, aMinuteLater)).toBe(1)
  expect(await left(db)).not.toContain(gone.personId)
  expect(await left(db)).toHaveLength(6)
})

test('who has no chat and signed up for a class since is kept', async ({ db }) => {
  const { regular, officer } = await office(db)
  const course = await addCourse(db, officer.unitId ?? 0, asked)
  const later = { changedAt: at('2026-03-02 09:02') }
  const kept = await addSeat(db, course.id, 'Vàng A Páo', asked, later)
  await addSeat(db, course.id, 'Lù Văn Sèng', asked)
  expect(await eraseLongSilent(db, await tempDataDir(), aMinuteLater)).toBe(1)
  expect(await left(db)).toEqual([regular, kept.personId])
})

test('more than a batch is erased in one run', async ({ db }) => {
  const { regular } = await office(db)
  const createdAt = asked
  const many = Array.from({ length: 55 }, () => ({ phone: '0912345678', createdAt }))
  await db.insert(people).values(many)
  expect(await eraseLongSilent(db, await tempDataDir(), aMinuteLater)).toBe(55)
  expect(await left(db)).toEqual([regular])
})
