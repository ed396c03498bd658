import { expect, it } from 'vitest'
import { incomingOf } from './incoming.ts'

const now = new Date('2026-11-22T09:00:00+07:00')

it('replaces a time that cannot be by now', () => {
  const at = (timestamp?: number) =>
    incomingOf(
      {
        ...{ sender: { id: '1' }, recipient: { id: '2' }, message: { mid: 'm1', text: 'Chào' } },
        ...(timestamp !== undefined && { timestamp }),
      },
      now,
    )?.at
  const sent = now.getTime() - 5_000
  expect(at(sent)).toEqual(new Date(sent))
  for (const absurd of [undefined, 0, -1, 9e15, 1e300, now.getTime() * 1000, sent / 1000]) {
    expect(at(absurd)).toEqual(now)
  }
})
