import type { Choice } from '#core/channel.ts'
import type { Reply, Scene } from '#core/conversation/scene.ts'
import { say } from '#core/language.ts'
import { Refusal } from '#core/refusal.ts'

/** A dialogue whose end is refused is over all the same: its last question would be asked for ever. */
export async function ended(
  scene: Scene,
  choices: Choice[],
  deed: () => Promise<Reply>,
): Promise<Reply> {
  try {
    return await deed()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const text = say(scene.language, error.key, error.values)
    return { out: [{ text, ...(choices.length > 0 && { choices }) }], progress: null }
  }
}
