import { expect } from 'vitest'
import { listAudit } from '#core/staff/audit-list.ts'
import { at, makeDesk } from '#core/tickets/testing-desk.ts'
import { test } from '#db/testing.ts'
import { listUnits, moveUnit } from './units.ts'

test('a unit moves one place, no further than the ends, and each move is written down', async ({
  db,
}) => {
  const desk = await makeDesk(db)
  const by = { actor: desk.coordinator, ip: '10.0.0.2', now: at('2026-03-02 09:00') }
  const { office, technology, standards } = desk.units
  const order = async () => (await listUnits(db)).map(({ id }) => id)
  await moveUnit(db, standards, -1, by)
  expect(await order()).toEqual([office, standards, technology])
  await moveUnit(db, office, -1, by)
  expect(await order()).toEqual([office, standards, technology])
  const { rows } = await listAudit(db, { area: 'units' }, 1)
  expect(rows.map(({ action, subjectId, ip }) => [action, subjectId, ip])).toEqual([
    ['units.moved', String(standards), '10.0.0.2'],
  ])
})
