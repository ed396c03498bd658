// Canned answers: "/" at the start of a line in an editor opens the list, typing narrows it, Enter puts it in.
import { announce, plain, words } from './desk-page.js'

let open
const loaded = new Map()

document.addEventListener('input', (event) => {
  const field = event.target
  if (!(field instanceof HTMLTextAreaElement) || !field.dataset.canned) return
  const asked = askedFor(field)
  if (asked === undefined) close()
  else void show(field, asked)
})

document.addEventListener(
  'keydown',
  (event) => {
    if (!open || event.target !== open.field) return
    const act = {
      ArrowDown: () => move(1),
      ArrowUp: () => move(-1),
      Enter: insert,
      Tab: insert,
      Escape: close,
    }[event.key]
    if (!act || event.ctrlKey) return
    event.preventDefault()
    event.stopPropagation()
    act()
  },
  { capture: true },
)

document.addEventListener('focusout', (event) => {
  if (open && event.target === open.field) setTimeout(close, 150)
})

/** The word after a slash that begins the line under the caret; undefined when there is none. */
function askedFor(field) {
  const before = field.value.slice(0, field.selectionStart)
  return before.match(/(?:^|\n)\/([^\n/]{0,40})$/)?.[1]
}

async function show(field, asked) {
  const url = field.dataset.canned
  if (!loaded.has(url))
    loaded.set(
      url,
      fetch(url).then((response) => response.json()),
    )
  const all = await loaded.get(url)
  if (askedFor(field) === undefined) return
  const wanted = plain(asked)
  const found = all.filter((one) => plain(`${one.title} ${one.body}`).includes(wanted)).slice(0, 8)
  render(field, found)
}

function render(field, found) {
  const list = document.getElementById(`${field.id}-canned`)
  if (!list) return
  open = { field, list, found, at: 0 }
  list.replaceChildren(...found.map((one, index) => option(field, one, index)))
  if (found.length === 0) list.replaceChildren(nothing())
  list.hidden = false
  mark()
  announce(words('cannedFound', { count: found.length }))
}

function option(field, one, index) {
  const item = document.createElement('div')
  item.id = `${field.id}-canned-${index}`
  item.setAttribute('role', 'option')
  const title = document.createElement('strong')
  title.textContent = one.title
  const body = document.createElement('span')
  body.textContent = one.body
  item.append(title, body)
  item.addEventListener('mousedown', (event) => {
    event.preventDefault()
    open.at = index
    insert()
  })
  return item
}

function nothing() {
  const item = document.createElement('div')
  item.textContent = words('cannedNone')
  return item
}

function move(by) {
  const { found } = open
  open.at = (open.at + by + found.length) % Math.max(found.length, 1)
  mark()
}

function mark() {
  const items = [...open.list.querySelectorAll('[role=option]')]
  for (const [index, item] of items.entries()) {
    item.setAttribute('aria-selected', String(index === open.at))
  }
  const current = items[open.at]
  if (current) open.field.setAttribute('aria-activedescendant', current.id)
  current?.scrollIntoView({ block: 'nearest' })
}

function insert() {
  const { field, found, at } = open
  const chosen = found[at]
  close()
  if (!chosen) return
  const start = field.value.slice(0, field.selectionStart).lastIndexOf('/')
  field.setRangeText(chosen.body, start, field.selectionStart, 'end')
  field.dispatchEvent(new Event('input', { bubbles: true }))
}

function close() {
  if (!open) return
  open.list.hidden = true
  open.field.removeAttribute('aria-activedescendant')
  open = undefined
}
