import type { Outgoing } from '#core/channel.ts'
import { say } from '#core/language.ts'
import { splitText, withNumbers } from '#core/outgoing.ts'

/** sendMessage takes 2000 characters; whether it counts UTF-16 units is not documented, so the smaller count binds. */
const textLimit = 2000

/**
 * Cuts what we say into single sendings. The platform has no buttons and takes no files: choices become numbered
 * lines, a file the word that it exists and how else to get it.
 */
export function partsOf(out: Outgoing): Outgoing[] {
  const note = out.file ? say('vi', 'zalo-bot:file', { name: out.file.name }) : ''
  const text = [withNumbers(out), note].filter((part) => part.trim() !== '').join('\n\n')
  return piecesOf(text.normalize('NFC')).map((piece) => ({ text: piece }))
}

function piecesOf(text: string): string[] {
  if (text === '') return []
  if (text.length <= textLimit) return [text]
  // splitText counts code points; only a piece full of emoji has more units than the platform may take.
  return splitText(text, textLimit).flatMap((piece) =>
    piece.length <= textLimit ? [piece] : splitText(piece, textLimit / 2),
  )
}
