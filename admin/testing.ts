import { randomBytes, randomUUID } from 'node:crypto'
import { Hono } from 'hono'
import { serializeSigned } from 'hono/utils/cookie'
import { pino } from 'pino'
import type { Sql } from 'postgres'
import type { Actor, Role } from '#core/staff/roles.ts'
import type { Db } from '#db/client.ts'
import { sessions, staff } from '#db/schema/staff.ts'
import { createAdmin } from './app.tsx'
import type { AdminDeps } from './deps.ts'

type Fields = Record<string, string | string[] | Blob | Blob[]>

const authSecret = 'a secret for tests only, long enough'

/** The panel over a test's database, and browsers of staff signed in to it. */
export async function openPanel(db: Db, sql: Sql, more: Partial<AdminDeps> = {}) {
  const deps: AdminDeps = {
    db,
    sql,
    publicUrl: 'http://desk.test',
    authSecret,
    dataDir: '/tmp',
    log: pino({ enabled: false }),
    timeZone: 'Asia/Ho_Chi_Minh',
    ...more,
  }
  const app = new Hono().route('/admin', createAdmin(deps))
  return {
    app,
    stranger: () => browser(app),
    /** somebody of the staff with a role, signed in */
    as: async (role: Role, facts: Partial<typeof staff.$inferInsert> = {}) => {
      const actor = await employ(db, role, facts)
      const cookie = await signIn(db, actor.id)
      return { actor, ...browser(app, cookie) }
    },
  }
}

/** Keeps cookies and the form token between requests, as a browser does. */
function browser(app: Hono, cookie?: string) {
  const jar = new Map<string, string>()
  if (cookie !== undefined) keep(jar, cookie)
  let token: string | undefined

  async function send(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers)
    headers.set('cookie', [...jar].map(([name, value]) => `${name}=${value}`).join('; '))
    headers.set('host', 'desk.test')
    const response = await app.request(`http://desk.test${path}`, { ...init, headers })
    for (const set of response.headers.getSetCookie()) keep(jar, set)
    return response
  }

  async function get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    const response = await send(path, { headers })
    const type = response.headers.get('content-type') ?? ''
    if (!type.startsWith('text/html')) return response
    const text = await response.clone().text()
    token = /name="csrf" value="([^"]+)"/.exec(text)?.[1] ?? token
    return response
  }

  async function post(
    path: string,
    fields: Fields = {},
    headers: Record<string, string> = {},
  ): Promise<Response> {
    if (token === undefined) await get(jar.size > 0 ? '/admin/account/password' : '/admin/signin')
    const files = Object.values(fields)
      .flat()
      .some((value) => value instanceof Blob)
    const body = files ? new FormData() : new URLSearchParams()
    for (const [name, value] of Object.entries({ csrf: token ?? '', ...fields })) {
      for (const one of [value].flat()) body.append(name, one as string)
    }
    const response = await send(path, { method: 'POST', body, headers })
    if ([...jar.keys()].length === 0) token = undefined
    return response
  }

  /** Where a browser ends after a post: the page it is sent to. */
  async function submit(path: string, fields: Fields = {}): Promise<Response> {
    const response = await post(path, fields)
    const to = response.headers.get('location')
    if (to === null) return response
    token = undefined
    return get(to)
  }

  return { get, post, submit, send, jar, forgetToken: () => (token = undefined) }
}

function keep(jar: Map<string, string>, set: string): void {
  const [pair = ''] = set.split(';')
  const at = pair.indexOf('=')
  const [name, value] = [pair.slice(0, at), pair.slice(at + 1)]
  if (value === '' || /max-age=0/i.test(set)) jar.delete(name)
  else jar.set(name, value)
}

async function employ(
  db: Db,
  role: Role,
  facts: Partial<typeof staff.$inferInsert>,
): Promise<Actor> {
  const now = new Date()
  const id = facts.id ?? randomUUID()
  const row = {
    id,
    name: `Cán bộ ${role}`,
    email: `${id}@desk.test`,
    emailVerified: true,
    role,
    createdAt: now,
    updatedAt: now,
    ...facts,
  }
  await db.insert(staff).values(row)
  return { id, role, unitId: facts.unitId ?? undefined, name: row.name }
}

/** A session as better-auth would open it, without the cost of a password; returns its cookie. */
async function signIn(db: Db, staffId: string): Promise<string> {
  const now = new Date()
  const token = randomBytes(24).toString('base64url')
  await db.insert(sessions).values({
    id: randomUUID(),
    userId: staffId,
    token,
    expiresAt: new Date(now.getTime() + 3_600_000),
    createdAt: now,
    updatedAt: now,
  })
  return serializeSigned('hoiluat.session_token', token, authSecret)
}
