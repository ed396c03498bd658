// Buttons that copy the text beside them. Without this script they are not shown.
import { announce } from './desk-page.js'

const shownMs = 2500

document.addEventListener('click', async (event) => {
  const button = event.target instanceof Element ? event.target.closest('[data-copy]') : null
  const source = button?.parentElement?.querySelector('code')
  if (!source) return
  const { copy: done, copyFailed: failed } = button.dataset
  const word = (await copyText(source)) ? done : failed
  announce(word)
  const label = button.querySelector('span')
  label.dataset.usual ??= label.textContent
  label.textContent = word
  setTimeout(() => {
    label.textContent = label.dataset.usual
  }, shownMs)
})

/** The clipboard is only there by https and on localhost; elsewhere the selection is copied, as browsers always could. */
async function copyText(source) {
  getSelection()?.selectAllChildren(source)
  try {
    await navigator.clipboard.writeText(source.textContent)
    return true
  } catch {
    return document.execCommand('copy')
  }
}

document.documentElement.classList.add('can-copy')
