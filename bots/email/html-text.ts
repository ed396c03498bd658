import { convert } from 'html-to-text'

const longest = 4_000_000

/** A mail's HTML as plain text: quotes get the usual `> `, pictures and rules go, nothing is fetched or run. */
export function textOfHtml(html: string): string {
  return convert(html.slice(0, longest), {
    wordwrap: false,
    limits: { maxInputLength: longest },
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
