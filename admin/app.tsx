import { randomUUID } from 'node:crypto'
import { isIP } from 'node:net'
import { getConnInfo } from '@hono/node-server/conninfo'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { createMiddleware } from 'hono/factory'
import { secureHeaders } from 'hono/secure-headers'
import { accountRoutes } from './account/routes.tsx'
import { twoFactorRoutes } from './account/two-factor.tsx'
import { assetRoutes } from './assets.ts'
import { assistantRoutes } from './assistant/routes.tsx'
import { auditRoutes } from './audit/routes.tsx'
import { createAuth } from './auth.ts'
import { callBackRoutes } from './call-backs/routes.tsx'
import { cannedRoutes } from './canned/routes.tsx'
import { channelRoutes } from './channels/routes.tsx'
import { consultantRoutes } from './consultants/routes.tsx'
import { dashboardRoutes } from './dashboard/routes.tsx'
import type { AdminContext, AdminDeps, AdminEnv } from './deps.ts'
import { difficultyRoutes } from './difficulties/routes.tsx'
import { answerFault } from './fault-pages.tsx'
import { NotFound, TooLarge } from './faults.ts'
import { feeRoutes } from './fees/routes.tsx'
import { fieldRoutes } from './fields/routes.tsx'
import { groupRoutes } from './groups/routes.tsx'
import { healthRoutes } from './health/routes.tsx'
import { holidayRoutes } from './holidays/routes.tsx'
import { homeRoutes } from './home/routes.tsx'
import { lawFeedRoutes } from './law/feeds-routes.tsx'
import { lawImportRoutes } from './law/import-routes.tsx'
import { lawRoutes } from './law/routes.tsx'
import { liveRoutes } from './live.ts'
import { menuRoutes } from './menu.tsx'
import { noticeRoutes } from './notices/routes.tsx'
import { numbersRoutes } from './numbers/routes.tsx'
import { peopleRoutes } from './people/routes.tsx'
import { planImportRoutes } from './plan/import-routes.tsx'
import { planRoutes } from './plan/routes.tsx'
import { publishedRoutes } from './published/routes.tsx'
import { recommendationRoutes } from './recommendations/routes.tsx'
import { registerRoutes } from './register/routes.tsx'
import { reportRoutes } from './reports/routes.tsx'
import { reviewRoutes } from './reviews/routes.tsx'
import { rolloutRoutes } from './rollout/routes.tsx'
import { selfCheckRoutes } from './self-checks/routes.tsx'
import { guardForms, signedIn, strangerLanguage, takesFiles } from './session.ts'
import { settingsRoutes } from './settings/routes.tsx'
import { setupRoutes } from './setup/routes.tsx'
import { signInRoutes } from './signin/routes.tsx'
import { staffRoutes } from './staff/routes.tsx'
import { surveyRoutes } from './surveys/routes.tsx'
import { targetRoutes } from './targets/routes.tsx'
import { textRoutes } from './texts/routes.tsx'
import { goRoutes, ticketRoutes } from './tickets/routes.tsx'
import { trainingRoutes } from './training/routes.tsx'
import { unitRoutes } from './units/routes.tsx'

const megabyte = 1024 * 1024

