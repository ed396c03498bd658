import { expect, vi } from 'vitest'
import { startModelFake } from '#core/assistant/model/testing-model.ts'
import { publishedLaw } from '#core/law/documents/testing-law.ts'
import { test } from '#db/testing.ts'
import { openDesk, visitor } from './testing-desk.ts'

const text = `Điều 1. Thời hạn kiểm định cân đồng hồ lò xo
1. Cân đồng hồ lò xo dùng trong mua bán phải được kiểm định trước khi đưa vào sử dụng.
2. Chu kỳ kiểm định cân đồng hồ lò xo là 24 tháng.

Điều 2. Nơi kiểm định
Việc kiểm định do tổ chức được chỉ định thực hiện.
`
const question = 'Thời hạn kiểm định cân đồng hồ lò xo dùng trong mua bán là bao lâu?'

test('a model writes a second message from the passages shown, and a lying one none', {
  timeout: 60_000,
}, async ({ db, url }) => {
  const fake = await startModelFake(() => 'Chu kỳ kiểm định cân đồng hồ lò xo là 24 tháng [1].')
  const model = { LLM_BASE_URL: fake.baseUrl, LLM_MODEL: 'pretended' }
  const desk = await openDesk({ DATABASE_URL: url, ...model })
  try {
    await publishedLaw(
      db,
      '9/2026/TT-BKHCN',
      { kind: 'Thông tư', text, inForceOn: '2026-01-01' },
      new Date(),
    )
    const lan = visitor(desk.url)
    const said = async () => (await lan.transcript()).filter(({ from }) => from !== 'person')
    await vi.waitFor(
      async () => {
        await lan.says('menu')
        await lan.says(question)
        const [newest] = (await said()).slice(-1)
        expect(newest?.text).toContain('9/2026/TT-BKHCN')
      },
      { timeout: 20_000, interval: 1_000 },
    )
    await vi.waitFor(
      async () => {
        const words = (await said())
          .map((one) => one.text)
          .find((one) => one.includes('trí tuệ nhân tạo soạn'))
        expect(words).toContain('24 tháng [1].')
        expect(words).toContain('[1] Điều 1 Thông tư 9/2026/TT-BKHCN')
        expect(words).toContain('/van-ban/')
      },
      { timeout: 10_000 },
    )
    expect(fake.asked.at(-1)?.user).toContain('Chu kỳ kiểm định')

    fake.behave(() => 'Cân của bạn được miễn kiểm định trọn đời [1].')
    const asked = fake.asked.length
    const minh = visitor(desk.url)
    await minh.says(question)
    await vi.waitFor(() => expect(fake.asked.length).toBeGreaterThan(asked), { timeout: 10_000 })
    const heard = (await minh.transcript()).map((one) => one.text).join('\n')
    expect(heard).toContain('Thông tư 9/2026/TT-BKHCN')
    expect(heard).not.toContain('trọn đời')
  } finally {
    await desk.stop()
    await fake.close()
  }
})
