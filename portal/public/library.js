import { suggest } from './suggest.js'

// The search box finds as one types, citations are copied, pages printed. All of it works by links without this file.
const input = document.querySelector('[data-suggest]')
if (input) suggest(input, document.getElementById('suggestions'))

// On a phone the places do not all fit: the one that is open is in sight.
const here = document.querySelector('.places [aria-current]')
here?.scrollIntoView({ block: 'nearest', inline: 'nearest' })

for (const button of document.querySelectorAll('[data-copy]')) {
  if (!navigator.clipboard) continue
  button.hidden = false
  button.addEventListener('click', async () => {
    const cited = document.getElementById(button.dataset.copy)
    await navigator.clipboard.writeText(cited.textContent.trim())
    button.querySelector('span').textContent = button.dataset.done
  })
}

for (const button of document.querySelectorAll('[data-print]')) {
  button.hidden = false
  button.addEventListener('click', () => print())
}

/** Opens the chapter of the contents that an address leads into. */
function openChapter() {
  const target = document.getElementById(location.hash.slice(1))
  const chapter = target?.closest('details')
  if (!chapter || chapter.open) return
  chapter.open = true
  target.scrollIntoView()
}
openChapter()
addEventListener('hashchange', openChapter)
