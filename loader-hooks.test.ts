import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const run = promisify(execFile)

/** How often a function is given a name by a property while one that makes closures is called. */
const counting = `
  const define = Object.defineProperty
  let named = 0
  Object.defineProperty = (target, key, value) => {
    if (key === 'name' && typeof target === 'function') named++
    return define(target, key, value)
  }
  const { intakeSoFar } = await import('./core/tickets/intake.ts')
  named = 0
  intakeSoFar({ question: 'Nhãn hiệu quế' })
  console.log(named)`

/** How many bytes of the old generation the driver's statements take that are made and forgotten. */
const keeping = `
  import { getHeapSpaceStatistics } from 'node:v8'
  import postgres from 'postgres'
  const used = () => {
    gc({ type: 'minor' })
    gc({ type: 'minor' })
    return getHeapSpaceStatistics().find((space) => space.space_name === 'old_space').space_used_size
  }
  const driver = postgres('postgres://nobody@localhost/nothing')
  const make = async () => {
    for (let made = 0; made < 10_000; made++) {
      driver.unsafe('select $1', [[made]])
      if (made % 500 === 0) await null
    }
  }
  await make()
  const before = used()
  await make()
  console.log(used() - before)`

async function printed(program: string, ...preloads: string[]): Promise<number> {
  const imports = preloads.flatMap((file) => ['--import', file])
  const args = ['--expose-gc', ...imports, '--input-type=module', '--eval', program]
  const { stdout } = await run(process.execPath, args, { cwd: import.meta.dirname })
  return Number(stdout)
}

test('closures are made without naming them, which tsx alone does', async () => {
  expect(await printed(counting, 'tsx', './loader-hooks.ts')).toBe(0)
  expect(await printed(counting, 'tsx')).toBeGreaterThan(0)
})

test('statements go with the young, which they do not by themselves', async () => {
  expect(await printed(keeping, 'tsx', './loader-hooks.ts')).toBeLessThan(200_000)
  expect(await printed(keeping, 'tsx')).toBeGreaterThan(2_000_000)
})
