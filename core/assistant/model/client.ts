import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { generateText } from 'ai'
import type { Prompt } from './prompt.ts'

/** Where a language model answers; any OpenAI-compatible address. */
export interface ModelSettings {
  baseUrl: string
  apiKey: string | undefined
  name: string
  tokensPerDay: number
}

/** What a model said, or why it said nothing. */
type Said = { ok: true; text: string; tokens: number } | { ok: false; why: string }

/** Says a prompt to the model; never throws, never waits past `signal`. */
export type SayToModel = (prompt: Prompt, signal: AbortSignal) => Promise<Said>

const mostTokens = 900

/** A model behind the settings' address. One try: whoever waits has the passages already. */
export function openModel({ baseUrl, apiKey, name }: ModelSettings): SayToModel {
  const provider = createOpenAICompatible({
    name: 'model',
    baseURL: baseUrl,
    ...(apiKey !== undefined && { apiKey }),
  })
  return async ({ system, user }, signal) => {
    try {
      const { text, usage } = await generateText({
        model: provider.chatModel(name),
        system,
        prompt: user,
        temperature: 0,
        maxOutputTokens: mostTokens,
        maxRetries: 0,
        abortSignal: signal,
      })
      const tokens = usage.totalTokens ?? Math.ceil((system.length + user.length + text.length) / 3)
      return { ok: true, text, tokens }
    } catch (error) {
      return { ok: false, why: signal.aborted ? 'time' : briefly(error) }
    }
  }
}

/** An address or a key may stand in the words of a fault: only its name and status are kept. */
function briefly(error: unknown): string {
  const { name, statusCode } = error as { name?: string; statusCode?: number }
  return [name ?? 'error', statusCode].filter(Boolean).join(' ').slice(0, 100)
}
