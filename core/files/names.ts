const longest = 120
/** Control characters, and the invisible or direction-turning ones that make `cod.exe` read as `exe.doc`. */
const unseen = /[\p{Cc}\p{Cf}\p{Co}\u2028\u2029]+/gu
const reserved = /[<>:"|?*]+/gu

/**
 * A file's name as it may be shown and offered for saving: the last part of any path, composed, without unseen
 * characters, at most 120 characters with its ending kept. It never names a place on our disk.
 */
export function safeName(name: string): string {
  const last = name.toWellFormed().normalize('NFC').split(/[/\\]/u).at(-1) ?? ''
  const clean = last.replace(unseen, '').replace(reserved, '_').replace(/\s+/gu, ' ').trim()
  const plain = clean.replace(/^\.+/u, '')
  if (plain === '') return 'file'
  const letters = Array.from(plain)
  if (letters.length <= longest) return plain
  const ending = endingOf(plain)
  const tail = ending === '' || ending.length > 10 ? '' : `.${ending}`
  return letters.slice(0, longest - tail.length).join('') + tail
}

/** The ending of a name in small letters, without its dot; empty when it has none. */
export function endingOf(name: string): string {
  return /\.([\p{L}\p{N}]+)$/u.exec(name)?.[1]?.toLowerCase() ?? ''
}
