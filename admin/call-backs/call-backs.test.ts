import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { openPanel } from '#admin/testing.ts'
import { callBackIfLow } from '#core/surveys/call-backs.ts'
import { makeDesk } from '#core/tickets/testing-desk.ts'
import { callBacks } from '#db/schema/surveys.ts'
import { test } from '#db/testing.ts'

describe('calling back', () => {
  test('lies with the division of the mark, is counted at home, noted and closed once', async ({
    db,
    sql,
  }) => {
    const { units } = await makeDesk(db)
    const panel = await openPanel(db, sql)
    const ours = await panel.as('officer', { unitId: units.technology })
    const theirs = await panel.as('officer', { unitId: units.standards })
    const mark = { source: 'survey' as const, sourceKey: 'a', score: 1, comment: 'Chưa rõ thủ tục' }
    await callBackIfLow(db, { ...mark, unitId: units.technology }, new Date())
    await callBackIfLow(db, { ...mark, sourceKey: 'b', score: 3 }, new Date())
    expect(await (await ours.get('/admin')).text()).toContain('/admin/call-backs')
    expect(await (await ours.get('/admin/call-backs')).text()).toContain('Chưa rõ thủ tục')
    expect(await (await theirs.get('/admin/call-backs')).text()).not.toContain('Chưa rõ thủ tục')
    const [row] = await db.select().from(callBacks)
    const path = `/admin/call-backs/${row?.id}`
    const closing = { outcome: 'Đã giải thích, hài lòng', do: 'close' }
    expect((await theirs.post(path, closing)).status).toBe(422)
    expect((await ours.post(path, { outcome: '', do: 'close' })).status).toBe(422)
    await ours.post(path, { outcome: 'Hẹn gọi lại thứ Hai', do: 'note' })
    await ours.post(path, closing)
    const late = await ours.post(path, { outcome: 'Lời của người đến sau', do: 'close' })
    expect(late.status).toBe(422)
    expect(await late.text()).toContain('Lời của người đến sau')
    const [closed] = await db.select().from(callBacks).where(eq(callBacks.sourceKey, 'a'))
    expect(closed).toMatchObject({ outcome: closing.outcome, closedBy: ours.actor.id })
    const done = await (await ours.get('/admin/call-backs?state=closed')).text()
    expect(done).toContain('Đã giải thích, hài lòng')
  })
})
