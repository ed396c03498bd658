/** What a QR holds: the address of somebody's own page, or the token alone. */
export function tokenIn(text) {
  return /^(?:\S*\/)?([\w-]{16,80})(?:[?#]\S*)?$/.exec(text.trim())?.[1]
}
