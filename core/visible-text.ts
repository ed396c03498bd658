/** What PostgreSQL cannot store, marks that turn text round for its reader, and our own mark are taken out; nothing else. */
export function visibleText(text: string): string {
  return (
    text
      .toWellFormed()
      .normalize('NFC')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters meant
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u202a-\u202e\u2066-\u2069\ue000]/gu, '')
  )
}
