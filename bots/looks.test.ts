import { expect } from 'vitest'
import type { Outgoing } from '#core/channel.ts'
import { type LookChannel, questionLook, questionOutgoing } from '#core/surveys/looks.ts'
import { type Form, questionsOf } from '#core/surveys/shape.ts'
import { templates } from '#core/surveys/templates.ts'
import { everyKind, formOf } from '#core/surveys/testing-surveys.ts'
import { test } from '#db/testing.ts'
import { messageOf as messenger, partsOf as messengerParts } from './messenger/outgoing.ts'
import { messageOf as telegram, partsOf as telegramParts } from './telegram/outgoing.ts'
import { textMessage as zalo, partsOf as zaloParts } from './zalo/outgoing.ts'

const many = Array.from({ length: 14 }, (_, at) => ({ id: `c${at}`, text: `Phương án ${at + 1}` }))
const long = [
  { id: 'a', text: 'Tiêu chuẩn, quy chuẩn kỹ thuật, đo lường và chất lượng sản phẩm, hàng hóa' },
  { id: 'b', text: 'Không' },
]
const odd = formOf(
  { id: 'nhieu', kind: 'choice', ask: 'Một trong rất nhiều?', required: true, choices: many },
  { id: 'dai', kind: 'several', ask: 'Chọn nhiều?', required: false, choices: long },
  { id: 'hai-muoi', kind: 'choice', ask: 'Vừa?', required: false, choices: many.slice(0, 12) },
  { id: 'lau', kind: 'text', ask: 'Ý kiến. '.repeat(400), required: false },
)

/** Every text and every title of a button in what an adapter would hand to its platform. */
const sent: Record<Exclude<LookChannel, 'web'>, (out: Outgoing) => unknown[]> = {
  messenger: (out) => messengerParts(out).map((part) => messenger(part)),
  telegram: (out) => telegramParts(out).map((part) => telegram('1', part)),
  zalo: (out) => zaloParts(out).map((part) => zalo(part, 'template')),
}

function wordsIn(payload: unknown, key = ''): string[] {
  if (typeof payload === 'string') return ['text', 'title'].includes(key) ? [payload] : []
  if (Array.isArray(payload)) return payload.flatMap((one) => wordsIn(one, key))
  if (typeof payload !== 'object' || payload === null) return []
  return Object.entries(payload).flatMap(([name, one]) => wordsIn(one, name))
}

test("what the builder shows of a question is what each platform is sent, in whichever platform's words", () => {
  const forms: Form[] = [everyKind, odd, ...templates().map(({ form }) => form)]
  for (const form of forms) {
    for (const question of questionsOf(form)) {
      const out = questionOutgoing({ form, title: 'Thử', anonymous: false }, question, 'vi')
      for (const [channel, payloads] of Object.entries(sent)) {
        const { messages, buttons } = questionLook(channel as LookChannel, out)
        const shown = [...messages, ...buttons].toSorted()
        const told = payloads(out)
          .flatMap((one) => wordsIn(one))
          .filter((one) => one !== 'text')
        expect([channel, question.id, told.toSorted()]).toEqual([channel, question.id, shown])
      }
      const web = questionLook('web', out)
      expect([web.messages, web.buttons]).toEqual([
        [out.text],
        (out.choices ?? []).map(({ label }) => label),
      ])
    }
  }
})
