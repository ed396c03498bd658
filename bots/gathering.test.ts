import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { openGathering } from './gathering.ts'

/** A clock may round, and a timer come that much early. */
const slackMs = 1

/** How long the loop waited after a look in which nothing was found. */
async function waited(during: (gathering: ReturnType<typeof openGathering>) => unknown) {
  const gathering = openGathering()
  const begunAt = performance.now()
  gathering.begin()
  const over = gathering.over(false).then(() => performance.now() - begunAt)
  await during(gathering)
  return over
}

test('outcomes are gathered while nothing waits to be sent', async () => {
  expect(await waited(() => {})).toBeGreaterThanOrEqual(20 - slackMs)
})

test('what comes to be sent ends the gathering, also when it came before it began', async () => {
  const ended = async (during: Parameters<typeof waited>[0]) => {
    // An unfinished wait of 20 ms would lose against the shorter one that begins with the nudge.
    const nudged = Promise.withResolvers<void>()
    const over = waited(async (gathering) => {
      await during(gathering)
      gathering.nudge()
      nudged.resolve()
    })
    await nudged.promise
    return Promise.race([over.then(() => 'at once'), pause(8).then(() => 'later')])
  }
  expect(await ended(() => pause(6))).toBe('at once')
  expect(await ended(() => {})).toBe('at once')
})

test('a look that left something is followed by another soon, but not at once', async () => {
  const gathering = openGathering()
  const begunAt = performance.now()
  gathering.begin()
  gathering.nudge()
  await gathering.over(true)
  expect(performance.now() - begunAt).toBeGreaterThanOrEqual(4 - slackMs)
})
