import { createUploads } from './chat-files.js'
import { createQueue, newId, store } from './chat-queue.js'
import { createView } from './chat-view.js'

const page = document.getElementById('chat')
const words = JSON.parse(page.dataset.words)
const embedded = page.dataset.embed === '1'
const suffix = embedded ? '?embed=1' : ''
const form = document.getElementById('say')
const input = form.elements.text
const picker = form.elements.file
const title = document.title

const view = createView({ words, timeZone: page.dataset.zone, onDeed: deed })
const queue = createQueue(`/chat/messages${suffix}`, (item, state, sentence) => {
  if (!view.has(item.id)) view.show(asSaid(item))
  const deeds = state === 'failed' ? [...(item.text ? ['edit'] : []), 'discard'] : []
  const said = state === 'waiting' && sentence ? `${sentence} ${words.waiting}` : sentence
  view.mark(item.id, state, said || undefined, deeds)
  if (state === 'failed') failed.set(item.id, item)
})
const uploads = createUploads(`/chat/files${suffix}`, {
  ...{ words, newId, view },
  largest: Number(page.dataset.largest),
})
const failed = new Map()

function asSaid({ id, text, label }) {
  return { id, from: 'me', text: text ?? label }
}

function say(message) {
  const item = { id: newId(), ...message }
  view.show(asSaid(item), 'sending')
  queue.add(item)
}

function deed(name, id) {
  if (name === 'retry') return uploads.upload(id)
  if (name === 'edit') {
    input.value = [failed.get(id).text, input.value].filter(Boolean).join('\n')
    grow()
    input.focus()
  }
  uploads.drop(id)
  failed.delete(id)
  view.remove(id)
}

function sendTyped() {
  const text = input.value
  if (text.trim() === '') return input.focus()
  say({ text })
  input.value = ''
  store.take('hl:draft')
  grow()
}

/** Grows with what is typed where the style sheet alone cannot. */
function grow() {
  if (CSS.supports('field-sizing', 'content')) return
  input.style.height = 'auto'
  input.style.height = `${input.scrollHeight + 2}px`
}

form.addEventListener('submit', (event) => {
  event.preventDefault()
  const pressed = event.submitter
  if (pressed?.name === 'choice') {
    view.closeChoices()
    say({ choice: pressed.value, label: pressed.textContent })
    if (event.submitter.matches(':focus-visible')) input.focus()
  } else if (pressed?.name === 'quick') say({ text: pressed.value })
  else sendTyped()
})

input.addEventListener('keydown', (event) => {
  const typing = event.isComposing || event.shiftKey || matchMedia('(pointer: coarse)').matches
  if (event.key !== 'Enter' || (typing && !event.ctrlKey)) return
  event.preventDefault()
  sendTyped()
})
input.addEventListener('input', () => {
  store.put('hl:draft', input.value)
  grow()
})

function sendFiles(files, event) {
  if (files.length === 0) return
  event.preventDefault()
  uploads.send([...files])
}
picker.addEventListener('change', (event) => {
  sendFiles([...picker.files], event)
  picker.value = ''
})
input.addEventListener('paste', (event) => sendFiles(event.clipboardData.files, event))
page.addEventListener('dragover', (event) => event.preventDefault())
page.addEventListener('drop', (event) => sendFiles(event.dataTransfer.files, event))

let cursor = page.dataset.after
let source
let unseen = 0
let trouble = 0

function connect() {
  source = new EventSource(`/chat/events?after=${cursor}${embedded ? '&embed=1' : ''}`)
  source.onopen = () => offline(false)
  source.onmessage = ({ data, lastEventId }) => {
    cursor = lastEventId
    hear(JSON.parse(data))
  }
  source.onerror = () => {
    offline(true)
    if (source.readyState !== EventSource.CLOSED) return
    setTimeout(connect, 10_000)
  }
}

function hear(event) {
  queue.remove(event.id)
  if (view.has(event.id)) {
    if (event.from === 'me') view.mark(event.id, 'sent')
    return
  }
  view.show(event)
  if (event.from === 'me') return
  if (embedded) parent.postMessage('hoi-luat:news', '*')
  if (document.hidden) document.title = `(${++unseen}) ${title}`
}

/** A moment's gap is no news; a lasting one is said. */
function offline(is) {
  clearTimeout(trouble)
  const bar = document.getElementById('offline')
  if (!is) {
    if (!bar.hidden) void queue.flush()
    bar.hidden = true
  } else
    trouble = setTimeout(() => {
      bar.hidden = false
    }, 4000)
}

/** Another page has put a question into the box: what was being written stays before it, and a reload adds nothing. */
function handedOver() {
  const draft = (store.get('hl:draft') ?? '').trim()
  if (draft && draft !== input.value) input.value = `${draft}\n${input.value}`
  store.put('hl:draft', input.value)
  const address = new URL(location.href)
  address.searchParams.delete('q')
  history.replaceState(null, '', address)
}

/** The link to a class or a survey says which in the box: it is sent at once, and not again by a reload. */
function linked() {
  const address = new URL(location.href)
  address.searchParams.delete('ref')
  history.replaceState(null, '', address)
  if (/^(?:lop|ks)-[a-z0-9-]+$/.test(input.value)) form.requestSubmit()
}

document.addEventListener('visibilitychange', () => {
  if (document.hidden) return
  unseen = 0
  document.title = title
})
addEventListener('pagehide', () => source.close())
addEventListener('pageshow', (event) => {
  if (event.persisted) connect()
})

if (embedded) {
  addEventListener('keydown', (event) => {
    if (event.key === 'Escape') parent.postMessage('hoi-luat:close', '*')
  })
  addEventListener('message', (event) => {
    if (event.source === parent && event.data === 'hoi-luat:opened') input.focus()
  })
}

document.documentElement.classList.add('js')
for (const item of queue.waiting()) {
  if (view.has(item.id)) queue.remove(item.id)
  else view.show(asSaid(item), 'sending')
}
if (input.value === '') input.value = store.get('hl:draft') ?? ''
else if (new URL(location.href).searchParams.has('q')) handedOver()
else if (new URL(location.href).searchParams.has('ref')) linked()
grow()
view.toEnd()
connect()
void queue.flush()
if (!embedded && matchMedia('(pointer: fine)').matches) input.focus()
