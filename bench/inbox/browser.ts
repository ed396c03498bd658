import { Agent, type IncomingMessage, request } from 'node:http'

/** A member of staff with a browser of their own, signed in. */
export interface Member {
  /** Opens a page to its last byte; says how many milliseconds that took. */
  open(path: string): Promise<number>
  read(path: string): Promise<string>
  cookie: string
}

/** Signs in through the panel's own form. */
export async function signIn(url: string, email: string, password: string): Promise<Member> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const form = await fetch(`${url}/admin/signin`)
  const csrf = /name="csrf" value="([^"]+)"/.exec(await form.text())?.[1] ?? ''
  const stranger = form.headers.getSetCookie().map(pairOf).join('; ')
  const answer = await fetch(`${url}/admin/signin`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie: stranger },
    body: new URLSearchParams({ csrf, email, password }),
  })
  const cookie = answer.headers.getSetCookie().map(pairOf).join('; ')
  if (answer.status !== 303 || !cookie.includes('session')) {
    throw new Error(`${email} was not let in (${answer.status})`)
  }
  const get = (path: string) =>
    new Promise<{ answer: IncomingMessage; body: string }>((resolve, reject) => {
      const asking = request(`${url}${path}`, { agent, headers: { cookie } }, (response) => {
        let body = ''
        response.setEncoding('utf8')
        response.on('data', (chunk) => {
          body += chunk
        })
        response.once('end', () => resolve({ answer: response, body }))
        response.once('error', reject)
      })
      asking.once('error', reject)
      asking.end()
    })
  const read = async (path: string) => {
    const { answer: response, body } = await get(path)
    if (response.statusCode !== 200) throw new Error(`${path} answered ${response.statusCode}`)
    return body
  }
  return {
    cookie,
    read,
    async open(path) {
      const begun = performance.now()
      await read(path)
      return performance.now() - begun
    },
  }
}

function pairOf(set: string): string {
  return set.split(';')[0] ?? ''
}
