import { readsVietnamese, withTodaysLetters } from './old-letters.ts'
import { refused } from './refused.ts'

/**
 * The text of bytes that name no encoding or perhaps a wrong one: by its mark, by the zeros of UTF-16, as UTF-8
 * when it is valid, else as whichever Vietnamese encoding makes words of it. `declared` is what the file says of
 * itself. Throws a refusal when it is no text or in no encoding that is known.
 */
export function decodeText(bytes: Uint8Array, declared?: string): string {
  const text = marked(bytes) ?? wide(bytes) ?? valid(bytes) ?? told(bytes, declared) ?? old(bytes)
  return withTodaysLetters(text)
}

function marked(bytes: Uint8Array): string | undefined {
  const [a, b, c] = bytes
  if (a === 0xef && b === 0xbb && c === 0xbf) return new TextDecoder('utf-8').decode(bytes)
  if (a === 0xff && b === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (a === 0xfe && b === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  return undefined
}

/** UTF-16 without its mark: spaces and line ends put a zero in every other byte, always on the same side. */
function wide(bytes: Uint8Array): string | undefined {
  const sample = bytes.subarray(0, 8192)
  const zeros = [0, 0]
  for (const [index, byte] of sample.entries()) {
    if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1
  }
  const [even = 0, odd = 0] = zeros
  if (even === 0 && odd === 0) return undefined
  const enough = sample.length / 20
  if (odd > enough && even * 20 < odd) return new TextDecoder('utf-16le').decode(bytes)
  if (even > enough && odd * 20 < even) return new TextDecoder('utf-16be').decode(bytes)
  throw refused('binary')
}

function valid(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

function told(bytes: Uint8Array, declared: string | undefined): string | undefined {
  if (declared === undefined) return undefined
  try {
    const text = new TextDecoder(declared).decode(bytes).normalize('NFC')
    return readsVietnamese(text) > 0.05 ? text : undefined
  } catch {
    return undefined
  }
}

function old(bytes: Uint8Array): string {
  const candidates = ['windows-1258', 'windows-1252'].map((name) =>
    withTodaysLetters(new TextDecoder(name).decode(bytes).normalize('NFC')),
  )
  const scored = candidates.map((text) => ({ text, score: readsVietnamese(text) }))
  const best = scored.sort((a, b) => b.score - a.score)[0]
  // A few bytes cut in half are no reason to refuse what is UTF-8 otherwise.
  const mended = new TextDecoder('utf-8').decode(bytes)
  const wrong = mended.split('\ufffd').length - 1
  if (readsVietnamese(mended) > 0.05 && wrong * 200 < mended.length) return mended
  if (!best || best.score < 0.05) throw refused('charset')
  return best.text
}
