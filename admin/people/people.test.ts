import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { openPanel } from '#admin/testing.ts'
import { forgetOffice } from '#core/office.ts'
import { saveSetting } from '#core/settings.ts'
import { listAudit } from '#core/staff/audit-list.ts'
import { addPerson, ask, at, makeDesk } from '#core/tickets/testing-desk.ts'
import type { Db } from '#db/client.ts'
import { businesses, people } from '#db/schema/people.ts'
import { tickets } from '#db/schema/tickets.ts'
import { test } from '#db/testing.ts'

async function askers(db: Db) {
  const desk = await makeDesk(db)
  const other = await addPerson(db, 'telegram', '77')
  await name(db, desk.person, 'Lý Thị Mẩy', 'Hợp tác xã Quế Đặng Gia', '5300123456')
  await name(db, other, 'Chảo Sành Phúc', 'Homestay Tả Van', '5300999888')
  const ours = await ask(db, desk.person, at('2026-03-02 09:00'))
  const theirs = await ask(db, other, at('2026-03-03 09:00'), {
    question: 'Cân ở chợ đo sai thì sao?',
  })
  await db.update(tickets).set({ leadUnitId: desk.units.technology }).where(eq(tickets.id, ours.id))
  await db
    .update(tickets)
    .set({ leadUnitId: desk.units.standards })
    .where(eq(tickets.id, theirs.id))
  return { desk, other }
}

async function name(
  db: Db,
  person: { personId: number; businessId: number },
  who: string,
  business: string,
  taxCode: string,
) {
  await db.update(people).set({ name: who }).where(eq(people.id, person.personId))
  await db
    .update(businesses)
    .set({ name: business, taxCode })
    .where(eq(businesses.id, person.businessId))
}

describe('the directory', () => {
  test.for([
    ['ly thi may', 'Lý Thị Mẩy'],
    ['QUE DANG', 'Lý Thị Mẩy'],
    ['5300999', 'Chảo Sành Phúc'],
    ['cân ở chợ', 'Chảo Sành Phúc'],
    ["%' or 1=1 --", 'Không tìm thấy'],
  ] as const)('finds "%s"', async ([q, shown], { db, sql }) => {
    await askers(db)
    const panel = await openPanel(db, sql)
    const coordinator = await panel.as('coordinator')
    const page = await (await coordinator.get(`/admin/people?q=${encodeURIComponent(q)}`)).text()
    expect(page).toContain(shown)
    expect(page).not.toContain(shown === 'Lý Thị Mẩy' ? 'Chảo Sành Phúc' : 'Lý Thị Mẩy')
    expect(page).not.toContain('0912345678')
  })

  test('calls who gave no name by their business, and a sector by its name', async ({
    db,
    sql,
  }) => {
    const { desk } = await askers(db)
    const sectors = [{ code: 'duoc-lieu', name: 'Dược liệu', nameEn: 'Herbs' }]
    await saveSetting(db, 'sectors', sectors, at('2026-03-02 09:00'))
    forgetOffice()
    await db.update(people).set({ name: null })
    await db.update(businesses).set({ sector: 'duoc-lieu' })
    const leader = await (await openPanel(db, sql)).as('leader')
    const { personId, businessId } = desk.person
    expect(await (await leader.get('/admin/people')).text()).toContain(
      `<a href="/admin/people/${personId}">Hợp tác xã Quế Đặng Gia</a>`,
    )
    const page = await (await leader.get(`/admin/people/businesses/${businessId}`)).text()
    expect(page).toContain('<dd>Dược liệu</dd>')
  })

  test('an officer knows only who asked their unit', async ({ db, sql }) => {
    const { desk, other } = await askers(db)
    const panel = await openPanel(db, sql)
    const officer = await panel.as('officer', { unitId: desk.units.technology })
    const page = await (await officer.get('/admin/people')).text()
    expect(page).toContain('Lý Thị Mẩy')
    expect(page).not.toContain('Chảo Sành Phúc')
    expect((await officer.get(`/admin/people/${other.personId}`)).status).toBe(404)
    expect((await officer.get(`/admin/people/businesses/${other.businessId}`)).status).toBe(404)
  })

  test('each reading of contact data is written down, once a sitting', async ({ db, sql }) => {
    const { desk } = await askers(db)
    const panel = await openPanel(db, sql)
    const leader = await panel.as('leader')
    const path = `/admin/people/${desk.person.personId}`
    expect(await (await leader.get(path)).text()).toContain('0912345678')
    await leader.get(path)
    await leader.get(`/admin/people/businesses/${desk.person.businessId}`)
    const { rows } = await listAudit(db, { area: 'people' }, 1)
    const staffId = leader.actor.id
    const action = 'people.contact-read'
    expect(rows).toMatchObject([
      { staffId, action, subject: 'business', subjectId: String(desk.person.businessId) },
      { staffId, action, subject: 'person', subjectId: String(desk.person.personId) },
    ])
  })

  test('a business without people is read in the open too', async ({ db, sql }) => {
    const { desk } = await askers(db)
    const panel = await openPanel(db, sql)
    const leader = await panel.as('leader')
    await db.update(people).set({ businessId: null })
    const id = String(desk.person.businessId)
    await leader.get(`/admin/people/businesses/${id}`)
    const { rows } = await listAudit(db, { area: 'people' }, 1)
    expect(rows).toMatchObject([{ staffId: leader.actor.id, subject: 'business', subjectId: id }])
  })

  test('each look at the list is written down, without what was searched for', async ({
    db,
    sql,
  }) => {
    await askers(db)
    const panel = await openPanel(db, sql)
    const leader = await panel.as('leader')
    await leader.get('/admin/people')
    await leader.get('/admin/people?q=0912345678')
    const { rows } = await listAudit(db, { area: 'people' }, 1)
    expect(rows.map(({ action, detail }) => [action, detail])).toEqual([
      ['people.listed', { page: 1, searched: true, shown: 2 }],
      ['people.listed', { page: 1, shown: 2 }],
    ])
  })

  test('somebody who asked on paper is forgotten, after a confirmation', async ({ db, sql }) => {
    const { desk } = await askers(db)
    const panel = await openPanel(db, sql)
    const coordinator = await panel.as('coordinator')
    const path = `/admin/people/${desk.person.personId}`
    const unsure = await coordinator.submit(`${path}/erasure`)
    expect(await unsure.text()).toContain('Lý Thị Mẩy')
    const done = await (await coordinator.submit(`${path}/erasure`, { sure: 'on' })).text()
    expect(done).not.toContain('Lý Thị Mẩy')
    expect(done).toContain('Dữ liệu cá nhân đã được xóa')
    const again = await coordinator.post(`${path}/erasure`, { sure: 'on' })
    expect(again.status).toBe(422)
  })
})
