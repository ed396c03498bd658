// What the page tells its scripts: words in the reader's language, the token of its forms, its live region.
const data = document.getElementById('desk')?.dataset ?? {}

/** A sentence of the page, filled; the server wrote it in the reader's language. */
export function words(name, values = {}) {
  const text = data[name] ?? ''
  return text.replace(/\{(\w+)\}/g, (_, key) => String(values[key] ?? ''))
}

/** Tells a screen reader (and the eye, briefly) what has changed, without interrupting. */
export function announce(text) {
  const region = document.getElementById('desk-news')
  if (region) region.textContent = text
}

/** Posts a form's worth of values with the page's token; outlives the page when it is being left. */
export function post(url, values, signal) {
  const body = new URLSearchParams({ ...values, csrf: data.token ?? '' })
  return fetch(url, {
    method: 'POST',
    body,
    keepalive: true,
    signal,
    headers: { 'HX-Request': 'true' },
  })
}

/** Letters only, without accents: how two words are compared. */
export function plain(text) {
  return text.normalize('NFD').replace(/\p{M}/gu, '').replace(/[đĐ]/g, 'd').toLowerCase()
}

const typed = 'textarea, select, [contenteditable], input:not([type=checkbox], [type=radio])'

export function isTyping(target) {
  return target instanceof Element && target.closest(typed) !== null
}
