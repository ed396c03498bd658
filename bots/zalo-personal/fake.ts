import { setTimeout as pause } from 'node:timers/promises'
import { toDataURL } from 'qrcode'
import type { Group, GroupSender, GroupSession, Posted, QrEnd } from '#core/groups/sender.ts'

interface FakePost {
  groupId: string
  text: string
  /** milliseconds since the epoch, by the fake's clock */
  at: number
}

export interface GroupsFakeOptions {
  name?: string
  groups?: Group[]
  now?: () => Date
  /** by hand: the code is scanned and agreed to by itself, after so long each */
  byItselfMs?: number
}

const someGroups: Group[] = [
  { id: '1001', name: 'Doanh nghiệp nhỏ và vừa Lào Cai' },
  { id: '1002', name: 'Hộ kinh doanh Sa Pa' },
  { id: '1003', name: 'Hợp tác xã nông nghiệp Bắc Hà' },
]

/** A pretended personal Zalo account, for tests and for trying the panel's page by hand. */
export function createGroupsFake(options: GroupsFakeOptions = {}) {
  const { name = 'Nguyễn Thị Lan', groups = someGroups, byItselfMs } = options
  const now = options.now ?? (() => new Date())
  const posts: FakePost[] = []
  const answers: (Posted | 'hang')[] = []
  const credentials = { cookie: [{ key: 'zpsid', value: 'a very secret cookie' }], imei: 'fake' }
  const state = {
    signIns: 0,
    open: 0,
    groups,
    refusing: undefined as 'refused' | 'away' | undefined,
    kick: undefined as ((detail: string) => void) | undefined,
    agree: () => {},
    scan: () => {},
    end: (_why: 'expired' | 'declined') => {},
  }

  function session(): GroupSession {
    state.open++
    let closed = false
    return {
      listGroups: async () => state.groups,
      async sendText(groupId, text) {
        const answer = answers.shift() ?? { ok: true }
        if (answer === 'hang') return new Promise(() => {})
        if (answer.ok) posts.push({ groupId, text, at: now().getTime() })
        return answer
      },
      onKick(tell) {
        state.kick = (detail) => {
          if (!closed) tell(detail)
        }
      },
      close() {
        if (!closed) state.open--
        closed = true
      },
    }
  }

  const sender: GroupSender = {
    async signInByQr(steps, signal) {
      steps.scan(await toDataURL(`https://example.vn/sign-in/${state.signIns}`, { width: 240 }))
      return new Promise<QrEnd>((resolve) => {
        signal.addEventListener('abort', () =>
          resolve({ ok: false, why: 'failed', detail: 'aborted' }),
        )
        state.scan = () => steps.confirm(name)
        state.agree = () => resolve({ ok: true, name, credentials, groups: state.groups })
        state.end = (why) => resolve({ ok: false, why, detail: '' })
        if (byItselfMs !== undefined) void inTurn([state.scan, state.agree], byItselfMs)
      })
    },
    async signIn(given) {
      state.signIns++
      if (state.refusing) return { ok: false, why: state.refusing, detail: 'fake' }
      const same = JSON.stringify(given) === JSON.stringify(credentials)
      return same
        ? { ok: true, session: session() }
        : { ok: false, why: 'refused', detail: 'another cookie' }
    },
  }
  return {
    sender,
    state,
    credentials,
    /** what stands in the groups, in order */
    posts,
    /** How the next posts end; then all succeed. */
    answer: (...next: (Posted | 'hang')[]) => void answers.push(...next),
    /** Puts the account out, as 3000 and 3003 do. */
    kick: (detail = '3003 kicked') => state.kick?.(detail),
  }
}

async function inTurn(deeds: (() => void)[], ms: number): Promise<void> {
  for (const deed of deeds) {
    await pause(ms, undefined, { ref: false })
    deed()
  }
}
