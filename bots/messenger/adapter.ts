import {
  type Activity,
  ActivityTypes,
  BotAdapter,
  type ConversationReference,
  type ResourceResponse,
  TurnContext,
} from 'botbuilder'
import type { Incoming } from '#core/channel.ts'
import type { Graph } from './graph.ts'
import type { Pace } from './pace.ts'

/** A message of ours as the Send API takes it; `tag` is for what is sent outside the 24 hours. */
export interface Sending {
  message: Record<string, unknown>
  tag?: 'HUMAN_AGENT'
}

interface Ways {
  graph: Graph
  pageId: string
  pace: Pace
}

/** Where the turn keeps the signal that ends it. */
const cut = Symbol('the signal that ends a sending')
const typingMs = 5_000

/**
 * Bot Framework's place between a platform and a bot: what people say runs through its middleware as activities, what
 * we say leaves through it to the Graph API. Activities carry the platform's own form in `channelData`. Nothing else of
 * the framework is used: it is out of support, and this class is all that a successor has to replace.
 */
export class MessengerAdapter extends BotAdapter {
  readonly #ways: Ways

  constructor(ways: Ways) {
    super()
    this.#ways = ways
  }

  /** Runs what a person said through the middleware, then `logic`; throws what they throw. */
  async hearActivity(
    incoming: Incoming,
    logic: (context: TurnContext) => Promise<void>,
  ): Promise<void> {
    const reference = referenceTo(this.#ways.pageId, incoming.from)
    const activity: Partial<Activity> = {
      type: spoken.has(incoming.kind) ? ActivityTypes.Message : ActivityTypes.Event,
      name: incoming.kind,
      id: incoming.eventId,
      timestamp: incoming.at,
      channelData: incoming,
    }
    const heard = TurnContext.applyConversationReference(activity, reference, true)
    await this.runMiddleware(new TurnContext(this, heard), logic)
  }

  /** Says something in a conversation of its own accord; answers the platform's id of the message. */
  async say(to: string, sending: Sending, signal: AbortSignal): Promise<string> {
    let id = ''
    await this.continueConversation(referenceTo(this.#ways.pageId, to), async (context) => {
      context.turnState.set(cut, signal)
      const activity = { type: ActivityTypes.Message, channelData: sending }
      id = (await context.sendActivity(activity))?.id ?? ''
    })
    return id
  }

  /** Opens a turn that nobody’s message began. */
  override async continueConversation(
    reference: Partial<ConversationReference>,
    logic: (context: TurnContext) => Promise<void>,
  ): Promise<void> {
    const begun = { type: ActivityTypes.Event, name: 'continueConversation' }
    const activity = TurnContext.applyConversationReference(begun, reference, true)
    await this.runMiddleware(new TurnContext(this, activity), logic)
  }

  /** Sends activities one after the other; throws at the first that Meta does not take. */
  override async sendActivities(
    context: TurnContext,
    activities: Partial<Activity>[],
  ): Promise<ResourceResponse[]> {
    const signal: AbortSignal = context.turnState.get(cut) ?? AbortSignal.timeout(typingMs)
    const sent: ResourceResponse[] = []
    for (const activity of activities) sent.push(await this.#send(activity, signal))
    return sent
  }

  async #send(activity: Partial<Activity>, signal: AbortSignal): Promise<ResourceResponse> {
    const { graph, pace } = this.#ways
    const recipient = { id: activity.recipient?.id }
    if (activity.type === ActivityTypes.Typing) {
      await graph.post('me/messages', { recipient, sender_action: 'typing_on' }, signal)
      return { id: '' }
    }
    const { message, tag } = activity.channelData as Sending
    await pace.turn(signal)
    const how = tag ? { messaging_type: 'MESSAGE_TAG', tag } : { messaging_type: 'RESPONSE' }
    const answer = await graph.post('me/messages', { recipient, ...how, message }, signal)
    return { id: String(answer.message_id ?? '') }
  }

  override updateActivity(): Promise<void> {
    return Promise.reject(new Error('Messenger cannot change what was sent'))
  }

  override deleteActivity(): Promise<void> {
    return Promise.reject(new Error('Messenger cannot take back what was sent'))
  }
}

const spoken = new Set<Incoming['kind']>(['text', 'choice', 'files', 'contact', 'location'])

/** A chat between a person and the page, as Bot Framework points to it. */
function referenceTo(pageId: string, person: string): Partial<ConversationReference> {
  return {
    channelId: 'facebook',
    user: { id: person, name: '' },
    bot: { id: pageId, name: '' },
    conversation: { id: person, name: '', isGroup: false, conversationType: 'personal' },
  }
}
