import { type AloneDeps, doAlone } from '#core/deliveries/alone.ts'
import type { TelegramBot } from './telegram.ts'

/** Lets a bot poll as long as this process is the only one: Telegram answers 409 to a second. Returns how to end it. */
export function pollAlone(
  bot: Pick<TelegramBot, 'start' | 'rest'>,
  deps: AloneDeps,
): () => Promise<void> {
  return doAlone('telegram polling', bot, deps)
}
