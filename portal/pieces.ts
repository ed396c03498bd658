/** A text in pieces: what is a web address may be followed. */
export type Piece = { text: string } | { url: string }

const address = /(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]}'’”])/

/** Cuts a text at its web addresses; joined again it is the same text. */
export function pieces(text: string): Piece[] {
  return text
    .split(address)
    .map((part, index): Piece => (index % 2 === 1 ? { url: part } : { text: part }))
    .filter((piece) => 'url' in piece || piece.text !== '')
}
