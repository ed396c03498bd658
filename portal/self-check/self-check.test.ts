import { describe, expect } from 'vitest'
import { forgetSelfChecks, installSelfChecks, shippedChecks } from '#core/assistant/self-checks.ts'
import { test as base } from '#db/testing.ts'
import { now, openLibrary } from '#portal/library/testing-library.ts'

const test = base.extend('desk', async ({ db, sql }, { onCleanup }) => {
  const desk = await openLibrary({ db, sql }, onCleanup, { searching: false })
  await installSelfChecks(db, now)
  return desk
})

/** What the form on a page sends when its first choice is picked; undefined when it asks nothing. */
function firstChoice(html: string): string | undefined {
  const [, form] = /<form class="check"[^>]*>(.*?)<\/form>/s.exec(html) ?? []
  if (form === undefined) return undefined
  const fields = new Map<string, string>()
  for (const [tag] of form.matchAll(/<input [^>]*>/g)) {
    const [, name = ''] = /name="([^"]*)"/.exec(tag) ?? []
    const [, value = ''] = /value="([^"]*)"/.exec(tag) ?? []
    if (!fields.has(name)) fields.set(name, value)
  }
  return new URLSearchParams([...fields]).toString()
}

describe('a self-check', () => {
  test('every shipped one is walked to its result by plain forms', async ({ desk }) => {
    for (const { code, title, questions } of shippedChecks()) {
      let html = await desk.page(`/tu-danh-gia/${code}`)
      expect(html).toContain(title.vi)
      let steps = 0
      for (let sent = firstChoice(html); sent !== undefined; sent = firstChoice(html)) {
        html = await desk.page(`/tu-danh-gia/${code}?${sent}`)
        steps += 1
        expect(steps).toBeLessThanOrEqual(questions.length)
      }
      expect(html).toContain('Kết quả: ')
      expect(html).toContain('không phải kết luận của Sở')
      expect(html).toMatch(/class="button" href="\/chat\?q=/)
    }
  })

  test('asks again when nothing was chosen, and lets an answer be changed', async ({ desk }) => {
    const [check] = shippedChecks()
    const [first, second] = check!.questions
    const address = `/tu-danh-gia/${check!.code}`
    expect(await desk.page(`${address}?tiep=1`)).toContain('Anh/Chị vui lòng chọn một câu trả lời')
    const choice = first!.choices[0]!
    const html = await desk.page(`${address}?c.${first!.id}=${choice.id}`)
    expect(html).toContain(second!.ask.vi)
    expect(html).toContain(choice.label.vi)
    expect(html).toMatch(new RegExp(`href="${address}">Sửa`))
    expect(await desk.page(`${address}?c.${first!.id}=nothing-known`)).toContain(first!.ask.vi)
  })

  test('is there only while it is shown', async ({ desk, sql }) => {
    const [check] = shippedChecks()
    expect(await desk.page('/tu-danh-gia')).toContain(`href="/tu-danh-gia/${check!.code}"`)
    expect(await desk.page('/')).toContain(`href="/tu-danh-gia/${check!.code}"`)
    await sql`update self_checks set shown = false where code = ${check!.code}`
    forgetSelfChecks()
    expect((await desk.get(`/tu-danh-gia/${check!.code}`)).status).toBe(404)
    expect(await desk.page('/tu-danh-gia')).not.toContain(`href="/tu-danh-gia/${check!.code}"`)
  })
})
