/**
 * Whether the receiving server found that the sender is not who `From` says: DMARC failed, or SPF and DKIM both did
 * where it says nothing of DMARC. Only the topmost `Authentication-Results` (RFC 8601 §4.1, §5) is our server's; what
 * stands below it may have been written by the sender.
 */
export function senderDisproved(topmost: string | undefined): boolean {
  if (topmost === undefined) return false
  const results = resultsIn(topmost)
  const of = (method: string) =>
    results.flatMap((one) => (one.method === method ? [one.result] : []))
  const fails = (method: string) => {
    const said = of(method)
    return said.length > 0 && !said.includes('pass') && said.some(isFail)
  }
  if (fails('dmarc')) return true
  return !of('dmarc').includes('pass') && fails('spf') && fails('dkim')
}

/** `hardfail` is the word of older servers (RFC 7001 §2.7.1 had it of RFC 5451). */
function isFail(result: string): boolean {
  return result === 'fail' || result === 'hardfail'
}

function resultsIn(header: string): { method: string; result: string }[] {
  const [, ...stated] = bare(header).split(';')
  return stated.flatMap((one) => {
    const [, method, result] = /^\s*([a-z0-9-]+)(?:\s*\/\s*\d+)?\s*=\s*([a-z]+)/i.exec(one) ?? []
    if (method === undefined || result === undefined) return []
    return { method: method.toLowerCase(), result: result.toLowerCase() }
  })
}

const longest = 10_000

/** Without comments, which nest, and quoted values: in both the sender's own words may stand. */
function bare(header: string): string {
  let depth = 0
  let quoted = false
  let kept = ''
  for (let at = 0; at < Math.min(header.length, longest); at++) {
    const char = header[at] ?? ''
    if (char === '\\' && (quoted || depth > 0)) at++
    else if (quoted) quoted = char !== '"'
    else if (char === '"' && depth === 0) quoted = true
    else if (char === '(') depth++
    else if (char === ')' && depth > 0) depth--
    else if (depth === 0) kept += char
  }
  return kept
}
