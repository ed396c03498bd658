// What is being written is kept on the server: a moment after the last key, on leaving the field and the page.
import { post, words } from './desk-page.js'

const clock = new Intl.DateTimeFormat('vi-VN', { timeStyle: 'short', timeZone: 'Asia/Ho_Chi_Minh' })
const delay = 700
const again = 4000
const drafts = new WeakMap()

document.addEventListener('input', (event) => {
  const draft = draftOf(event.target)
  if (!draft) return
  clearTimeout(draft.timer)
  draft.timer = setTimeout(() => save(draft), delay)
})

document.addEventListener('focusout', (event) => {
  const draft = draftOf(event.target)
  if (draft) void save(draft)
})

document.addEventListener('submit', (event) => {
  for (const field of event.target.querySelectorAll('[data-draft]')) {
    const draft = draftOf(field)
    clearTimeout(draft.timer)
    draft.sending?.abort()
    draft.submitted = true
  }
})

document.addEventListener('htmx:after:request', () => {
  for (const field of fields()) draftOf(field).submitted = false
})

window.addEventListener('pagehide', saveAll)
document.addEventListener('visibilitychange', () => document.hidden && saveAll())

window.addEventListener('beforeunload', (event) => {
  if (fields().some((field) => draftOf(field).failed)) event.preventDefault()
})

function saveAll() {
  for (const field of fields()) void save(draftOf(field))
}

function fields() {
  return [...document.querySelectorAll('textarea[data-draft]')]
}

function draftOf(field) {
  if (!(field instanceof HTMLTextAreaElement) || !field.dataset.draft) return undefined
  let draft = drafts.get(field)
  if (!draft) {
    draft = { field, saved: field.defaultValue }
    drafts.set(field, draft)
  }
  return draft
}

async function save(draft) {
  const { field } = draft
  const body = field.value
  clearTimeout(draft.timer)
  if (body === draft.saved || draft.submitted) return
  draft.sending?.abort()
  const sending = new AbortController()
  draft.sending = sending
  try {
    const response = await post(field.dataset.draft, { body }, sending.signal)
    if (!response.ok) throw new Error(String(response.status))
    draft.saved = body
    draft.failed = false
    tell(field, words('draftSaved', { time: clock.format(new Date()) }))
  } catch (error) {
    if (error.name === 'AbortError') return
    draft.failed = true
    tell(field, words('draftFailed'))
    draft.timer = setTimeout(() => save(draft), again)
  }
}

function tell(field, text) {
  const place = document.getElementById(`${field.id}-draft`)
  if (place) place.textContent = text
}
