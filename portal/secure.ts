import type { Context } from 'hono'

/** A page holds nothing from elsewhere and nothing inline that runs; `ancestors` may show it in a frame. */
export function secure(c: Context, ancestors: string, caching = 'no-store'): void {
  const own = ['script-src', 'style-src', 'img-src', 'font-src', 'connect-src', 'form-action']
  const policy = [
    "default-src 'none'",
    ...own.map((kind) => `${kind} 'self'`),
    "base-uri 'none'",
    `frame-ancestors ${ancestors}`,
  ]
  c.header('Content-Security-Policy', policy.join('; '))
  c.header('X-Content-Type-Options', 'nosniff')
  c.header('Referrer-Policy', 'same-origin')
  c.header('Cache-Control', caching)
}
