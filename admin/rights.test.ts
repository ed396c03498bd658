import type { Hono } from 'hono'
import { describe, expect } from 'vitest'
import { type Role, roles } from '#core/staff/roles.ts'
import { test } from '#db/testing.ts'
import { pretendedConsent } from './channels/testing.ts'
import { pretendedGroups } from './groups/testing.ts'
import { openPanel as openAny } from './testing.ts'

/** The panel with everything that a setting may leave out. */
const openPanel = (...[db, sql]: Parameters<typeof openAny>) =>
  openAny(db, sql, { groups: pretendedGroups(db).desk, zalo: pretendedConsent })

const everybody = [...roles]
const administrator: Role[] = ['administrator']
const coordinator: Role[] = ['coordinator']
/** Who looks over what the automatic look-up shows. */
const reviewers: Role[] = ['administrator', 'coordinator', 'leader']
const office: Role[] = ['administrator', 'coordinator']
const notConsultant = roles.filter((role) => role !== 'consultant')
const noticeReaders = notConsultant
const noticeWriters: Role[] = ['coordinator', 'head', 'officer']
const noticeLeads: Role[] = ['coordinator', 'head', 'leader']
const editors: Role[] = ['administrator', 'coordinator', 'head', 'officer']

/** Who types in what came by phone, in person or at a conference. */
const recorders: Role[] = ['coordinator', 'head', 'officer']

/** Who puts a survey before people. */
const publishers: Role[] = ['coordinator', 'head']

