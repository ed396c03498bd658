/** The list below a search box: which option is marked, and what it leads to. */
function createList(box, list) {
  let at = -1
  const status = document.createElement('p')
  status.className = 'unseen'
  status.setAttribute('role', 'status')
  list.after(status)
  const options = () => [...list.querySelectorAll('[role=option]')]
  const mark = (place) => {
    const all = options()
    for (const option of all) option.setAttribute('aria-selected', 'false')
    at = place
    const option = all[at]
    if (!option) return box.removeAttribute('aria-activedescendant')
    option.setAttribute('aria-selected', 'true')
    option.scrollIntoView({ block: 'nearest' })
    box.setAttribute('aria-activedescendant', option.id)
  }
  const show = (is) => {
    const count = options().length
    list.hidden = !is || count === 0
    box.setAttribute('aria-expanded', String(!list.hidden))
    status.textContent = list.hidden ? '' : box.dataset.found.replace('{{n}}', count)
    mark(-1)
  }
  return {
    isOpen: () => !list.hidden,
    marked: () => options()[at],
    show,
    fill(nodes) {
      list.replaceChildren(...nodes)
      show(nodes.length > 0)
    },
    /** One place more than there are options: there the words typed are the choice again. */
    step(by) {
      const count = options().length
      if (list.hidden) return show(true)
      mark(((at + 1 + by + count + 1) % (count + 1)) - 1)
    },
  }
}

/** Asks as one types, a moment after the last key; only the latest answer counts. */
function createAsking(box, onFound) {
  let waiting
  let asking
  let asked = ''
  const ask = async () => {
    const q = box.value.trim()
    if (q === asked) return
    asking?.abort()
    asked = q
    if (q.length < 2) return onFound([])
    asking = new AbortController()
    const { signal } = asking
    try {
      const reply = await fetch(`${box.dataset.suggest}?q=${encodeURIComponent(q.slice(0, 200))}`, {
        signal,
      })
      if (!reply.ok) return
      const found = new DOMParser().parseFromString(await reply.text(), 'text/html')
      if (signal.aborted || document.activeElement !== box) return
      onFound([...found.querySelectorAll('[role=option]')])
    } catch {
      if (!signal.aborted) asked = ''
    }
  }
  return () => {
    clearTimeout(waiting)
    waiting = setTimeout(ask, 150)
  }
}

/** Makes a search box find as one types; arrows choose, Enter goes there, Escape closes. */
export function suggest(box, listed) {
  const list = createList(box, listed)
  const asking = createAsking(box, list.fill)
  for (const [name, value] of [
    ['role', 'combobox'],
    ['aria-autocomplete', 'list'],
    ['aria-controls', listed.id],
    ['aria-expanded', 'false'],
  ]) {
    box.setAttribute(name, value)
  }
  const take = ({ dataset }) => {
    if (dataset.href) return location.assign(dataset.href)
    box.value = dataset.fill
    list.show(false)
    box.form.requestSubmit()
  }
  box.addEventListener('input', asking)
  box.addEventListener('keydown', (event) => {
    if (event.isComposing) return
    const marked = list.marked()
    if (event.key === 'ArrowDown') list.step(1)
    else if (event.key === 'ArrowUp') list.step(-1)
    else if (event.key === 'Escape' && list.isOpen()) list.show(false)
    else if (event.key === 'Enter' && list.isOpen() && marked) take(marked)
    else return
    event.preventDefault()
  })
  box.addEventListener('blur', () => list.show(false))
  listed.addEventListener('mousedown', (event) => event.preventDefault())
  listed.addEventListener('click', (event) => {
    const option = event.target.closest('[role=option]')
    if (option) take(option)
  })
}
