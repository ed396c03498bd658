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

async function namedWith(...preloads: string[]): Promise<number> {
  const imports = preloads.flatMap((file) => ['--import', file])
  const args = [...imports, '--input-type=module', '--eval', counting]
  const { stdout } = await run(process.execPath, args, { cwd: import.meta.dirname })
  return Number(stdout)
}

test('closures are made without naming them, which tsx alone does', async () => {
  expect(await namedWith('tsx', './loader-hooks.ts')).toBe(0)
  expect(await namedWith('tsx')).toBeGreaterThan(0)
})