/** Which roles a route lets in at all; the bounds of a single ticket are core's and are tested there. */
const table: Record<string, Role[]> = {
  'GET /account': everybody,
  'GET /account/password': everybody,
  'GET /account/two-factor': everybody,
  'POST /account/chat': everybody,
  'POST /account/chat/end': everybody,
  'POST /account/language': everybody,
  'POST /account/password': everybody,
  'POST /account/sessions/:id/end': everybody,
  'POST /account/sessions/end-others': everybody,
  'POST /account/theme': everybody,
  'POST /account/two-factor': everybody,
  'POST /account/two-factor/codes': everybody,
  'POST /account/two-factor/confirm': everybody,
  'POST /account/two-factor/off': everybody,
  'GET /menu': everybody,
  'POST /signout': everybody,

  'GET /': everybody,
  'GET /events': everybody,
  'GET /go': everybody,
  'GET /home': everybody,
  'POST /warnings': everybody,
  'GET /numbers': notConsultant,
  'GET /numbers/export.xlsx': notConsultant,
  'GET /tickets': everybody,
  'GET /tickets/:code': everybody,
  'GET /tickets/:code/canned': everybody,
  'GET /tickets/:code/conversation': everybody,
  'GET /tickets/:code/files/:id': everybody,
  'GET /tickets/:code/law': everybody,
  'GET /tickets/export.csv': everybody,
  'GET /tickets/export.xlsx': everybody,
  'GET /tickets/list': everybody,
  'GET /tickets/new': recorders,
  'POST /tickets/:code/addition': everybody,
  'POST /tickets/:code/answer': everybody,
  'POST /tickets/:code/approval': everybody,
  'POST /tickets/:code/assignment': everybody,
  'POST /tickets/:code/consultation': everybody,
  'POST /tickets/:code/doubts': everybody,
  'POST /tickets/:code/drafts/:kind': everybody,
  'POST /tickets/:code/merger': everybody,
  'POST /tickets/:code/more': everybody,
  'POST /tickets/:code/notes': everybody,
  'POST /tickets/:code/presence': everybody,
  'POST /tickets/:code/recommendation': everybody,
  'POST /tickets/:code/recommendation/:part/reply': everybody,
  'POST /tickets/:code/referral': everybody,
  'POST /tickets/:code/reopening': everybody,
  'POST /tickets/:code/return': everybody,
  'POST /tickets/:code/routing': everybody,
  'POST /tickets/:code/score': everybody,
  'POST /tickets/:code/suggestion': everybody,
  'POST /tickets/:code/telling': everybody,
  'POST /tickets/:code/transfer': everybody,
  'POST /tickets/:code/withdrawal': everybody,
  'POST /tickets/new': recorders,
  'POST /tickets/views': everybody,
  'POST /tickets/views/:id/removal': everybody,

  'GET /people': notConsultant,
  'GET /people/:id': notConsultant,
  'GET /people/businesses/:id': notConsultant,
  'POST /people/:id/erasure': office,
  'POST /people/:id/merger': office,
  'POST /people/merges/:id/undoing': office,
  'GET /assistant': reviewers,
  'GET /assistant/:id': reviewers,
  'POST /assistant/:id': reviewers,
  'GET /self-checks': coordinator,
  'GET /self-checks/new': coordinator,
  'POST /self-checks/new': coordinator,
  'GET /self-checks/:id': coordinator,
  'POST /self-checks/:id': coordinator,
  'GET /self-checks/:id/try': coordinator,
  'GET /published': notConsultant,
  'GET /published/:id': notConsultant,
  'GET /published/new': recorders,
  'POST /published': recorders,
  'POST /published/:id': notConsultant,
  'POST /published/:id/correction/removal': notConsultant,
  'POST /published/:id/look': notConsultant,
  'POST /published/:id/return': ['coordinator', 'head', 'leader'],
  'POST /published/:id/withdrawal': notConsultant,
  'GET /reviews': notConsultant,
  'POST /reviews': notConsultant,

  'GET /law': everybody,
  'GET /law/:id{[0-9]+}': everybody,
  'GET /law/:id{[0-9]+}/files/:file{[0-9]+}': everybody,
  'GET /law/:id{[0-9]+}/text': everybody,
  'GET /law/:id{[0-9]+}/texts/:version{[0-9]+}': everybody,
  'GET /law/export.xlsx': everybody,
  'GET /law/:id{[0-9]+}/correction': recorders,
  'GET /law/import': recorders,
  'GET /law/import/:id': recorders,
  'GET /law/import/:id/compare': recorders,
  'GET /law/import/:id/file': recorders,
  'GET /law/import/rows': recorders,
  'GET /law/new': recorders,
  'POST /law': recorders,
  'POST /law/:id{[0-9]+}': recorders,
  'POST /law/:id{[0-9]+}/correction': recorders,
  'POST /law/:id{[0-9]+}/files': recorders,
  'POST /law/:id{[0-9]+}/files/:file{[0-9]+}/removal': recorders,
  'POST /law/:id{[0-9]+}/relations': recorders,
  'POST /law/:id{[0-9]+}/relations/:relation{[0-9]+}': recorders,
  'POST /law/:id{[0-9]+}/relations/:relation{[0-9]+}/confirmation': recorders,
  'POST /law/:id{[0-9]+}/relations/:relation{[0-9]+}/removal': recorders,
  'POST /law/:id{[0-9]+}/review': recorders,
  'POST /law/import': recorders,
  'POST /law/import/:id': recorders,
  'POST /law/import/:id/drop': recorders,
  'POST /law/import/:id/replace': recorders,
  'POST /law/:id{[0-9]+}/publication': ['coordinator', 'head'],
  'POST /law/import/:id/publish': ['coordinator', 'head'],
  'GET /law/feeds': office,
  'GET /law/feeds/:id': office,
  'POST /law/feeds': office,
  'POST /law/feeds/:id/close': office,
  'POST /law/feeds/:id/items/:item/draft': coordinator,
  'POST /law/feeds/:id/look': office,

  'GET /canned': everybody,
  'GET /canned/:id': everybody,
  'GET /canned/new': editors,
  'POST /canned': editors,
  'POST /canned/:id': editors,
  'POST /canned/:id/removal': editors,

  'GET /call-backs': notConsultant,
  'POST /call-backs/:id': noticeWriters,
  'GET /surveys': notConsultant,
  'GET /surveys/:id': notConsultant,
  'GET /surveys/:id/entry': noticeWriters,
  'GET /surveys/:id/files/:file': notConsultant,
  'GET /surveys/:id/form': noticeWriters,
  'GET /surveys/:id/form.json': notConsultant,
  'GET /surveys/:id/form/frame': noticeWriters,
  'GET /surveys/:id/form/questions/:question': noticeWriters,
  'GET /surveys/:id/form/sections/:section': noticeWriters,
  'GET /surveys/:id/import': noticeWriters,
  'GET /surveys/:id/qr.svg': notConsultant,
  'GET /surveys/:id/results': notConsultant,
  'GET /surveys/:id/results.docx': notConsultant,
  'GET /surveys/:id/results.xlsx': notConsultant,
  'GET /surveys/:id/results/words.xlsx': notConsultant,
  'GET /surveys/:id/results/words/:question': notConsultant,
  'GET /surveys/:id/versions/:version': notConsultant,
  'GET /surveys/new': noticeWriters,
  'POST /surveys': noticeWriters,
  'POST /surveys/:id/closing': publishers,
  'POST /surveys/:id/entry': noticeWriters,
  'POST /surveys/:id/entry/questions': noticeWriters,
  'POST /surveys/:id/form/frame': noticeWriters,
  'POST /surveys/:id/form/questions/:question': noticeWriters,
  'POST /surveys/:id/form/questions/:question/looks': noticeWriters,
  'POST /surveys/:id/form/sections/:section': noticeWriters,
  'POST /surveys/:id/form/steps': noticeWriters,
  'POST /surveys/:id/import': noticeWriters,
  'POST /surveys/:id/opening': publishers,
  'POST /surveys/:id/publication': publishers,
  'POST /surveys/:id/sending': publishers,
  'POST /surveys/:id/settings': noticeWriters,
  'POST /surveys/import': noticeWriters,

  'GET /consultants': coordinator,
  'GET /consultants/:id': coordinator,
  'GET /consultants/new': coordinator,
  'POST /consultants': coordinator,
  'POST /consultants/:id': coordinator,
  'GET /difficulties': notConsultant,
  'GET /difficulties/:id{[0-9]+}': notConsultant,
  'GET /difficulties/export.xlsx': notConsultant,
  'GET /difficulties/groups': notConsultant,
  'GET /recommendations': notConsultant,
  'GET /recommendations/:id{[0-9]+}': notConsultant,
  'GET /recommendations/:id{[0-9]+}/letter.docx': notConsultant,
  'GET /difficulties/marking': recorders,
  'POST /difficulties/marking': recorders,
  'POST /difficulties/unmarking': recorders,
  'GET /recommendations/:id{[0-9]+}/difficulties': recorders,
  'GET /difficulties/new': recorders,
  'POST /difficulties': recorders,
  'POST /difficulties/:id{[0-9]+}': recorders,
  'POST /difficulties/:id{[0-9]+}/leaving': recorders,
  'POST /difficulties/:id{[0-9]+}/removal': recorders,
  'POST /difficulties/groups': recorders,
  'POST /difficulties/groups/:id{[0-9]+}': recorders,
  'POST /difficulties/of-ticket/:id{[0-9]+}': recorders,
  'GET /recommendations/:id{[0-9]+}/edit': recorders,
  'GET /recommendations/new': recorders,
  'POST /recommendations': recorders,
  'POST /recommendations/:id{[0-9]+}': recorders,
  'POST /recommendations/:id{[0-9]+}/phoned': recorders,
  'POST /recommendations/:id{[0-9]+}/removal': recorders,
  'POST /recommendations/:id{[0-9]+}/reply': recorders,
  'POST /recommendations/:id{[0-9]+}/sending': recorders,
  'POST /recommendations/:id{[0-9]+}/sources': recorders,
  'POST /recommendations/:id{[0-9]+}/tickets': recorders,
  'POST /recommendations/from': recorders,
  'GET /rollout': everybody,
  'GET /rollout/:id{[0-9]+}': everybody,
  'GET /rollout/:id{[0-9]+}/report.docx': everybody,

  'GET /fees': coordinator,
  'GET /fees/:id': coordinator,
  'GET /fees/export.xlsx': coordinator,
  'GET /fees/new': coordinator,
  'POST /fees': coordinator,
  'POST /fees/:id/complete': coordinator,
  'POST /fees/:id/grant': coordinator,
  'POST /fees/:id/missing': coordinator,
  'POST /fees/:id/refusal': coordinator,
  'GET /register': coordinator,
  'GET /register/:id': coordinator,
  'GET /register/:id/lines.csv': coordinator,
  'GET /register/businesses': coordinator,
  'GET /register/businesses/export.xlsx': coordinator,
  'POST /register': coordinator,
  'POST /register/:id/columns': coordinator,
  'POST /register/:id/removal': coordinator,
  'POST /register/:id/start': coordinator,

  'GET /reports': notConsultant,
  'GET /reports/:id': notConsultant,
  'GET /reports/:id/edit': noticeWriters,
  'GET /reports/:id/records/:figure': notConsultant,
  'GET /reports/:id/report.docx': notConsultant,
  'GET /reports/:id/report.xlsx': notConsultant,
  'GET /reports/periods': office,
  'POST /reports': ['coordinator', 'leader'],
  'POST /reports/:id/drafts': noticeWriters,
  'POST /reports/:id/drafts/:key': noticeWriters,
  'POST /reports/:id/edit': noticeWriters,
  'POST /reports/:id/hand-in': noticeWriters,
  'POST /reports/:id/issue': ['coordinator', 'leader'],
  'POST /reports/:id/return': ['coordinator', 'leader'],
  'POST /reports/:id/take-in': noticeWriters,
  'POST /reports/periods': office,

  'GET /notices': noticeReaders,
  'GET /notices/:id': noticeReaders,
  'GET /notices/:id/progress': noticeReaders,
  'GET /notices/:id/recipients': noticeReaders,
  'GET /notices/:id/recipients.xlsx': noticeReaders,
  'GET /notices/new': noticeWriters,
  'GET /notices/settings': office,
  'POST /notices': noticeWriters,
  'POST /notices/:id': noticeWriters,
  'POST /notices/:id/groups': noticeLeads,
  'POST /notices/:id/pause': noticeLeads,
  'POST /notices/:id/recall': noticeReaders,
  'POST /notices/:id/removal': noticeWriters,
  'POST /notices/:id/resume': noticeLeads,
  'POST /notices/:id/retry': noticeLeads,
  'POST /notices/:id/return': ['leader'],
  'POST /notices/:id/schedule': noticeLeads,
  'POST /notices/:id/stop': noticeLeads,
  'POST /notices/:id/submission': noticeWriters,
  'POST /notices/audience': noticeWriters,
  'POST /notices/looks': noticeWriters,
  'POST /notices/settings': office,

  'GET /courses': notConsultant,
  'GET /courses/plan': notConsultant,
  'GET /courses/:id{[0-9]+}': notConsultant,
  'GET /courses/:id{[0-9]+}/after': notConsultant,
  'GET /courses/:id{[0-9]+}/files/:file{[0-9]+}': notConsultant,
  'GET /courses/:id{[0-9]+}/list.docx': notConsultant,
  'GET /courses/:id{[0-9]+}/list.xlsx': notConsultant,
  'GET /courses/:id{[0-9]+}/materials': notConsultant,
  'GET /courses/:id{[0-9]+}/people': notConsultant,
  'GET /courses/:id{[0-9]+}/poster': notConsultant,
  'GET /courses/:id{[0-9]+}/qr/:way{[0-9]+}': notConsultant,
  'GET /courses/:id{[0-9]+}/edit': recorders,
  'GET /courses/:id{[0-9]+}/lessons/:lesson{[0-9]+}': recorders,
  'GET /courses/:id{[0-9]+}/lessons/new': recorders,
  'GET /courses/new': recorders,
  'GET /courses/offline.js': recorders,
  'GET /courses/:id{[0-9]+}/sessions/:session{[0-9]+}/check-in': recorders,
  'GET /courses/:id{[0-9]+}/sessions/:session{[0-9]+}/code': recorders,
  'POST /courses': recorders,
  'POST /courses/:id{[0-9]+}': recorders,
  'POST /courses/:id{[0-9]+}/announcement': recorders,
  'POST /courses/:id{[0-9]+}/certificates': recorders,
  'POST /courses/:id{[0-9]+}/certificates/:certificate{[0-9]+}/revocation': recorders,
  'POST /courses/:id{[0-9]+}/files': recorders,
  'POST /courses/:id{[0-9]+}/files/:file{[0-9]+}/opening': recorders,
  'POST /courses/:id{[0-9]+}/files/:file{[0-9]+}/removal': recorders,
  'POST /courses/:id{[0-9]+}/lessons': recorders,
  'POST /courses/:id{[0-9]+}/lessons/:lesson{[0-9]+}': recorders,
  'POST /courses/:id{[0-9]+}/lessons/:lesson{[0-9]+}/move': recorders,
  'POST /courses/:id{[0-9]+}/lessons/:lesson{[0-9]+}/removal': recorders,
  'POST /courses/:id{[0-9]+}/people': recorders,
  'POST /courses/:id{[0-9]+}/people/:signup{[0-9]+}/acceptance': recorders,
  'POST /courses/:id{[0-9]+}/people/:signup{[0-9]+}/called': recorders,
  'POST /courses/:id{[0-9]+}/people/:signup{[0-9]+}/giving-up': recorders,
  'POST /courses/:id{[0-9]+}/sessions/:session{[0-9]+}/check-in': recorders,
  'POST /courses/:id{[0-9]+}/sessions/:session{[0-9]+}/check-in/undoing': recorders,
  'POST /courses/:id{[0-9]+}/state': recorders,

  'GET /dashboard': notConsultant,
  'GET /plan': notConsultant,
  'GET /plan/:id{[0-9]+}': notConsultant,
  'GET /plan/:id{[0-9]+}/change': coordinator,
  'GET /plan/:id{[0-9]+}/notes/:note{[0-9]+}/file': notConsultant,
  'GET /plan/export.xlsx': notConsultant,
  'GET /plan/import': coordinator,
  'GET /plan/new': coordinator,
  'POST /plan': coordinator,
  'POST /plan/:id{[0-9]+}': coordinator,
  'POST /plan/:id{[0-9]+}/notes': recorders,
  'POST /plan/:id{[0-9]+}/state': recorders,
  'POST /plan/import': coordinator,
  'POST /plan/import/rows': coordinator,
  'GET /targets': notConsultant,
  'GET /targets/:id{[0-9]+}': notConsultant,
  'GET /targets/new': coordinator,
  'GET /targets/records/:formula': notConsultant,
  'POST /targets': coordinator,
  'POST /targets/:id{[0-9]+}': coordinator,
  'POST /targets/:id{[0-9]+}/state': coordinator,
  'POST /targets/:id{[0-9]+}/values': recorders,

  'GET /setup/steps': administrator,
  'POST /setup/steps': administrator,
  'GET /staff': administrator,
  'POST /staff': administrator,
  'GET /staff/:id': administrator,
  'POST /staff/:id': administrator,
  'POST /staff/:id/closure': administrator,
  'POST /staff/:id/opening': administrator,
  'POST /staff/:id/password': administrator,
  'POST /staff/:id/two-factor': administrator,
  'GET /channels': administrator,
  'GET /channels/zalo/callback': administrator,
  'POST /channels/:name/check': administrator,
  'POST /channels/:name/test': administrator,
  'POST /channels/zalo/callback': administrator,
  'GET /groups': administrator,
  'GET /groups/sign-in': administrator,
  'POST /groups/edit': administrator,
  'POST /groups/list': administrator,
  'POST /groups/picked': administrator,
  'POST /groups/posts': administrator,
  'POST /groups/posts/stop': administrator,
  'POST /groups/preview': administrator,
  'POST /groups/sign-in': administrator,
  'POST /groups/sign-in/end': administrator,
  'POST /groups/sign-out': administrator,
  'GET /audit': ['administrator', 'leader'],
  'GET /audit/export': ['administrator', 'leader'],

  'GET /units': office,
  'POST /units': office,
  'GET /units/:id': office,
  'POST /units/:id': office,
  'POST /units/:id/closure': office,
  'POST /units/:id/down': office,
  'POST /units/:id/focal': office,
  'POST /units/:id/up': office,
  'GET /fields': office,
  'GET /fields/new': office,
  'POST /fields': office,
  'GET /fields/:id': office,
  'POST /fields/:id': office,
  'POST /fields/:id/closure': office,
  'GET /holidays': office,
  'POST /holidays': office,
  'POST /holidays/:day/removal': office,
  'POST /holidays/import': office,
  'GET /texts': office,
  'GET /texts/edit': office,
  'POST /texts/edit': office,
  'GET /settings': office,
  'POST /settings/consent': office,
  'POST /settings/organisation': office,
  'POST /settings/targets': office,
  'POST /settings/terms': office,
  'GET /health': office,
  'POST /health/deliveries/:id/drop': office,
  'POST /health/deliveries/:id/retry': office,
}