/** The staff panel, to be mounted at /admin. Every area is one line here. */
export function createAdmin(deps: AdminDeps) {
  const auth = createAuth(deps)
  const app = new Hono<AdminEnv>()
  app.onError((error, c) => answerFault(deps.log)(error, c as AdminContext))

  app.use(whoAsks(deps), headers(deps.publicUrl), limitBodies(), signedIn(auth), guardForms(deps))
  app.route('/assets', assetRoutes())
  app.route('/', signInRoutes(deps, auth))
  app.route('/', setupRoutes(deps, auth))
  app.route('/', accountRoutes(deps, auth))
  app.route('/', twoFactorRoutes(deps, auth))
  app.route('/', homeRoutes(deps))
  app.route('/tickets', ticketRoutes(deps))
  app.route('/go', goRoutes())
  app.route('/numbers', numbersRoutes(deps))
  app.route('/events', liveRoutes(deps, auth))
  // Before the documents: their addresses would take these for one of them.
  app.route('/', lawImportRoutes(deps))
  app.route('/', lawFeedRoutes(deps))
  app.route('/', lawRoutes(deps))
  app.route('/', rolloutRoutes(deps))
  app.route('/', peopleRoutes(deps))
  app.route('/', cannedRoutes(deps))
  app.route('/', noticeRoutes(deps))
  app.route('/', trainingRoutes(deps))
  app.route('/', publishedRoutes(deps))
  app.route('/', reviewRoutes(deps))
  app.route('/', assistantRoutes(deps))
  app.route('/', selfCheckRoutes(deps))
  app.route('/', difficultyRoutes(deps))
  app.route('/', recommendationRoutes(deps))
  app.route('/', reportRoutes(deps))
  app.route('/', consultantRoutes(deps))
  app.route('/', feeRoutes(deps))
  app.route('/', registerRoutes(deps))
  app.route('/', staffRoutes(deps))
  app.route('/', unitRoutes(deps))
  app.route('/', fieldRoutes(deps))
  app.route('/', holidayRoutes(deps))
  app.route('/', textRoutes(deps))
  app.route('/', settingsRoutes(deps))
  app.route('/', channelRoutes(deps))
  app.route('/', groupRoutes(deps))
  app.route('/', healthRoutes(deps))
  app.route('/', auditRoutes(deps))
  app.route('/', dashboardRoutes(deps))
  app.route('/', targetRoutes(deps))
  app.route('/', planImportRoutes(deps))
  app.route('/', planRoutes(deps))
  app.route('/', surveyRoutes(deps))
  app.route('/', callBackRoutes(deps))
  app.route('/', menuRoutes())

  app.all('*', () => {
    throw new NotFound()
  })
  return app
}

/** Texts of laws are long, and files of them are counted while they arrive. */
function limitBodies() {
  // A file of 24 MB comes in a form: the form may be a little more, the file is measured where it is kept.
  const [usual, texts] = [5, 24].map((most) =>
    bodyLimit({
      maxSize: (most > 5 ? most + 1 : most) * megabyte,
      onError() {
        throw new TooLarge(most)
      },
    }),
  )
  return createMiddleware<AdminEnv>((c, next) => {
    if (takesFiles(c)) return next()
    const large = /^\/admin\/(?:law\/|register$|courses\/\d+\/files$)/.test(c.req.path)
    const limit = large ? texts : usual
    return limit ? limit(c, next) : next()
  })
}

/** Names the request and notes where it comes from, before anything can fail. */
function whoAsks({ timeZone }: AdminDeps) {
  return createMiddleware<AdminEnv>(async (c, next) => {
    c.set('requestId', randomUUID())
    c.set('ip', clientAddress(c))
    c.set('language', strangerLanguage(c))
    c.set('timeZone', timeZone)
    // No address of ours has a NUL, and the database would stumble over one.
    if (/%00/.test(c.req.url)) throw new NotFound()
    if (c.req.method === 'GET' && c.req.path.endsWith('/')) return c.redirect(trimmed(c), 301)
    await next()
    c.header('X-Request-Id', c.get('requestId'))
    if (!c.req.path.startsWith('/admin/assets/')) c.header('Cache-Control', 'private, no-store')
  })
}

/** /admin/ is /admin, whatever follows the question mark. */
function trimmed(c: AdminContext): string {
  return c.req.path.replace(/\/+$/, '') + new URL(c.req.url).search
}

/** The peer's address; what a proxy says of it only when the proxy stands on this machine. */
function clientAddress(c: AdminContext): string {
  const peer = peerAddress(c)
  if (!peer.startsWith('127.')) return peer
  const forwarded = c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim() ?? ''
  return isIP(forwarded) === 0 ? peer : forwarded
}

function peerAddress(c: AdminContext): string {
  try {
    return (getConnInfo(c).remote.address ?? '')
      .replace(/^::ffff:/, '')
      .replace(/^::1$/, '127.0.0.1')
  } catch {
    // A request made in a test has no socket.
    return ''
  }
}

function headers(publicUrl: string) {
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'", 'data:'],
      fontSrc: ["'self'"],
      connectSrc: ["'self'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
      baseUri: ["'none'"],
    },
    referrerPolicy: 'same-origin',
    xFrameOptions: 'DENY',
    // Not for subdomains: the host may be one of the department's own with other things below it.
    strictTransportSecurity: publicUrl.startsWith('https:') ? 'max-age=31536000' : false,
  })
}
