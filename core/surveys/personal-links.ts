import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { personNow } from '#core/people/twins.ts'
import type { Db } from '#db/client.ts'
import { settings } from '#db/schema/profile.ts'

const secretKey = 'survey-links'

/** The survey that an address leads to everybody's page of. */
export function slugIn(link: string): string | undefined {
  return /\/khao-sat\/([a-z0-9-]+)\/?$/.exec(link)?.[1]
}

/** Made once for the office, and never shown. */
async function secretOf(db: Db): Promise<string> {
  const read = () =>
    db.select({ value: settings.value }).from(settings).where(eq(settings.key, secretKey)).limit(1)
  const [known] = await read()
  if (known) return (known.value as { secret: string }).secret
  const value = { secret: randomBytes(32).toString('base64url') }
  const row = { key: secretKey, value, updatedAt: new Date() }
  await db.insert(settings).values(row).onConflictDoNothing()
  const [made] = await read()
  if (!made) throw new Error('the secret of survey links was not written')
  return (made.value as { secret: string }).secret
}

function tokenOf(secret: string, surveyId: number, personId: number): string {
  const signed = createHmac('sha256', secret).update(`survey ${surveyId} ${personId}`).digest()
  return `${personId.toString(36)}.${signed.subarray(0, 18).toString('base64url')}`
}

/** What follows a survey's address in the links of some people: signed, each opens one person's response. */
export async function personalTokens(
  db: Db,
  surveyId: number,
  personIds: number[],
): Promise<Map<number, string>> {
  const secret = await secretOf(db)
  return new Map(personIds.map((id) => [id, tokenOf(secret, surveyId, id)]))
}

/** The person a token was made for, as they are after merges; undefined when it was not made by us for this survey. */
export async function personOfToken(
  db: Db,
  surveyId: number,
  token: string,
): Promise<number | undefined> {
  const digits = /^([0-9a-z]{1,10})\.[\w-]{24}$/.exec(token)?.[1]
  if (digits === undefined) return undefined
  const personId = Number.parseInt(digits, 36)
  const right = Buffer.from(tokenOf(await secretOf(db), surveyId, personId))
  const given = Buffer.from(token)
  if (right.length !== given.length || !timingSafeEqual(right, given)) return undefined
  return personNow(db, personId)
}
