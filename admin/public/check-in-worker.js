// Keeps the page for noting attendance on the device, so that it opens where there is no network. It answers for
// nothing else. What it keeps goes when the session at the desk ends, and after two days.
const name = 'check-in-1'
const keptMs = 2 * 24 * 60 * 60 * 1000
const pages = /^\/admin\/courses\/\d+\/sessions\/\d+\/check-in$/

self.addEventListener('install', () => self.skipWaiting())
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

self.addEventListener('message', (event) => event.waitUntil(keepAll(event.data ?? {})))

async function keepAll({ keep = [], page }) {
  const cache = await caches.open(name)
  await forgetOld(cache)
  const own = [...new Set(keep)].filter((url) => new URL(url).origin === location.origin)
  await Promise.all(
    own.map(async (url) => {
      if (!(await cache.match(url))) await cache.add(url).catch(() => {})
    }),
  )
  if (page && pages.test(new URL(page).pathname)) await take(page, cache)
}

async function take(request, cache) {
  const response = await fetch(request, { credentials: 'same-origin', redirect: 'manual' })
  if (response.ok) await cache.put(request, stamped(response.clone()))
  // Signed out: what was kept of people's names goes.
  else if (response.type === 'opaqueredirect' || response.status === 401) await forgetPages(cache)
  return response
}

function stamped(response) {
  const headers = new Headers(response.headers)
  headers.set('x-kept-at', String(Date.now()))
  return new Response(response.body, { status: response.status, headers })
}

async function forgetPages(cache) {
  for (const request of await cache.keys()) {
    if (pages.test(new URL(request.url).pathname)) await cache.delete(request)
  }
}

async function forgetOld(cache) {
  for (const request of await cache.keys()) {
    if (!pages.test(new URL(request.url).pathname)) continue
    const at = Number((await cache.match(request))?.headers.get('x-kept-at') ?? 0)
    if (Date.now() - at > keptMs) await cache.delete(request)
  }
}

self.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== location.origin) return
  if (pages.test(url.pathname) && request.mode === 'navigate') event.respondWith(newest(request))
  else if (url.pathname.startsWith('/admin/assets/')) event.respondWith(kept(request))
})

async function newest(request) {
  const cache = await caches.open(name)
  try {
    return await take(request, cache)
  } catch {
    return (
      (await cache.match(request, { ignoreSearch: true, ignoreVary: true })) ?? Response.error()
    )
  }
}

async function kept(request) {
  const cache = await caches.open(name)
  const found = await cache.match(request)
  if (found) return found
  const response = await fetch(request)
  if (response.ok) await cache.put(request, response.clone())
  return response
}
