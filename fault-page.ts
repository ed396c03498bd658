import { randomUUID } from 'node:crypto'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { HTTPException } from 'hono/http-exception'
import type { Logger } from 'pino'
import { languages, say } from '#core/language.ts'

/** What nobody nearer caught: a plain page with the id under which the log tells what happened. */
export function answerUnexpected(log: Logger) {
  return (error: Error, c: Context): Response | Promise<Response> => {
    if (error instanceof HTTPException && error.status < 500) return error.getResponse()
    const request = randomUUID().slice(0, 8)
    const { method, path } = c.req
    log.error({ err: error, request, method, path: withoutOwner(path) }, 'request failed')
    c.header('Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'")
    c.header('Cache-Control', 'no-store')
    c.header('X-Request-Id', request)
    return c.html(
      html`<!doctype html>
        <html lang="vi">
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width" />
          <title>${say('vi', 'server:fault.title')}</title>
          ${languages.map(
            (language) => html`<section lang="${language}">
              <h1>${say(language, 'server:fault.title')}</h1>
              <p>${say(language, 'server:fault')}</p>
              <p>${say(language, 'server:fault.request', { request })}</p>
            </section>`,
          )}
        </html>`,
      500,
    )
  }
}

/** An address without what ties it to one person: their own link to a survey, a class, a certificate. */
function withoutOwner(path: string): string {
  return path.replace(/^(\/khao-sat\/[^/]+|\/lop\/ve|\/chung-nhan)\/[^/]+/, '$1/…')
}
