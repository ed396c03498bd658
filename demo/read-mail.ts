import PostalMime from 'postal-mime'

/** A mail the desk sent, as who got it reads it. */
export interface Mail {
  to: string
  subject: string
  text: string
  messageId: string
}

export async function readMail(raw: Uint8Array, to: string): Promise<Mail> {
  const { subject = '', text = '', messageId = '' } = await PostalMime.parse(raw)
  return { to, subject, text, messageId }
}
