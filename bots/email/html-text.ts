import { convert } from 'html-to-text'

const longest = 4_000_000
/** Tables within tables of mail programs reach a few dozen. */
const deepest = 200
const mostOpen = 500

/** A mail's HTML as plain text: quotes get the usual `> `, pictures and rules go, nothing is fetched or run. */
export function textOfHtml(html: string): string {
  return convert(flat(html.slice(0, longest)), {
    wordwrap: false,
    limits: { maxInputLength: longest, maxDepth: deepest },
    selectors: [
      { selector: 'img', format: 'skip' },
      { selector: 'hr', format: 'skip' },
      { selector: 'style', format: 'skip' },
      { selector: 'script', format: 'skip' },
      { selector: 'title', format: 'skip' },
      { selector: 'a', options: { hideLinkHrefIfSameAsText: true, ignoreHref: false } },
      { selector: 'table', format: 'block' },
      { selector: 'p', options: { leadingLineBreaks: 1, trailingLineBreaks: 2 } },
      ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({
        selector,
        options: { uppercase: false },
      })),
    ],
  })
}

const emptyTags =
  'area base basefont br col embed frame hr img input link meta param source track wbr'
const voids = new Set(emptyTags.split(' '))
/** What opens again closes the one before. */
const repeated = new Set(['p', 'li', 'td', 'th', 'tr', 'dd', 'dt', 'option'])

/**
 * The HTML as far as no more than `mostOpen` elements lie in one another: reading takes a time that grows with the
 * square of the depth, and no mail program writes that deep.
 */
function flat(html: string): string {
  const open: string[] = []
  for (const found of html.matchAll(/<(\/?)([a-z][^\s/>]*)/gi)) {
    const name = found[2]?.toLowerCase() ?? ''
    if (found[1]) {
      const at = open.lastIndexOf(name)
      if (at >= 0) open.length = at
    } else if (!voids.has(name) && !(repeated.has(name) && open.at(-1) === name)) {
      if (open.push(name) > mostOpen) return html.slice(0, found.index)
    }
  }
  return html
}
