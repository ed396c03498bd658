// Noting who is there: by camera, by number, or by a tap on the list. What was noted waits on the device until the desk
// has it, and is sent again until it has; the desk notes nobody twice.
import { reader } from './check-in-camera.js'
import { tokenIn } from './check-in-code.js'

const page = document.getElementById('check-in')
const { path, session, worker } = page.dataset
const words = JSON.parse(page.dataset.words)
const roster = JSON.parse(page.dataset.roster)
const store = `check-in:${session}`
const byHash = new Map(roster.map((one) => [one.hash, one]))
const byId = new Map(roster.map((one) => [one.id, one]))

const result = document.getElementById('check-result')
const net = document.getElementById('check-net')
const count = document.getElementById('check-there')

const say = (key, values = {}) =>
  Object.entries(values).reduce(
    (text, [name, value]) => text.replaceAll(`{{${name}}}`, value),
    words[key] ?? key,
  )

function waiting() {
  try {
    return JSON.parse(localStorage.getItem(store) ?? '[]')
  } catch {
    return []
  }
}

function keep(list) {
  if (list.length === 0) localStorage.removeItem(store)
  else localStorage.setItem(store, JSON.stringify(list))
}

function show(outcome, name, more = {}) {
  const good = outcome === 'attended' || outcome === 'already' || outcome === 'unchecked'
  result.className = `check-result ${good ? 'check-good' : 'check-bad'}`
  result.replaceChildren()
  if (name) {
    const who = document.createElement('b')
    who.textContent = name
    result.append(who)
  }
  const what = document.createElement('span')
  what.textContent = say(outcome, more)
  result.append(what)
  if (navigator.vibrate) navigator.vibrate(good ? 80 : [80, 80, 80])
}

function tell() {
  const n = waiting().length
  const state = navigator.onLine ? say('online') : say('offline')
  net.textContent = n > 0 ? `${state} ${say('waiting', { n })}` : state
}

function markThere(one) {
  if (one.there) return false
  one.there = true
  count.textContent = String(roster.filter((other) => other.there).length)
  const row = document.querySelector(`[data-check-row="${one.id}"]`)
  if (row) {
    row.classList.add('check-done')
    const cell = row.lastElementChild
    const sign = document.createElement('span')
    sign.className = 'badge badge-good'
    sign.textContent = say('mark')
    cell.replaceChildren(sign)
  }
  return true
}

async function hashOf(token) {
  if (!crypto.subtle) return undefined
  const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(token))
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Notes one on the device first, then tells the desk. */
function note(entry, known) {
  const id = `${Date.now()}-${Math.random().toString(36).slice(2)}`
  keep([...waiting(), { id, at: new Date().toISOString(), ...entry }])
  if (known) show(markThere(known) ? 'attended' : 'already', known.name)
  else show('unchecked')
  tell()
  void send()
}

async function noteToken(token, how) {
  note({ token, how }, byHash.get(await hashOf(token)))
}

let sending = false

async function send() {
  const batch = waiting().slice(0, 500)
  if (sending || batch.length === 0 || !navigator.onLine) return
  sending = true
  try {
    const { token } = document.getElementById('desk').dataset
    const response = await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-csrf-token': token },
      body: JSON.stringify({ seen: batch.map(({ id: _, ...one }) => one) }),
    })
    if (response.status === 401 || response.redirected) return show('signed-out')
    const told = await response.json()
    if (!response.ok) {
      if (response.status === 422) show('refused', '', { why: told.why ?? '' })
      return
    }
    settle(batch, told.outcomes)
  } catch {
    // No network after all: it stays on the device.
  } finally {
    sending = false
    tell()
  }
  if (waiting().length > 0 && navigator.onLine) setTimeout(() => void send(), 5_000)
}

/** Takes away what the desk has; says of each that did not count why. */
function settle(batch, outcomes) {
  const sent = new Set(batch.map(({ id }) => id))
  keep(waiting().filter(({ id }) => !sent.has(id)))
  for (const { outcome, signupId, attendee, course } of outcomes) {
    const known = byId.get(signupId)
    if (known && (outcome === 'attended' || outcome === 'already')) markThere(known)
    if (outcome !== 'attended' && outcome !== 'already') {
      show(outcome, attendee ?? '', { course: course ?? '' })
    } else if (!known) show(outcome, attendee ?? '')
  }
}

page.addEventListener('submit', (event) => {
  const form = event.target
  const mark = event.submitter?.dataset.checkMark
  if (mark) {
    event.preventDefault()
    const known = byId.get(Number(mark))
    return note({ signupId: Number(mark), how: 'typed' }, known)
  }
  if (!form.classList.contains('check-typed')) return
  event.preventDefault()
  const field = form.elements.typed
  const typed = field.value.trim()
  const known = roster.find(({ number }) => String(number) === typed)
  const token = tokenIn(typed)
  if (known) note({ signupId: known.id, how: 'typed' }, known)
  else if (token) void noteToken(token, 'typed')
  else return show('no-token')
  field.value = ''
  narrow()
  field.focus()
})

// A name that is typed narrows the list.
const plain = (text) =>
  text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('đ', 'd')
const typed = document.getElementById('check-typed')
typed.addEventListener('input', narrow)

function narrow() {
  const words = plain(typed.value.trim())
  const narrows = words.length > 1 && /[a-z]/.test(words) && !tokenIn(typed.value)
  for (const one of roster) {
    const row = document.querySelector(`[data-check-row="${one.id}"]`)
    if (row) row.hidden = narrows && !plain(one.name).includes(words)
  }
}

let last = ''
const camera = reader(page, (text) => {
  if (text === last) return
  last = text
  setTimeout(() => (last = ''), 4_000)
  const token = tokenIn(text)
  if (token) void noteToken(token, 'scan')
  else show('no-token')
})

const button = page.querySelector('[data-check-camera]')
button.addEventListener('click', async () => {
  const on = await camera.toggle()
  if (on === undefined) show('no-camera')
  button.querySelector('span').textContent = say(on ? 'camera-off' : 'camera')
})

addEventListener('online', () => {
  tell()
  void send()
})
addEventListener('offline', tell)
setInterval(() => void send(), 30_000)
for (const { token, signupId } of waiting()) {
  if (signupId) markThere(byId.get(signupId) ?? { there: true })
  else void hashOf(token).then((hash) => byHash.has(hash) && markThere(byHash.get(hash)))
}
tell()
void send()

// The page itself is kept on the device, so that it opens without a network too.
if ('serviceWorker' in navigator) {
  navigator.serviceWorker.register(worker).then(
    async () => {
      const { active } = await navigator.serviceWorker.ready
      const used = performance
        .getEntriesByType('resource')
        .map(({ name }) => name)
        .filter((name) => name.startsWith(`${location.origin}/admin/assets/`))
      active.postMessage({
        keep: [...used, new URL(page.dataset.reader, location.href).href],
        page: location.href,
      })
    },
    () => {},
  )
}
