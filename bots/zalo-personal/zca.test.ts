import { EventEmitter } from 'node:events'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { CloseReason, LoginQRCallbackEventType, ThreadType } from 'zca-js'
import type { GroupSession } from '#core/groups/sender.ts'
import { createZcaSender, type Library } from './zca.ts'

const kinds = LoginQRCallbackEventType
/** as the library gives it: without the head of a data: address */
const image = 'aGVsbG8='
const info = { cookie: [{ key: 'zpsid' }], imei: 'i', userAgent: 'u' }
const never = new AbortController().signal

type Told = (event: unknown) => void

/** What zca-js does on the network, played by hand. */
function pretend() {
  const state = {
    options: undefined as unknown,
    sent: [] as unknown[],
    starts: 0,
    tell: (() => {}) as Told,
    aborted: 0,
    finish: (_api: unknown) => {},
    fail: (_error: unknown) => {},
  }
  const listener = Object.assign(new EventEmitter(), {
    start: () => void state.starts++,
    stop: () => {},
  })
  const api = {
    listener,
    getAllGroups: async () => ({ gridVerMap: { 1: '1', 2: '1' } }),
    getGroupInfo: async (ids: string[]) => ({
      gridInfoMap: Object.fromEntries(
        ids.map((id) => [id, { name: id === '1' ? 'Sa Pa' : 'Bắc Hà' }]),
      ),
    }),
    sendMessage: async (...message: unknown[]) => void state.sent.push(message),
  }
  class Zalo {
    constructor(options: unknown) {
      state.options = options
    }
    login = async () => api
    loginQR(_options: unknown, tell: Told) {
      state.tell = tell
      return new Promise((resolve, reject) => {
        state.finish = resolve
        state.fail = reject
      })
    }
  }
  const library = { Zalo, CloseReason, LoginQRCallbackEventType, ThreadType } as unknown as Library
  return { state, api, listener, sender: createZcaSender(async () => library) }
}

let played: ReturnType<typeof pretend>
beforeEach(() => {
  played = pretend()
})

const quiet = { selfListen: false, checkUpdate: false, logging: false }

describe('signing in by QR', () => {
  const steps = { scan: vi.fn(), confirm: vi.fn() }
  const abort = () => {
    played.state.aborted++
    played.state.fail(new Error('aborted'))
  }
  const actions = { retry: vi.fn(), abort, saveToFile: vi.fn() }
  const tell = (type: LoginQRCallbackEventType, data: unknown = null) =>
    played.state.tell({ type, data, actions: type === kinds.GotLoginInfo ? null : actions })
  const begin = async (signal = never) => {
    const ended = played.sender.signInByQr(steps, signal)
    await vi.waitFor(() => expect(played.state.options).toMatchObject(quiet))
    tell(kinds.QRCodeGenerated, { image })
    return { ended }
  }

  it('shows the code and who scanned it, keeps what signs in again, and writes no file', async () => {
    const { ended } = await begin()
    tell(kinds.QRCodeScanned, { display_name: 'Lan' })
    tell(kinds.GotLoginInfo, info)
    played.state.finish(played.api)
    const groups = [
      { id: '2', name: 'Bắc Hà' },
      { id: '1', name: 'Sa Pa' },
    ]
    expect(await ended).toEqual({ ok: true, name: 'Lan', credentials: info, groups })
    expect(steps.scan).toHaveBeenCalledWith(`data:image/png;base64,${image}`)
    expect(steps.confirm).toHaveBeenCalledWith('Lan')
    expect(actions.saveToFile).not.toHaveBeenCalled()
    expect(played.state.options).toEqual(quiet)
  })

  it.each([
    [kinds.QRCodeExpired, 'expired'],
    [kinds.QRCodeDeclined, 'declined'],
  ] as const)('ends at event %i as %s', async (kind, why) => {
    const { ended } = await begin()
    tell(kind, kind === kinds.QRCodeDeclined ? { code: 'x' } : null)
    expect(await ended).toMatchObject({ ok: false, why })
    expect(played.state.aborted).toBe(1)
  })

  it('ends when it is given up, even before there is a code', async () => {
    const end = new AbortController()
    const ended = played.sender.signInByQr(steps, end.signal)
    await vi.waitFor(() => expect(played.state.options).toMatchObject(quiet))
    end.abort()
    expect(await ended).toMatchObject({ ok: false })
    tell(kinds.QRCodeGenerated, { image })
    expect(played.state.aborted).toBe(1)
  })

  it('fails as a value', async () => {
    const { ended } = await begin()
    played.state.fail(new TypeError('fetch failed: https://id.zalo.me/?token=secret'))
    expect(await ended).toEqual({ ok: false, why: 'failed', detail: 'network: TypeError' })
  })
})

describe('a session', () => {
  const open = async (): Promise<GroupSession> => {
    const signedIn = await played.sender.signIn(info)
    if (!signedIn.ok) return expect.unreachable('not signed in')
    return signedIn.session
  }

  it('posts plain text to a group', async () => {
    const session = await open()
    expect(await session.sendText('1', 'Thông báo')).toEqual({ ok: true })
    expect(played.state.sent).toEqual([[{ msg: 'Thông báo' }, '1', ThreadType.Group]])
  })

  it.each([3000, 3003])('tells of a kick once, and hears no message: %i', async (code) => {
    const session = await open()
    const kick = vi.fn()
    session.onKick(kick)
    played.listener.emit('disconnected', code, 'out')
    played.listener.emit('disconnected', code, 'out')
    expect(kick.mock.calls).toEqual([[`${code} out`]])
    expect(played.listener.eventNames().sort()).toEqual(['disconnected', 'error'])
    expect(played.state.starts).toBe(1)
  })

  it('takes a lost network for no kick, and connects again unless it is closed', async () => {
    vi.useFakeTimers()
    const session = await open()
    const kick = vi.fn()
    session.onKick(kick)
    played.listener.emit('error', new Error('socket'))
    played.listener.emit('disconnected', 1006, '')
    vi.advanceTimersByTime(60_000)
    expect(played.state.starts).toBe(2)
    played.listener.emit('disconnected', 1006, '')
    session.close()
    vi.advanceTimersByTime(60_000)
    expect([played.state.starts, kick.mock.calls]).toEqual([2, []])
    vi.useRealTimers()
  })
})
