import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import { speaker } from './fake-updates.ts'
import type { TelegramUpdate } from './incoming.ts'
import { openQueue } from './polling.ts'

const never = new AbortController().signal
const lan = speaker({ id: 77 })
const minh = speaker({ id: 78 })

function queue(isBroken: (update: TelegramUpdate) => boolean) {
  const heard: (string | undefined)[] = []
  const take = async (update: TelegramUpdate) => {
    if (isBroken(update)) throw new Error('not stored')
    heard.push(update.message?.text)
  }
  return { heard, ...openQueue({ take, log: pino({ level: 'silent' }) }) }
}

const poisoned = ({ message }: TelegramUpdate) => message?.text === 'độc'

describe('updates that cannot be stored', () => {
  it('are tried for ever while nothing can be stored', async () => {
    let down = true
    const { hear, heard, offset } = queue(() => down)
    const updates = [lan.text('một'), minh.text('hai')]
    for (let n = 0; n < 100; n++) expect(await hear(updates, never)).toBe(false)
    expect(offset()).toBe(0)
    down = false
    expect(await hear(updates, never)).toBe(true)
    expect(heard).toEqual(['một', 'hai'])
  })

  it('are given up when others can be stored, so that one update never silences the desk', async () => {
    const { hear, heard, offset } = queue(poisoned)
    const updates = [lan.text('độc'), minh.text('hai'), lan.text('ba')]
    let tries = 1
    while (!(await hear(updates, never))) tries++
    expect(tries).toBe(30)
    expect(heard).toEqual(['hai', 'ba'])
    expect(offset()).toBe((updates.at(-1)?.update_id ?? 0) + 1)
  })

  it('are not confirmed by what was heard after them', async () => {
    const { hear, offset } = queue(poisoned)
    const [before, bad, after] = [minh.text('một'), lan.text('độc'), minh.text('ba')]
    await hear([before, bad, after], never)
    expect(offset()).toBe(bad.update_id)
  })

  it('do not hold up an update in a form we do not know', async () => {
    const { hear, offset } = queue(poisoned)
    expect(await hear([{ update_id: 5 }, { update_id: 6, message: 'odd' } as never], never)).toBe(
      true,
    )
    expect(offset()).toBe(7)
  })
})
