/**
 * An expected "no": a locale key (`area:key`) and the values that fill it.
 * The chat turns it into a reply in the person's language, the panel into a message with status 422.
 */
export class Refusal extends Error {
  readonly key: string
  readonly values: Record<string, string | number>

  constructor(key: string, values: Record<string, string | number> = {}) {
    super(key)
    this.name = 'Refusal'
    this.key = key
    this.values = values
  }
}
