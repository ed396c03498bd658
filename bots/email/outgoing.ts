import type { Outgoing } from '#core/channel.ts'
import { withNumbers } from '#core/outgoing.ts'

/** A mail has no limit that a text of ours would reach: everything goes in one, the file attached. */
export function partsOf(out: Outgoing): Outgoing[] {
  const { requestContact: _, ...part } = out
  const empty = withNumbers(part).trim() === '' && part.file === undefined
  return empty ? [] : [part]
}

/** What stands below the text: how to choose, and who writes. */
export interface Frame {
  hint?: string | undefined
  footer: string
}

/** The plain text; choices are numbered lines, for a mail is answered in words. */
export function textOf(part: Outgoing, frame?: Frame): string {
  const said = withNumbers(part)
  if (!frame) return said
  const hint = part.choices?.length ? frame.hint : undefined
  return [said, hint, `-- \n${frame.footer}`].filter(Boolean).join('\n\n')
}

/** The same as simple HTML: paragraphs, one link, nothing that is fetched from anywhere. */
export function htmlOf(part: Outgoing, frame?: Frame): string {
  const { link, ...rest } = part
  const [said = '', ...footer] = textOf(rest, frame).split('\n\n-- \n')
  const body = paragraphsOf(said)
  const anchor = link ? `<p><a href="${escaped(link.url)}">${escaped(link.label)}</a></p>` : ''
  const foot = footer.length > 0 ? `<hr>${paragraphsOf(footer.join('\n'))}` : ''
  return `<!doctype html><html><head><meta charset="utf-8"></head><body>${body}${anchor}${foot}</body></html>`
}

function paragraphsOf(text: string): string {
  return text
    .split(/\n{2,}/)
    .filter((paragraph) => paragraph.trim() !== '')
    .map((paragraph) => `<p>${escaped(paragraph).replace(/\n/g, '<br>')}</p>`)
    .join('')
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
