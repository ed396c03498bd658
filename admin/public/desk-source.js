// A line of a list leads to its place in the text beside it.
document.addEventListener('click', (event) => {
  const link = event.target.closest?.('[data-source-at]')
  const text = link && document.querySelector(link.getAttribute('href'))
  if (!text) return
  event.preventDefault()
  const at = Number(link.dataset.sourceAt)
  const end = text.value.indexOf('\n', at)
  text.focus()
  text.setSelectionRange(at, end < 0 ? text.value.length : end)
  text.scrollTop = heightUpTo(text, at) - text.clientHeight / 4
})

/** A selection is not scrolled to by itself: the same field with the text before it tells how far down it lies. */
function heightUpTo(text, at) {
  const twin = text.cloneNode()
  for (const name of ['id', 'name', 'required']) twin.removeAttribute(name)
  twin.inert = true
  twin.value = text.value.slice(0, at)
  Object.assign(twin.style, {
    position: 'absolute',
    visibility: 'hidden',
    height: '0',
    width: `${text.offsetWidth}px`,
  })
  text.after(twin)
  const height = twin.scrollHeight
  twin.remove()
  return height
}
