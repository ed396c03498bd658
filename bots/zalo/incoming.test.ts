import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Meaning, meaningOf, readEvent, timeOf } from './incoming.ts'
import { coordinatesOf, phoneOf } from './lenient.ts'

const now = new Date('2026-11-22T09:00:00Z')
const at = new Date(1795312800123)
const from = '246845883529197922'
const message = { channel: 'zalo', eventId: 'm:96d3cdf3af150460909', from, at }
const event = (name: string) => ({ ...message, eventId: `${name}:1795312800123:${from}` })
const heard = (what: object) => ({ heard: { ...message, ...what } })
const files = (name: string, url: string, more: object = {}) =>
  heard({ kind: 'files', files: [{ name, source: { url }, ...more }] })
const id = '96d3cdf3af150460909'
const place = { kind: 'location', latitude: 22.336361, longitude: 103.843781 }
const echo = (text: string, bare: boolean, platformId: string) => ({
  echo: { to: from, text, bare, platformId, at },
})

const meanings: Record<string, object> = {
  text: heard({
    kind: 'text',
    text: 'Cơ sở tôi làm chè Shan tuyết muốn đăng ký nhãn hiệu thì cần giấy tờ gì?',
  }),
  quoting: heard({ kind: 'text', text: 'Còn lệ phí thì sao ạ?' }),
  press: heard({ kind: 'choice', choice: 'field.shtt' }),
  'press-typed': heard({ kind: 'text', text: '#hl: là gì ạ?' }),
  image: heard({
    kind: 'files',
    text: 'Nhãn chè của tôi',
    files: [{ name: `image-${id}-1.png`, source: { url: 'https://photo.zdn.vn/a/che.png' } }],
  }),
  photo: files(`image-${id}-1.jpg`, 'https://photo.zdn.vn/b/9'),
  images: heard({
    kind: 'files',
    files: [1, 2].map((n) => ({
      name: `image-${id}-${n}.jpg`,
      source: { url: `https://photo.zdn.vn/a/${n}.jpg` },
    })),
  }),
  gif: files(`image-${id}-1.gif`, 'https://photo.zdn.vn/g/vui'),
  video: files(`video-${id}-1.mp4`, 'https://video.zdn.vn/v/xuong.mp4'),
  audio: files(`audio-${id}-1.aac`, 'https://voice.zdn.vn/a/1.aac'),
  file: files('Giấy đăng ký kinh doanh.pdf', 'https://file.zdn.vn/f/abc', { size: 233947 }),
  location: heard(place),
  'location-flat': heard(place),
  'location-unread': heard({ kind: 'text', text: '📍' }),
  sticker: heard({ kind: 'text', text: '🙂' }),
  link: heard({
    kind: 'text',
    text: 'Luật này còn hiệu lực không?\nLuật Sở hữu trí tuệ\nhttps://vbpl.vn/12',
  }),
  'business-card': heard({ kind: 'text', text: '👤' }),
  'no-content': { ignored: 'user_send_file' },
  follow: { heard: { ...event('follow'), kind: 'follow' } },
  unfollow: { heard: { ...event('unfollow'), kind: 'unfollow' } },
  'chat-opened': { heard: { ...event('user_click_chatnow'), kind: 'follow', opened: true } },
  'submit-info': { heard: { ...event('user_submit_info'), kind: 'contact', phone: '0912345678' } },
  'submit-info-flat': {
    heard: { ...event('user_submit_info'), kind: 'contact', phone: '0912345678' },
  },
  'submit-info-without-phone': { ignored: 'user_submit_info' },
  seen: heard({ kind: 'seen', eventId: 'user_seen_message:aa2' }),
  received: heard({ kind: 'seen', eventId: 'user_received_message:aa2' }),
  'template-received': { ignored: 'user_received_message' },
  reacted: { ignored: 'user_reacted_message' },
  tagged: { ignored: 'add_user_to_tag' },
  anonymous: { ignored: 'anonymous_send_text' },
  group: { ignored: 'user_send_group_text' },
  'template-status': { ignored: 'change_template_status' },
  'sent-by-staff': echo('Chào Anh, Sở đã nhận hồ sơ.', false, 'e1'),
  'file-sent-by-staff': echo('Mẫu tờ khai.docx', true, 'e2'),
  'sticker-sent-by-staff': echo('[Nhãn dán]', true, 'e3'),
}

const folder = new URL('./fixtures/', import.meta.url)

function meaning(body: unknown): Meaning | undefined {
  const event = readEvent(body)
  return event && meaningOf(event, now)
}

describe('what Zalo really posts', () => {
  it('is covered, every recorded event', () => {
    const recorded = readdirSync(folder).map((name) => name.replace('.json', ''))
    expect(recorded.sort()).toEqual(Object.keys(meanings).sort())
  })

  for (const [name, expected] of Object.entries(meanings)) {
    it(`means what it should: ${name}`, () => {
      const body = JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'))
      expect(meaning(body)).toEqual(expected)
    })
  }
})

describe('odd events', () => {
  it('never throw, whatever they hold', () => {
    const names = fc.constantFrom('user_send_image', 'user_send_text', 'follow', 'oa_send_text')
    const odd = fc.record(
      {
        event_name: names,
        sender: fc.anything(),
        recipient: fc.anything(),
        follower: fc.anything(),
        message: fc.anything(),
        info: fc.anything(),
        timestamp: fc.anything(),
      },
      { requiredKeys: ['event_name'] },
    )
    fc.assert(fc.property(odd, (body) => void meaning(body)))
    for (const body of [undefined, null, 1, 'x', [], {}]) expect(meaning(body)).toBeUndefined()
  })

  it('keep ids whole that are larger than numbers', () => {
    const sender = { id: '9007199254740993123' }
    const body = { event_name: 'user_send_text', sender, message: { msg_id: '1', text: 'a' } }
    expect(meaning(body)).toMatchObject({ heard: { from: '9007199254740993123' } })
    expect(meaning({ ...body, sender: { id: 2 ** 60 } })).toBeUndefined()
  })

  it('that say no time, or one that cannot be, happened now', () => {
    for (const given of [undefined, '', 'x', 0, '154390853474', now.getTime() * 2]) {
      expect(timeOf(given, now)).toEqual(now)
    }
    expect(timeOf('1795312800123', new Date(1795312800200))).toEqual(at)
  })
})

it('reads phones however they are written', () => {
  for (const phone of ['84912345678', '+84 912 345 678', '0912345678', 912345678, 84912345678]) {
    expect(phoneOf({ phone })).toBe('0912345678')
  }
  expect(phoneOf({ phone: '842143840840' })).toBe('02143840840')
  for (const phone of [undefined, '', null, {}, 'không có']) {
    expect(phoneOf({ phone })).toBeUndefined()
  }
})

it('reads places wherever they stand, and none off the globe', () => {
  const place = { latitude: 10.5, longitude: 106.5 }
  const written = [
    { latitude: '10.5', longitude: '106.5' },
    { lat: 10.5, lon: 106.5 },
    { coordinates: { lat: '10.5', lng: 106.5 } },
  ]
  for (const given of written) expect(coordinatesOf(given)).toEqual(place)
  for (const given of [null, 'x', {}, { latitude: 91, longitude: 0 }, { lat: '', long: '' }]) {
    expect(coordinatesOf(given)).toBeUndefined()
  }
})
