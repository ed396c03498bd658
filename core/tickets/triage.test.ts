import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadProfile } from '#core/profile.ts'
import { flatTerms } from '#core/profile-links.ts'
import { train } from './training.ts'
import { type Knowledge, makeModel, suggest } from './triage.ts'

const profile = loadProfile('lao-cai-skhcn')
const knowledge: Knowledge = {
  fields: profile.fields.map(({ code, leads, cooperates, terms }) => {
    return { code, lead: leads, cooperates, terms: flatTerms(terms) }
  }),
  focal: 'vp',
  scope: {
    general: flatTerms(profile.scope.general),
    specific: flatTerms(profile.scope.specific),
  },
}
const model = makeModel(knowledge)

describe('suggesting where a message goes', () => {
  it('names field, units, certainty and the words that decided', () => {
    const told = suggest(model, 'Xưởng em muốn dùng trợ lý ảo AI, quy định thế nào ạ?')
    expect(told).toMatchObject({
      field: 'ai',
      lead: 'cds',
      cooperates: ['dmst', 'cntt'],
      scope: 'general',
    })
    expect(told.sure).toBeGreaterThan(0.9)
    expect(told.why.map((reason) => reason.words)).toEqual(
      expect.arrayContaining(['trợ lý ảo', 'AI']),
    )
  })

  it('reads the same without accents and in capitals', () => {
    const texts = ['Kiểm định cân điện tử ở đâu', 'kiem dinh can dien tu o dau', 'KIỂM ĐỊNH CÂN']
    expect(texts.map((text) => suggest(model, text).field)).toEqual(Array(3).fill('do-luong'))
  })

  it('knows a dispute of one business', () => {
    const told = suggest(model, 'Đối tác vi phạm hợp đồng, tôi muốn khởi kiện ra tòa đòi lại tiền')
    expect(told.scope).toBe('specific')
  })

  it('offers the runner-up where two fields speak', () => {
    const told = suggest(model, 'phần mềm trí tuệ nhân tạo')
    expect([told.field, ...told.alternatives.map((each) => each.field)]).toEqual(
      expect.arrayContaining(['ai', 'chuyen-doi-so']),
    )
  })

  it.each(['', '😀😀', '?!', '\u200b\u202e', 'x'.repeat(1_000_000), 'alo'])(
    'gives %.12j to the focal point, unsure',
    (text) => {
      expect(suggest(model, text)).toMatchObject({ field: 'khac', lead: 'vp', why: [] })
      expect(suggest(model, text).sure).toBeLessThan(0.5)
    },
  )

  it('gives everything to the focal point where no field is described', () => {
    const bare = makeModel({ fields: [], focal: 'vp', scope: { general: {}, specific: {} } })
    expect(suggest(bare, 'nhãn hiệu')).toMatchObject({ field: 'khac', lead: 'vp', sure: 0 })
  })

  it('never fails, and is never surer than certain', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const { sure, scopeSure } = suggest(model, text)
        expect(Math.min(sure, scopeSure)).toBeGreaterThan(0)
        expect(Math.max(sure, scopeSure)).toBeLessThanOrEqual(1)
      }),
    )
  })
})

describe('learning from confirmed routings', () => {
  const bees = ['nuôi ong', 'tổ ong', 'ong mật', 'đàn ong', 'ong rừng']
  const routings = Array.from({ length: 30 }, (_, index) => ({
    text: index % 2 ? `${bees[index % 5]} cần giấy gì lần ${index}` : `câu hỏi chung thứ ${index}`,
    field: index % 2 ? 'nhiem-vu-khcn' : 'khac',
    scope: 'general' as const,
  }))

  it('learns a word nobody wrote into the profile, and shows it', () => {
    expect(suggest(model, 'trại ong của tôi').field).toBe('khac')
    const taught = makeModel(JSON.parse(JSON.stringify(train(knowledge, routings))))
    const told = suggest(taught, 'trại ong của tôi')
    expect(told.field).toBe('nhiem-vu-khcn')
    expect(told.why.map((reason) => reason.words)).toContain('ong')
  })

  it('gives learning no say that would have misled', () => {
    const noise = routings.map((routing, index) => ({
      ...routing,
      text: `đăng ký nhãn hiệu ${routing.text}`,
      field: index % 3 ? 'so-huu-tri-tue' : (['ai', 'buc-xa', 'khac'][(index % 9) % 3] ?? 'ai'),
    }))
    const taught = makeModel(train(knowledge, noise))
    expect(suggest(taught, 'đăng ký nhãn hiệu').field).toBe('so-huu-tri-tue')
  })

  it('waits for enough examples', () => {
    expect(train(knowledge, routings.slice(0, 10)).learned).toBeUndefined()
  })
})

it('takes well under a millisecond', () => {
  const text = 'cho em hỏi thủ tục đăng ký bảo hộ nhãn hiệu cho hợp tác xã chè ạ '.repeat(3)
  for (let index = 0; index < 200; index += 1) suggest(model, text)
  const begun = performance.now()
  for (let index = 0; index < 500; index += 1) suggest(model, text)
  expect((performance.now() - begun) / 500).toBeLessThan(1)
})
