import { ActivityTypes, type Middleware, TurnContext } from 'botbuilder'
import type { Logger } from 'pino'
import { knownFailure } from './failures.ts'
import type { Pace } from './pace.ts'

/**
 * Shows that an answer is being prepared while a message is taken in. Beside the work: a failure costs nothing, and
 * nobody waits for it. Left out when the page has no calls to spare.
 */
export function showTyping(pace: Pace, log: Logger): Middleware {
  return {
    onTurn(context, next) {
      if (context.activity.type === ActivityTypes.Message && pace.spare()) {
        const reference = TurnContext.getConversationReference(context.activity)
        const typing = TurnContext.applyConversationReference(
          { type: ActivityTypes.Typing },
          reference,
        )
        context.adapter
          .sendActivities(context, [typing])
          .catch((error: unknown) =>
            log.debug({ detail: knownFailure(error).failure.detail }, 'typing not shown'),
          )
      }
      return next()
    },
  }
}
