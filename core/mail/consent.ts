import { createHmac, timingSafeEqual } from 'node:crypto'
import { and, eq, isNull, sql } from 'drizzle-orm'
import { isLanguage, type Language } from '#core/language.ts'
import { loadOffice } from '#core/office.ts'
import { giveConsent } from '#core/people/person.ts'
import type { Db } from '#db/client.ts'
import { consents, conversations, people } from '#db/schema/people.ts'

/** The address of the page where who writes by mail agrees to the keeping of personal data. */
export function consentLink(publicUrl: string, secret: string, conversationId: number): string {
  const token = `${conversationId}.${signature(secret, conversationId)}`
  return `${publicUrl.replace(/\/+$/, '')}/email/consent?token=${token}`
}

/** Who a link of ours belongs to; undefined for a forged one, and when the person was erased. */
export interface Asked {
  conversationId: number
  personId: number
  language: Language
  consented: boolean
}

export async function askedByLink(
  db: Db,
  secret: string,
  token: string,
): Promise<Asked | undefined> {
  const conversationId = signedId(secret, token)
  if (conversationId === undefined) return undefined
  const given = sql<boolean>`exists (select 1 from ${consents} where ${consents.personId} = ${people.id}
    and ${consents.withdrawnAt} is null)`
  const [row] = await db
    .select({ personId: people.id, language: conversations.language, consented: given })
    .from(conversations)
    .innerJoin(people, eq(people.id, conversations.personId))
    .where(
      and(
        eq(conversations.id, conversationId),
        eq(conversations.channel, 'email'),
        isNull(people.erasedAt),
      ),
    )
  if (!row) return undefined
  const language = isLanguage(row.language) ? row.language : 'vi'
  return { ...row, conversationId, language }
}

/**
 * Notes the consent that was given with the button: the text's version, the time, the channel (Law 91/2025/QH15).
 * A second press changes nothing. Undefined for a link that is not ours.
 */
export async function consentByLink(
  db: Db,
  secret: string,
  token: string,
  now: Date,
): Promise<Asked | undefined> {
  const { version: textVersion } = (await loadOffice(db)).consent
  return db.transaction(async (tx) => {
    const id = signedId(secret, token)
    if (id === undefined) return undefined
    await tx.execute(sql`select 1 from conversations where id = ${id} for no key update`)
    const asked = await askedByLink(tx, secret, token)
    if (!asked || asked.consented) return asked
    const { personId, language } = asked
    giveConsent(tx, personId, { textVersion, language, channel: 'email' }, now)
    return { ...asked, consented: true }
  })
}

function signedId(secret: string, token: string): number | undefined {
  const [id = '', given = ''] = token.split('.')
  if (!/^[1-9]\d{0,14}$/.test(id)) return undefined
  const wanted = Buffer.from(signature(secret, Number(id)))
  const got = Buffer.from(given)
  return wanted.length === got.length && timingSafeEqual(wanted, got) ? Number(id) : undefined
}

function signature(secret: string, conversationId: number): string {
  return createHmac('sha256', secret).update(`mail consent ${conversationId}`).digest('base64url')
}
