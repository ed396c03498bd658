// Ctrl+K: every action of this page and every page of the panel by name, and a ticket by its code.
import { plain, words } from './desk-page.js'

const most = 12
let items = []
let at = 0

const dialog = () => document.getElementById('desk-palette')
const field = () => document.getElementById('palette-q')
const list = () => document.getElementById('palette-list')

document.addEventListener('keydown', (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'k' || !dialog()) return
  event.preventDefault()
  if (dialog().open) return dialog().close()
  field().value = ''
  dialog().showModal()
  render()
})

document.addEventListener('input', (event) => event.target === field() && render())

document.addEventListener('keydown', (event) => {
  if (event.target !== field() || event.isComposing) return
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    event.preventDefault()
    at = (at + (event.key === 'ArrowDown' ? 1 : -1) + items.length) % Math.max(items.length, 1)
    mark()
  }
  if (event.key === 'Enter' && items[at]) {
    event.preventDefault()
    choose(items[at])
  }
})

function render() {
  const typed = field().value.trim()
  const wanted = plain(typed)
  items = [
    ...byCode(typed),
    ...actions()
      .filter(({ label }) => plain(label).includes(wanted))
      .slice(0, most),
    ...search(typed),
  ]
  at = 0
  list().replaceChildren(...items.map(option))
  mark()
}

function byCode(typed) {
  if (!/^(?:hl[- ]?)?\d[\d-]*$/i.test(typed)) return []
  const go = () => location.assign(`/admin/go?code=${encodeURIComponent(typed)}`)
  return [{ label: words('goTo', { code: typed.toUpperCase() }), go }]
}

/** Whatever else was typed can be looked for in all tickets. */
function search(typed) {
  if (typed === '') return []
  const go = () => location.assign(`/admin/tickets?${new URLSearchParams({ q: typed })}`)
  return [{ label: words('searchFor', { text: typed }), go }]
}

/** What the page itself offers: anything that carries a name for the palette, and the menu. */
function actions() {
  const named = [...document.querySelectorAll('[data-action-name]')]
  const links = [...document.querySelectorAll('nav a[href]')]
  return [
    ...named.map((one) => ({
      label: one.dataset.actionName,
      key: one.dataset.key,
      go: () => one.click(),
    })),
    ...links.map((one) => ({ label: one.textContent.trim(), go: () => one.click() })),
  ].filter(({ label }) => label)
}

function option(item, index) {
  const row = document.createElement('div')
  row.id = `palette-${index}`
  row.setAttribute('role', 'option')
  row.textContent = item.label
  if (item.key) {
    const key = document.createElement('kbd')
    key.textContent = item.key
    row.append(key)
  }
  row.addEventListener('click', () => choose(item))
  return row
}

function mark() {
  const rows = [...list().children]
  for (const [index, row] of rows.entries()) row.setAttribute('aria-selected', String(index === at))
  field().setAttribute('aria-activedescendant', rows[at]?.id ?? '')
  rows[at]?.scrollIntoView({ block: 'nearest' })
}

function choose(item) {
  dialog().close()
  item.go()
}
