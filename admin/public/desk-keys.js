// One-letter keys (WCAG 2.1.4: they can be switched off in the help) and the Ctrl keys.
import { isTyping } from './desk-page.js'

const off = 'desk-letter-keys-off'

const letters = {
  j: () => step(1),
  k: () => step(-1),
  '/': () => focus(document.getElementById('q')),
  '?': () => help(),
  r: () => compose('answer'),
  m: () => compose('more'),
  n: () => compose('note'),
  l: () => focus(document.getElementById('law-q')),
  a: () => panel('a'),
  t: () => panel('t'),
  y: () => document.querySelector('[data-key="y"]')?.click(),
}

document.addEventListener('keydown', (event) => {
  if (event.isComposing || event.defaultPrevented || event.altKey) return
  if (event.ctrlKey || event.metaKey) {
    if (event.key === 'Enter') send(event)
    return
  }
  if (event.key === 'Escape') return leave(event)
  if (isTyping(event.target) || document.querySelector('dialog[open]')) return
  if (localStorage.getItem(off) !== null) return
  const act = letters[event.key.toLowerCase()]
  if (!act) return
  event.preventDefault()
  act()
})

document.addEventListener('change', (event) => {
  if (event.target.id !== 'letter-keys') return
  if (event.target.checked) localStorage.removeItem(off)
  else localStorage.setItem(off, '1')
})

document.addEventListener('toggle', focusPanel, true)
document.addEventListener('click', closeMenus)
document.addEventListener('click', insert)

/** A menu closes when something in it was chosen, or when the click went elsewhere. */
function closeMenus(event) {
  for (const menu of document.querySelectorAll('.deed-menu[open]')) {
    if (!event.target.closest('summary') || !menu.contains(event.target)) menu.open = false
  }
}

/** A form that opens takes the focus, so that it can be filled at once. */
function focusPanel(event) {
  if (event.newState !== 'open' || !event.target.classList?.contains('panel')) return
  focus(event.target.querySelector('select, textarea, input:not([type=hidden])'))
}

/** Puts an earlier answer into the editor at the caret. */
function insert(event) {
  const button = event.target.closest('[data-insert-from]')
  const from = button && document.getElementById(button.dataset.insertFrom)
  const field = button && document.getElementById(button.dataset.insertInto)
  if (!from || !field) return
  compose('answer')
  field.setRangeText(from.textContent, field.selectionStart, field.selectionEnd, 'end')
  field.dispatchEvent(new Event('input', { bubbles: true }))
  focus(field)
}

document.addEventListener('click', (event) => {
  const opener = event.target.closest('[data-opens]')
  if (!opener) return
  const dialog = document.getElementById(opener.dataset.opens)
  if (dialog?.open === false) dialog.showModal()
})

/** Moves through the rows of the inbox; Enter on a focused row opens it, because it is a link. */
function step(by) {
  const rows = [...document.querySelectorAll('#rows a.row-link')]
  if (rows.length === 0) return
  const focused = rows.indexOf(document.activeElement)
  const open = rows.findIndex((row) => row.getAttribute('aria-current') === 'true')
  const from = focused >= 0 ? focused : open
  const next = from < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, from + by))
  focus(rows[next])
}

function focus(element) {
  if (!element) return
  element.focus()
  element.scrollIntoView({ block: 'nearest' })
}

function compose(kind) {
  const choice = document.getElementById(`compose-${kind}`)
  if (!choice) return
  choice.checked = true
  focus(document.querySelector(`.compose-${kind} textarea`))
}

/** Opens the form of the deed that has this key. */
function panel(key) {
  const button = document.querySelector(`button[data-key="${key}"]`)
  const form = button && document.getElementById(button.getAttribute('popovertarget'))
  if (!form) return
  if (form.popover !== null) form.showPopover()
  focus(form.querySelector('select, textarea, input:not([type=hidden])'))
}

function help() {
  const dialog = document.getElementById('desk-help')
  if (!dialog) return
  const letterKeys = dialog.querySelector('#letter-keys')
  if (letterKeys) letterKeys.checked = localStorage.getItem(off) === null
  dialog.showModal()
}

function send(event) {
  const form = event.target instanceof Element ? event.target.closest('form') : null
  if (form?.method !== 'post') return
  event.preventDefault()
  form.requestSubmit(form.querySelector('button[type=submit].button-primary, button[type=submit]'))
}

/** Leaves a field first, so that the one-letter keys work again; the browser itself closes dialogs and panels. */
function leave(event) {
  for (const menu of document.querySelectorAll('.deed-menu[open]')) menu.open = false
  if (isTyping(event.target) && !event.target.closest('dialog, [popover]')) event.target.blur()
}
