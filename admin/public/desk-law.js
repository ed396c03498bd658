// The law base beside the editor: puts a citation into the legal basis, a passage into the answer, by mouse or keys.
import { announce } from './desk-page.js'

document.addEventListener('click', (event) => {
  const button = event.target instanceof Element ? event.target.closest('button') : null
  if (button?.dataset.lawQuote !== undefined) quote(button)
  if (button?.dataset.lawCite !== undefined) cite(button)
})

document.addEventListener('click', (event) => {
  const link = event.target instanceof Element ? event.target.closest('a[data-law-q]') : null
  const field = link && document.getElementById('law-q')
  if (!field) return
  event.preventDefault()
  field.value = link.dataset.lawQ
  field.form.requestSubmit()
  field.focus()
})

document.addEventListener('keydown', (event) => {
  if (!['ArrowDown', 'ArrowUp'].includes(event.key) || event.ctrlKey || event.altKey) return
  if (!(event.target instanceof Element)) return
  if (event.target.id !== 'law-q' && !event.target.closest('#law-results')) return
  const items = [...document.querySelectorAll('#law-results .finding')]
  const at = items.findIndex((item) => item.contains(event.target))
  const next = at + (event.key === 'ArrowDown' ? 1 : -1)
  if (items.length === 0 || next >= items.length) return
  event.preventDefault()
  const place = next < 0 ? document.getElementById('law-q') : items[next]
  const target = next < 0 ? place : (place.querySelector('button') ?? place.querySelector('a'))
  target?.focus()
  place?.scrollIntoView({ block: 'nearest' })
})

/** Below what is there already, each citation once and on a line of its own. */
function cite(button) {
  const field = editor('basis')
  const { lawCite, lawDone, lawThere } = button.dataset
  if (!field || !lawCite) return
  const there = field.value.split('\n').map((line) => line.trim())
  const fresh = lawCite.split('\n').filter((line) => !there.includes(line.trim()))
  if (fresh.length === 0) return say(button, lawThere ?? lawDone)
  const before = field.value.trimEnd()
  write(field, [before, ...fresh].filter(Boolean).join('\n'), [0, field.value.length])
  say(button, lawDone)
}

/** At the caret of the answer; a passage of law in quotation marks with where it stands. */
function quote(button) {
  const field = editor('answer')
  const from = document.getElementById(button.dataset.lawQuote)
  if (!field || !from) return
  const text = from.textContent.trim()
  const { lawAs } = button.dataset
  const whole = lawAs === undefined ? text : `“${text}” (${lawAs})`
  const before = field.value.slice(0, field.selectionStart)
  const gap = before === '' || /\s$/.test(before) ? '' : ' '
  write(field, gap + whole, [field.selectionStart, field.selectionEnd])
  say(button, button.dataset.lawDone)
}

function editor(kind) {
  const choice = document.getElementById('compose-answer')
  if (choice) choice.checked = true
  const ids = kind === 'basis' ? ['text-basis', 'approval-basis'] : ['text-answer', 'approval-body']
  return ids.map((id) => document.getElementById(id)).find(Boolean)
}

/** As if it were typed: the draft is kept and the law it cites looked at. */
function write(field, text, [from, to]) {
  field.setRangeText(text, from, to, 'end')
  field.dispatchEvent(new Event('input', { bubbles: true }))
  field.classList.remove('just-written')
  requestAnimationFrame(() => field.classList.add('just-written'))
}

function say(button, text) {
  announce(text)
  let told = button.parentElement.querySelector('.law-told')
  if (!told) {
    told = document.createElement('span')
    told.className = 'law-told small'
    button.parentElement.append(told)
  }
  told.textContent = text
}
