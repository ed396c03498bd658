import type { Context, MiddlewareHandler } from 'hono'
import { say } from '#core/language.ts'
import { languageOf } from './language.ts'

/**
 * Refuses what another site's page makes a browser post here. Programs send no `Origin` and pass; a browser
 * always sends one with a post.
 */
export function sameSiteOnly(publicUrl: string, embedOrigins: string[]): MiddlewareHandler {
  const allowed = new Set([publicUrl, ...embedOrigins].map((url) => new URL(url).origin))
  return async (c, next) => {
    if (comesFromElsewhere(c, allowed)) {
      return c.json({ error: say(languageOf(c), 'webchat:refused.origin') }, 403)
    }
    return next()
  }
}

function comesFromElsewhere(c: Context, allowed: Set<string>): boolean {
  const origin = c.req.header('origin')
  if (origin === undefined) return c.req.header('sec-fetch-site') === 'cross-site'
  if (allowed.has(origin)) return false
  return !URL.canParse(origin) || new URL(origin).host !== c.req.header('host')
}
