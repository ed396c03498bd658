import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { html } from 'hono/html'
import type { Language } from '#core/language.ts'
import { say } from '#core/language.ts'
import { type Asked, askedByLink, consentByLink } from '#core/mail/consent.ts'
import { loadOffice } from '#core/office.ts'
import type { Db } from '#db/client.ts'

/** The form holds one token. */
const formBytes = 10_000

interface Deps {
  db: Db
  secret: string
  now(): Date
  /** addresses of style sheets on our own site */
  styles?: string[] | undefined
}

/**
 * The page behind the link in an acknowledgement. Only its button consents: mail servers open every link to look at
 * it, and nobody has agreed by that. The signed token is the right to answer for one address, so no cookie is needed.
 */
export function consentRoutes({ db, secret, now, styles = [] }: Deps): Hono {
  const app = new Hono()
  const page = pageWith(styles)
  const invalid = (c: Context) => {
    c.status(404)
    return page(c, 'vi', [say('vi', 'mail:consent-invalid'), say('en', 'mail:consent-invalid')])
  }
  app.get('/email/consent', async (c) => {
    const token = c.req.query('token') ?? ''
    const asked = await askedByLink(db, secret, token)
    if (!asked) return invalid(c)
    if (asked.consented) return page(c, asked.language, [words(asked, 'consent-already')])
    const office = await loadOffice(db)
    const values = { office: office.name(asked.language), years: office.consent.retentionYears }
    const text = say(asked.language, 'mail:consent-text', values)
    const form = html`<form method="post" action="/email/consent">
      <input type="hidden" name="token" value="${token}">
      <button type="submit">${words(asked, 'consent-yes')}</button>
    </form>`
    return page(c, asked.language, [text, form])
  })
  app.post('/email/consent', bodyLimit({ maxSize: formBytes, onError: invalid }), async (c) => {
    const body = await c.req.parseBody()
    const token = typeof body.token === 'string' ? body.token : ''
    const asked = await consentByLink(db, secret, token, now())
    return asked ? page(c, asked.language, [words(asked, 'consent-thanks')]) : invalid(c)
  })
  return app
}

function words({ language }: Asked, key: string): string {
  return say(language, `mail:${key}`)
}

type Block = string | ReturnType<typeof html>

type Page = (c: Context, language: Language, blocks: Block[]) => Response | Promise<Response>

function pageWith(styles: string[]): Page {
  const sheets = styles.map((href) => html`<link rel="stylesheet" href="${href}">`)
  return (c, language, blocks) => {
    for (const [name, value] of Object.entries(headers)) c.header(name, value)
    const title = say(language, 'mail:consent-title')
    const shown = blocks.map((block) => (typeof block === 'string' ? html`<p>${block}</p>` : block))
    return c.html(html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
${sheets}
</head>
<body>
<main>
<h1>${title}</h1>
${shown}
</main>
</body>
</html>`)
  }
}

const headers = {
  'Content-Security-Policy':
    "default-src 'none'; style-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-store',
}
