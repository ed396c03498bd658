// Live without reload: the server says that something changed, the page fetches its own part again.
import { announce, words } from './desk-page.js'

const pause = 300
const again = 15_000
let timer
let known = codes()
let query = document.getElementById('rows')?.dataset.query

if (document.getElementById('live-state')) listen()

function listen() {
  const source = new EventSource(document.getElementById('desk').dataset.events)
  source.addEventListener('ticket', (event) => changed(JSON.parse(event.data).id))
  source.addEventListener('list', () => refreshSoon())
  source.addEventListener('presence', (event) => {
    if (isOpen(JSON.parse(event.data).id)) stir('desk:presence')
  })
  source.addEventListener('open', () => state('online'))
  source.addEventListener('error', () => {
    state('offline')
    // The browser gives up where it was turned away; somebody may have signed in again beside this page.
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, again)
  })
  window.addEventListener('pagehide', () => source.close())
}

function changed(id) {
  if (isOpen(id)) stir('desk:ticket')
  refreshSoon()
}

/** A burst of events is one refresh; focus and typed text stay because htmx morphs. */
function refreshSoon() {
  clearTimeout(timer)
  timer = setTimeout(() => stir('desk:list'), pause)
}

function stir(name) {
  document.body.dispatchEvent(new Event(name))
}

function isOpen(id) {
  return document.getElementById('ticket')?.dataset.id === String(id)
}

function state(name) {
  const sign = document.getElementById('live-state')
  if (!sign) return
  if (name === 'online' && sign.dataset.state === 'offline') {
    stir('desk:list')
    stir('desk:ticket')
  }
  sign.dataset.state = name
  sign.textContent = words(name)
}

/** What arrives while nobody looks has not been read; the server hears of it when the page is looked at again. */
let unseen = false
document.addEventListener('htmx:config:request', ({ detail: { ctx } }) => {
  if (ctx.sourceElement?.id !== 'timeline') return
  if (document.hidden) unseen = true
  else ctx.request.body.set('seen', '1')
})
document.addEventListener('visibilitychange', () => {
  if (document.hidden || !unseen) return
  unseen = false
  stir('desk:ticket')
})

document.addEventListener('htmx:after:swap', () => {
  markOpen()
  tellArrivals()
  warnOfNews()
})

document.addEventListener('htmx:after:swap', (event) => {
  const target = event.detail?.ctx?.target
  if (target?.id !== 'pane') return
  document.getElementById('ticket-title')?.focus({ preventScroll: true })
  showLatest()
})

showLatest()

/** A long conversation opens where it goes on: its last message in sight, the editor below it. */
function showLatest() {
  const pane = document.getElementById('pane')
  const last = document.querySelector('#timeline .timeline > :last-child')
  const list = document.querySelector('#split > .split-list')
  // On a phone the page itself scrolls, and it stands where the list was left.
  if (list && getComputedStyle(list).display === 'none') window.scrollTo(0, 0)
  if (pane) pane.scrollTop = 0
  if (!pane || !last) return
  const bottom = last.getBoundingClientRect().bottom - pane.getBoundingClientRect().top
  pane.scrollTop = Math.max(0, bottom - pane.clientHeight / 2)
}

/** The row of the open ticket is marked, and on a phone the ticket is what is shown. */
function markOpen() {
  const code = document.getElementById('ticket')?.dataset.code
  document.getElementById('split')?.classList.toggle('split-open', code !== undefined)
  for (const row of document.querySelectorAll('#rows a.row-link')) {
    if (row.dataset.code === code) row.setAttribute('aria-current', 'true')
    else row.removeAttribute('aria-current')
  }
}

function tellArrivals() {
  const now = codes()
  const shown = document.getElementById('rows')?.dataset.query
  const fresh = [...now].filter((code) => !known.has(code))
  if (shown === query && fresh.length > 0) announce(words('arrived', { codes: fresh.join(', ') }))
  known = now
  query = shown
}

function codes() {
  const rows = document.querySelectorAll('#rows [data-code]')
  return new Set([...rows].map((row) => row.dataset.code))
}

/** The ticket moved on while something is being written: said before it is sent, not after. */
function warnOfNews() {
  const timeline = document.getElementById('timeline')
  if (!timeline) return
  const { version, seen } = timeline.dataset
  for (const warning of document.querySelectorAll('[data-since-version]')) {
    const moved = warning.dataset.sinceVersion !== version || warning.dataset.since !== seen
    if (moved && warning.hidden) announce(warning.textContent.trim())
    warning.hidden = !moved
  }
}
