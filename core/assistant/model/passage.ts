/** What the model is given: one numbered piece of law or of a published answer, with its citation in words. */
export interface Passage {
  /** as the model names it: 1, 2, 3 */
  number: number
  /** the entry's address in the base */
  key: string
  /** "khoản 2 Điều 72 Luật Sở hữu trí tuệ (50/2005/QH11)" */
  label: string
  text: string
}
