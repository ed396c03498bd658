// A line of a list leads to its place in the text beside it.
document.addEventListener('click', (event) => {
  const link = event.target.closest?.('[data-source-at]')
  const text = link && document.querySelector(link.getAttribute('href'))
  if (!text) return
  event.preventDefault()
  const at = Number(link.dataset.sourceAt)
  const end = text.value.indexOf('\n', at)
  text.setSelectionRange(at, end < 0 ? text.value.length : end)
  // Browsers bring a selection into sight when its field is entered.
  text.blur()
  text.focus()
})
