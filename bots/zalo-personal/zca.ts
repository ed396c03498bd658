import type { API, Credentials } from 'zca-js'
import type {
  Group,
  GroupSender,
  GroupSession,
  Posted,
  QrEnd,
  QrSteps,
  SignedIn,
} from '#core/groups/sender.ts'

/** What we use of zca-js. */
export type Library = Pick<
  typeof import('zca-js'),
  'Zalo' | 'CloseReason' | 'LoginQRCallbackEventType' | 'ThreadType'
>

/** No line on the console, no look for a newer version over the network, none of our own messages back. */
const quiet = { selfListen: false, checkUpdate: false, logging: false }
const signInMs = 20_000
const groupsAtOnce = 50

/**
 * A personal Zalo account through zca-js, which acts as Zalo's web page does and which Zalo does not allow. Loaded at
 * the first use only.
 */
export function createZcaSender(
  load: () => Promise<Library> = () => import('zca-js'),
): GroupSender {
  return {
    async signInByQr(steps, signal) {
      try {
        return await byQr(await load(), steps, signal)
      } catch (error) {
        return { ok: false, why: 'failed', detail: detailOf(error) }
      }
    },
    async signIn(credentials) {
      try {
        const zca = await load()
        const login = new zca.Zalo(quiet).login(credentials as Credentials)
        return { ok: true, session: sessionOf(zca, await inTime(login)) }
      } catch (error) {
        return notSignedIn(error)
      }
    },
  }
}

function byQr(zca: Library, steps: QrSteps, signal: AbortSignal): Promise<QrEnd> {
  const kinds = zca.LoginQRCallbackEventType
  return new Promise((resolve) => {
    let name = ''
    let credentials: unknown
    let abort: () => unknown = () => {}
    const end = (why: 'expired' | 'declined' | 'failed', detail = '') => {
      resolve({ ok: false, why, detail })
      // The library ends by failing, which comes back here.
      const giveUp = abort
      abort = () => {}
      giveUp()
    }
    signal.addEventListener('abort', () => end('failed', 'aborted'), { once: true })
    const login = new zca.Zalo(quiet).loginQR({}, (event) => {
      if (event.actions) abort = event.actions.abort
      if (signal.aborted) return abort()
      if (event.type === kinds.QRCodeGenerated) steps.scan(pictureOf(event.data.image))
      if (event.type === kinds.QRCodeExpired) end('expired')
      if (event.type === kinds.QRCodeDeclined) end('declined')
      if (event.type === kinds.GotLoginInfo) credentials = event.data
      if (event.type === kinds.QRCodeScanned) {
        name = event.data.display_name
        steps.confirm(name)
      }
    })
    login.then(
      async (api) => {
        const groups = await groupsOf(api).catch(() => [])
        resolve({ ok: true, name, credentials, groups })
      },
      (error: unknown) => end('failed', detailOf(error)),
    )
  })
}

/** Zalo gives the code's picture as a data: address, of which the library leaves only what stands in it. */
function pictureOf(image: string): string {
  return image.startsWith('data:') ? image : `data:image/png;base64,${image}`
}

function sessionOf(zca: Library, api: API): GroupSession {
  const kicks: number[] = [zca.CloseReason.DuplicateConnection, zca.CloseReason.KickConnection]
  let closed = false
  return {
    listGroups: () => inTime(groupsOf(api)),
    async sendText(groupId, text) {
      try {
        await api.sendMessage({ msg: text }, groupId, zca.ThreadType.Group)
        return { ok: true }
      } catch (error) {
        return notPosted(error)
      }
    },
    /** The connection is opened to hear of its own end; nobody listens to the messages on it. */
    onKick(tell) {
      const { listener } = api
      listener.on('error', () => {})
      listener.on('disconnected', (code, reason) => {
        if (closed) return
        if (kicks.includes(code)) {
          closed = true
          return tell(`${code} ${reason}`.trim())
        }
        setTimeout(() => {
          if (!closed) listener.start()
        }, againAfterMs).unref()
      })
      listener.start()
    },
    close() {
      closed = true
      api.listener.stop()
    },
  }
}

/** The network was lost; what is posted goes another way, and the connection is only there to hear of a kick. */
const againAfterMs = 15_000

async function groupsOf(api: API): Promise<Group[]> {
  const { gridVerMap } = await api.getAllGroups()
  const ids = Object.keys(gridVerMap)
  const groups: Group[] = []
  for (let at = 0; at < ids.length; at += groupsAtOnce) {
    const { gridInfoMap } = await api.getGroupInfo(ids.slice(at, at + groupsAtOnce))
    for (const [id, { name }] of Object.entries(gridInfoMap)) groups.push({ id, name })
  }
  return groups.sort((a, b) => a.name.localeCompare(b.name, 'vi'))
}

/** The library speaks by words where Zalo gives no code; a server that is down says nothing about the account. */
const serverAway =
  /status code (5\d\d|429)|internal server error|bad gateway|service unavailable|gateway time-?out|too many requests/i
const accountUnwanted =
  /status code 40[13]|đăng nhập|log ?in|session|phiên|hết hạn|expired|khóa|locked|banned|disabled/i
const nobodyKnows = /status code|failed to parse/i

/** What Zalo says is the account's end, a network or a server that fails is not. */
export function notSignedIn(error: unknown): Extract<SignedIn, { ok: false }> {
  const detail = detailOf(error)
  const away = !isZalos(error) || serverAway.test(detail)
  return { ok: false, why: away ? 'away' : 'refused', detail }
}

/** A post that failed on the way may have arrived all the same. */
export function notPosted(error: unknown): Extract<Posted, { ok: false }> {
  const detail = detailOf(error)
  if (!isZalos(error)) return { ok: false, why: 'unclear', detail }
  if (accountUnwanted.test(detail)) return { ok: false, why: 'kicked', detail }
  return { ok: false, why: nobodyKnows.test(detail) ? 'unclear' : 'refused', detail }
}

/** zca-js names its own errors so. */
function isZalos(error: unknown): error is Error & { code: number | null } {
  return error instanceof Error && error.name === 'ZcaApiError'
}

/** Other errors may hold an address with a token in it: only their kind is told. */
function detailOf(error: unknown): string {
  if (isZalos(error)) return `${error.code ?? ''} ${error.message}`.trim().slice(0, 200)
  const { cause, code, name } = error as {
    cause?: { code?: unknown }
    code?: unknown
    name?: unknown
  }
  return `network: ${cause?.code ?? code ?? name ?? 'unknown'}`
}

async function inTime<T>(deed: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DOMException('', 'TimeoutError')), signInMs)
  })
  try {
    return await Promise.race([deed, late])
  } finally {
    clearTimeout(timer)
  }
}
