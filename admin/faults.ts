/** This role may not do this. Answered with 403. */
export class NotAllowed extends Error {
  override readonly name = 'NotAllowed'
}

/** No such record, or none this actor may know of. Answered with 404. */
export class NotFound extends Error {
  override readonly name = 'NotFound'
}

/** More was sent than may be. Answered with 413. */
export class TooLarge extends Error {
  override readonly name = 'TooLarge'
  readonly most: number

  /** `most`: in MB */
  constructor(most: number) {
    super('TooLarge')
    this.most = most
  }
}

/** The form did not come from a page of this session. Answered with 403. */
export class StaleForm extends Error {
  override readonly name = 'StaleForm'
}
