// Who else has this ticket open: a beat every twenty seconds, sooner when somebody begins to write.
import { isTyping, post } from './desk-page.js'

const beat = 20_000
const quiet = 6_000
let typedAt = 0
let wasTyping = false

setInterval(tell, beat)
document.body.addEventListener('desk:presence', tell)
document.addEventListener('htmx:after:swap', (event) => {
  if (event.target instanceof Element && event.target.id === 'pane') void tell()
})
document.addEventListener('input', (event) => {
  if (!isTyping(event.target) || !event.target.closest('#ticket')) return
  typedAt = Date.now()
  if (!wasTyping) void tell()
})
window.addEventListener('pagehide', () => {
  const place = document.getElementById('presence')
  if (place) post(place.dataset.url, { typing: 'left' }).catch(() => {})
})
void tell()

async function tell() {
  const place = document.getElementById('presence')
  if (!place || document.hidden) return
  wasTyping = Date.now() - typedAt < quiet
  try {
    const response = await post(place.dataset.url, { typing: wasTyping ? 'yes' : 'no' })
    const now = response.ok ? await response.text() : ''
    if (response.ok && now !== place.textContent) place.textContent = now
  } catch {
    // The next beat tells again; the live sign already shows that the connection is lost.
  }
}
