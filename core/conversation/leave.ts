import { isLanguage } from '#core/language.ts'
import { forgetSaid } from '#core/surveys/anonymous.ts'
import { isUnkept } from '#core/surveys/asking.ts'
import type { Which } from '#core/tickets/dialogues.ts'
import type { Db } from '#db/client.ts'
import { addWritten } from './add-written.ts'
import type { Addition } from './additions.ts'
import type { Progress } from './dialogue.ts'
import { keepDraft } from './drafts.ts'
import type { Conversation } from './scene.ts'

/**
 * Nothing of a dialogue that is left is lost: a question becomes a draft, words for an open ticket go to it. True when
 * there is a draft to take up again.
 */
export async function leaveDialogue(
  tx: Db,
  conversation: Pick<Conversation, 'id' | 'language'>,
  progress: Pick<Progress, 'flow' | 'answers'>,
  now: Date,
): Promise<boolean> {
  if (progress.flow === 'which-ticket') {
    const language = isLanguage(conversation.language) ? conversation.language : 'vi'
    const written = progress.answers as unknown as Which & { ended: boolean }
    if (!written.ended) await addWritten(tx, withMore(written, progress.answers), language, now)
    return false
  }
  if (progress.flow === 'found') {
    const { question, lookups } = progress.answers
    return keepDraft(tx, conversation.id, { flow: 'intake', answers: { question, lookups } }, now)
  }
  if (progress.flow === 'survey') {
    // By name each answer is kept already; of an anonymous one nothing stays.
    if (isUnkept(progress.answers)) await forgetSaid(tx, conversation.id)
    return false
  }
  return keepDraft(tx, conversation.id, progress, now)
}

/** What was sent while the question was open goes along. */
function withMore(written: Which, answers: Record<string, unknown>): Which {
  const more = Object.entries(answers)
    .filter(([name, value]) => /^to(?:\+\d+)?$/.test(name) && !('answer' in (value as object)))
    .map(([, value]) => value as Addition)
  return {
    ...written,
    added: more.map(({ text }) => text),
    text: [written.text, ...more.map(({ text }) => text)].filter(Boolean).join('\n\n'),
    fileIds: [...written.fileIds, ...more.flatMap(({ fileIds }) => fileIds)],
  }
}
