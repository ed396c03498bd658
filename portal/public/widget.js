{
  const words = __WORDS__
  const script = document.currentScript
  const origin = new URL(script?.src ?? '__ORIGIN__').origin
  const english = (script?.dataset.lang ?? document.documentElement.lang).startsWith('en')
  const say = words[english ? 'en' : 'vi']
  const memory = 'hoi-luat-open'
  const looks = `
    :host { all: initial; position: fixed; z-index: 2147483000; inset: auto 1rem 1rem auto;
      font: 600 16px/1.25 "Be Vietnam Pro", system-ui, "Segoe UI", Roboto, sans-serif; }
    button { all: unset; box-sizing: border-box; display: block; position: relative; width: max-content;
      margin-left: auto; padding: 1rem 1.375rem; border-radius: 99px; background: #333f96; color: #fff;
      cursor: pointer; box-shadow: 0 6px 24px rgb(15 18 50 / 30%); }
    button:hover { background: #262f78; }
    button:focus-visible { outline: 3px solid #f2b84b; outline-offset: 2px; }
    .news::after { content: ""; position: absolute; top: 0; right: .25rem; width: .875rem;
      height: .875rem; border: 2px solid #fff; border-radius: 50%; background: #f2b84b; }
    iframe { display: block; width: min(24rem, calc(100vw - 2rem)); margin-bottom: .75rem; border: 0;
      height: min(40rem, calc(100vh - 6.5rem)); border-radius: 16px; background: #f5f5f9;
      color-scheme: normal; box-shadow: 0 16px 48px rgb(15 18 50 / 30%); }
    iframe[hidden] { display: none; }
    @media print { :host { display: none; } }`
  let loaded = false

  const host = document.createElement('div')
  const root = host.attachShadow({ mode: 'open' })
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(looks)
  root.adoptedStyleSheets = [sheet]

  const button = document.createElement('button')
  button.type = 'button'
  const frame = document.createElement('iframe')
  frame.title = say.title
  frame.hidden = true
  root.append(frame, button)

  /** The other site may forbid storage; the chat then starts closed. */
  const storage = (deed) => {
    try {
      return deed(sessionStorage)
    } catch {
      return null
    }
  }

  const tell = () => {
    frame.focus()
    if (loaded) frame.contentWindow.postMessage('hoi-luat:opened', origin)
  }

  const load = (byPerson) => {
    frame.src = `${origin}/chat?embed=1${english ? '&lang=en' : ''}`
    frame.addEventListener('load', () => {
      loaded = true
      if (byPerson && !frame.hidden) tell()
    })
  }

  const show = (open, byPerson) => {
    if (open && !frame.src) load(byPerson)
    frame.hidden = !open
    button.textContent = open ? '✕' : say.open
    button.ariaExpanded = String(open)
    button.ariaLabel = open ? say.close : say.open
    button.classList.remove('news')
    if (!byPerson) return
    storage((kept) => kept.setItem(memory, open ? '1' : ''))
    if (open) tell()
    else button.focus()
  }

  button.addEventListener('click', () => show(frame.hidden, true))
  root.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !frame.hidden) show(false, true)
  })
  addEventListener('message', (event) => {
    if (event.origin !== origin || event.source !== frame.contentWindow) return
    if (event.data === 'hoi-luat:close') show(false, true)
    if (event.data === 'hoi-luat:news' && frame.hidden) button.classList.add('news')
  })

  const start = () => {
    document.body.append(host)
    const wide = matchMedia('(min-width: 40rem)').matches
    show(wide && storage((kept) => kept.getItem(memory)) === '1', false)
  }
  if (document.body) start()
  else addEventListener('DOMContentLoaded', start)
}
