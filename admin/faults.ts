/** This role may not do this. Answered with 403. */
export class NotAllowed extends Error {
  override readonly name = 'NotAllowed'
}

/** No such record, or none this actor may know of. Answered with 404. */
export class NotFound extends Error {
  override readonly name = 'NotFound'
}

/** The form did not come from a page of this session. Answered with 403. */
export class StaleForm extends Error {
  override readonly name = 'StaleForm'
}
