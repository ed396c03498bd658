import { eq } from 'drizzle-orm'
import { expect } from 'vitest'
import { communes, fields, holidays, units } from '#db/schema/profile.ts'
import { test } from '#db/testing.ts'
import { loadProfile } from './profile.ts'
import { installProfile } from './profile-install.ts'
import { loadSetting } from './settings.ts'

const now = new Date('2026-03-02T09:00:00+07:00')
const laoCai = loadProfile('lao-cai-skhcn')

test('a first start fills the tables', async ({ db }) => {
  expect(await installProfile(db, 'lao-cai-skhcn', laoCai, now)).toBe(true)
  const [ai] = await db
    .select({ lead: units.code, together: fields.cooperatingUnitIds, terms: fields.terms })
    .from(fields)
    .innerJoin(units, eq(units.id, fields.leadUnitId))
    .where(eq(fields.code, 'ai'))
  expect(ai?.lead).toBe('cds')
  expect(ai?.together).toHaveLength(2)
  expect(ai?.terms).toMatchObject({ 'trí tuệ nhân tạo': 3, 'thuật toán': 2 })
  expect(await db.$count(communes)).toBe(99)
  expect(await db.$count(holidays, eq(holidays.name, 'Tết Nguyên đán Bính Ngọ'))).toBe(9)
  expect(await loadSetting(db, 'terms')).toEqual(laoCai.terms)
  expect(await loadSetting(db, 'organisation')).toEqual(laoCai.organisation)
})

test('a later start leaves what the office changed', async ({ db }) => {
  await installProfile(db, 'lao-cai-skhcn', laoCai, now)
  await db.update(units).set({ name: 'Phòng Số' }).where(eq(units.code, 'cds'))
  const other = loadProfile('bac-ninh-stp')
  expect(await installProfile(db, 'bac-ninh-stp', other, now)).toBe(false)
  const names = await db.select({ name: units.name }).from(units).where(eq(units.code, 'cds'))
  expect(names).toEqual([{ name: 'Phòng Số' }])
})

test('processes that start together install once', async ({ db }) => {
  const starts = [1, 2, 3].map(() => installProfile(db, 'lao-cai-skhcn', laoCai, now))
  expect((await Promise.all(starts)).filter(Boolean)).toHaveLength(1)
  expect(await db.$count(units)).toBe(8)
})