/** What a stranger may open. */
const open = [
  'GET /assets/:hash/:name',
  'GET /setup',
  'POST /setup',
  'GET /signin',
  'POST /signin',
  'GET /signin/code',
  'POST /signin/code',
]

function routesOf(app: Hono): string[] {
  const named = app.routes
    .filter(({ method }) => method !== 'ALL')
    .map(({ method, path }) => `${method} ${path.replace(/^\/admin/, '') || '/'}`)
  return [...new Set(named)].sort()
}

function split(route: string): [method: string, path: string] {
  const [method = '', path = ''] = route.split(' ')
  return [method, `/admin${path === '/' ? '' : path}`.replace(/:\w+(?:\{[^}]*\})?/g, '1')]
}

describe('the doors of the panel', () => {
  test('every route stands in the table', async ({ db, sql }) => {
    const { app } = await openPanel(db, sql)
    expect(routesOf(app)).toEqual([...Object.keys(table), ...open].sort())
  })

  test('a stranger is turned away everywhere but at the door', async ({ db, sql }) => {
    const { app } = await openPanel(db, sql)
    for (const route of Object.keys(table)) {
      const [method, path] = split(route)
      const response = await app.request(path, { method })
      const away = response.headers.get('location')?.startsWith('/admin/signin?next=') ?? false
      expect([route, method === 'GET' ? away : response.status]).toEqual([
        route,
        method === 'GET' ? true : 401,
      ])
    }
  })

  test.for(everybody)('%s comes in exactly where the table says', async (role, { db, sql }) => {
    const panel = await openPanel(db, sql)
    const browser = await panel.as(role)
    const last = (route: string) => Number(route === 'POST /signout')
    for (const route of Object.keys(table).sort((a, b) => last(a) - last(b))) {
      const [method, path] = split(route)
      // A route that takes files reads its own form and wants one.
      const sent = path === '/admin/law/import' ? { files: new Blob([]) } : {}
      const response = await (method === 'GET' ? browser.get(path) : browser.post(path, sent))
      const { status } = response
      if (path === '/admin/events') await response.body?.cancel()
      expect([route, status === 403 ? 'kept out' : 'in', status < 500]).toEqual([
        route,
        table[route]?.includes(role) ? 'in' : 'kept out',
        true,
      ])
      expect([route, status]).not.toEqual([route, 401])
    }
  })

  test('no form works without its token, from elsewhere, or with a stale one', async ({
    db,
    sql,
  }) => {
    const panel = await openPanel(db, sql)
    const browser = await panel.as('administrator')
    const posts = [...Object.keys(table), ...open].filter((route) => route.startsWith('POST'))
    for (const route of posts) {
      const [, path] = split(route)
      const without = await browser.post(path, { csrf: '' })
      expect([route, without.status]).toEqual([route, 403])
    }
    const elsewhere = { origin: 'https://evil.example' }
    expect((await browser.post('/admin/account/theme', {}, elsewhere)).status).toBe(403)
    const own = { origin: 'http://desk.test' }
    expect((await browser.post('/admin/account/theme', {}, own)).status).toBe(303)
    const other = await panel.as('administrator')
    const theirs = (await (await other.get('/admin/account')).text()).match(
      /name="csrf" value="([^"]+)"/,
    )
    expect((await browser.post('/admin/account/theme', { csrf: theirs?.[1] ?? '' })).status).toBe(
      403,
    )
  })

  test('a closed account is out at once', async ({ db, sql }) => {
    const panel = await openPanel(db, sql)
    const browser = await panel.as('officer', { deactivatedAt: new Date() })
    expect((await browser.get('/admin/account')).status).toBe(303)
  })
})

describe('what every page says of itself', () => {
  test('no inline script or style, no framing, no sniffing', async ({ db, sql }) => {
    const panel = await openPanel(db, sql)
    const browser = await panel.as('administrator')
    for (const route of Object.keys(table).filter((one) =>
      /^GET (?!.*(events|export))/.test(one),
    )) {
      const [, path] = split(route)
      const response = await browser.get(path)
      const text = await response.text()
      expect([route, /<script(?![^>]*\ssrc=)|\sstyle=|\son[a-z]+=/.test(text)]).toEqual([
        route,
        false,
      ])
      const policy = response.headers.get('content-security-policy') ?? ''
      expect(policy).toContain("script-src 'self'")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(response.headers.get('x-content-type-options')).toBe('nosniff')
      expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
    }
  })
})
