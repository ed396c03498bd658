import { Hono } from 'hono'

/**
 * The page with which Zalo checks that a domain is ours, before it posts events there. `code` is what its console shows
 * (Xác thực domain): the page is named after it and holds it. Letters, digits, `-` and `_` only.
 */
export function siteRoutes(code: string | undefined): Hono {
  const routes = new Hono()
  if (code === undefined) return routes
  const page = `<!doctype html>
<html><head><meta name="zalo-platform-site-verification" content="${code}" /></head></html>`
  return routes.get(`/zalo_verifier${code}.html`, (c) => c.html(page))
}
