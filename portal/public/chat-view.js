const shownAtMost = 4000

/** Makes an element; text is always text. */
function make(tag, properties, ...children) {
  const element = Object.assign(document.createElement(tag), properties)
  element.append(...children.filter((child) => child !== undefined))
  return element
}

function icon(name) {
  const drawn = document.getElementById(`icon-${name}`)
  return drawn ? drawn.content.cloneNode(true) : ''
}

/** The words with their web addresses as links. */
function linked(text) {
  return text
    .split(/(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]}'’”])/)
    .map((part, index) =>
      index % 2 === 1
        ? make('a', { href: part, target: '_blank', rel: 'noopener noreferrer', textContent: part })
        : part,
    )
}

function bubble(event, words) {
  const by = event.from === 'me' ? words.me : words.desk
  const body = make(
    'div',
    { className: 'bubble' },
    make('span', { className: 'unseen' }, `${by}: `),
  )
  const text = event.text ?? ''
  const cut = event.from === 'me' && text.length > shownAtMost
  const shown = cut ? `${text.slice(0, shownAtMost)} […]` : text
  if (shown !== '') body.append(make('p', { className: 'words' }, ...linked(shown)))
  for (const name of event.sent ?? []) {
    body.append(make('p', { className: 'sent-file' }, icon('file'), make('span', {}, name)))
  }
  if (event.file) {
    const { url, name } = event.file
    body.append(make('a', { className: 'file', href: url }, icon('file'), make('span', {}, name)))
  }
  if (event.link && /^https?:\/\//.test(event.link.url)) {
    const { url, label } = event.link
    const link = make('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, label)
    body.append(make('p', { className: 'more' }, link))
  }
  return body
}

function choicesOf(event, words) {
  if (!event.choices?.length) return undefined
  const buttons = event.choices.map(({ id, label }, at) => {
    // A score, which is its number or begins with it, has it once.
    const scored = label === `${at + 1}` || label.startsWith(`${at + 1} - `)
    const className = scored ? 'choice scored' : 'choice'
    const button = make('button', { className, name: 'choice', value: id }, label)
    button.setAttribute('form', 'say')
    return button
  })
  const legend = make('legend', { className: 'unseen' }, words.choices)
  return make('fieldset', { className: 'choices' }, legend, ...buttons)
}

function clock(timeZone) {
  return new Date().toLocaleTimeString('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' })
}

/** What the page shows of the conversation. */
export function createView({ words, timeZone, onDeed }) {
  const log = document.getElementById('log')
  const talk = document.getElementById('talk')
  const news = document.getElementById('news')
  const lines = new Map()
  for (const line of talk.querySelectorAll('[data-id]')) lines.set(line.dataset.id, line)

  const atEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < 80
  const toEnd = () => {
    log.scrollTop = log.scrollHeight
    news.hidden = true
  }
  let ended = true
  log.addEventListener('scroll', () => {
    ended = atEnd()
    if (ended) news.hidden = true
  })
  // A keyboard or a growing input takes height away: what was in sight stays so.
  new ResizeObserver(() => {
    if (ended) toEnd()
  }).observe(log)
  news.addEventListener('click', toEnd)

  /** Only the last question can be answered by a button, and only once. */
  const closeChoices = () => {
    for (const button of talk.querySelectorAll('.choice:enabled')) button.disabled = true
  }

  function show(event, state) {
    const stay = event.from === 'desk' && !atEnd()
    if (event.choices?.length) closeChoices()
    const meta = make('p', { className: 'meta' }, make('time', {}, clock(timeZone)))
    const line = make('li', { className: `line ${event.from} fresh` })
    line.append(bubble(event, words), choicesOf(event, words) ?? '', meta)
    line.dataset.id = event.id
    lines.set(event.id, line)
    talk.append(line)
    if (state) mark(event.id, state)
    if (stay) news.hidden = false
    else toEnd()
  }

  /** How the sending of a line stands; `deeds` become its buttons. */
  function mark(id, state, sentence = words[state], deeds = []) {
    const line = lines.get(id)
    if (!line) return
    line.classList.remove('sending', 'waiting', 'failed', 'sent')
    line.classList.add(state)
    const meta = line.querySelector('.meta')
    const buttons = deeds.map((deed) => {
      const button = make('button', { type: 'button' }, words[deed])
      button.addEventListener('click', () => onDeed(deed, id))
      return button
    })
    meta.replaceChildren(meta.querySelector('time'), ` · ${sentence}`, ...buttons)
    if (state === 'failed') meta.setAttribute('role', 'alert')
  }

  function remove(id) {
    lines.get(id)?.remove()
    lines.delete(id)
  }

  return { show, mark, remove, toEnd, closeChoices, has: (id) => lines.has(id) }
}
