import { expect, test } from 'vitest'
import { isNearlyFull } from './disk.ts'

const mb = 1024 * 1024

test.for([
  ['a small disk with 499 MB left', 499, 4_000, true],
  ['a small disk with 500 MB left', 500, 4_000, false],
  ['4 % of 100 GB', 4_000, 100_000, true],
  ['6 % of 100 GB', 6_000, 100_000, false],
  ['6 GB of a very large disk', 6_000, 4_000_000, false],
  ['a disk that does not know its size', 0, 0, false],
] as const)('%s', ([, free, size, full]) => {
  expect(isNearlyFull({ bavail: free, blocks: size, bsize: mb })).toBe(full)
})
