import { eq } from 'drizzle-orm'
import { found } from '#core/assistant/dialogues.ts'
import type { ChannelName } from '#core/channel.ts'
import { deliver } from '#core/deliveries/deliveries.ts'
import { isLanguage, type Language, say } from '#core/language.ts'
import type { Db } from '#db/client.ts'
import { lookups } from '#db/schema/assistant.ts'
import { conversations } from '#db/schema/people.ts'
import type { Written } from './drafting.ts'

/**
 * Tells the person who asked in a chat what the model wrote, with what each sentence rests on; the channel it went to,
 * or undefined when they have gone on since - answered, asked something else, or are in another dialogue - and it is kept for
 * the officers alone.
 */
export async function tellDraft(
  db: Db,
  asked: { id: number; conversationId: number },
  written: Written,
  { publicUrl, now }: { publicUrl: string; now: Date },
): Promise<ChannelName | undefined> {
  return db.transaction(async (tx) => {
    const [chat] = await tx
      .select({
        channel: conversations.channel,
        language: conversations.language,
        flow: conversations.flow,
        lastHeardAt: conversations.lastHeardAt,
      })
      .from(conversations)
      .where(eq(conversations.id, asked.conversationId))
      .for('no key update')
    const [lookup] = await tx
      .select({ at: lookups.at, verdict: lookups.verdict })
      .from(lookups)
      .where(eq(lookups.id, asked.id))
    if (!chat || !lookup || lookup.verdict !== null) return undefined
    if (chat.flow !== null && chat.flow !== found.name) return undefined
    if (chat.lastHeardAt > lookup.at) return undefined
    const channel = chat.channel as ChannelName
    const language = isLanguage(chat.language) ? chat.language : 'vi'
    const text = draftInWords(written, language, publicUrl)
    const { conversationId } = asked
    await deliver(tx, { conversationId, channel, cause: 'assistant', body: { text } }, now)
    return channel
  })
}

/** The sentences with numbers, below them what the numbers stand for; it says that it is automatic. */
function draftInWords(
  { sentences, passages }: Written,
  language: Language,
  publicUrl: string,
): string {
  const number = new Map(passages.map(({ key }, at) => [key, at + 1]))
  const body = sentences.map(({ text, cites }) => {
    const marks = cites.flatMap((cite) => number.get(cite) ?? []).map((one) => `[${one}]`)
    return `${text.replace(/[.;]$/u, '')} ${marks.join('')}.`
  })
  const sources = passages.map(({ label, path }, at) => `[${at + 1}] ${label}: ${publicUrl}${path}`)
  return [say(language, 'model:draft'), body.join(' '), sources.join('\n')].join('\n\n')
}
