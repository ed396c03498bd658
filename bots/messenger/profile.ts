import { type Language, say } from '#core/language.ts'
import type { Graph } from './graph.ts'
import { getStarted } from './incoming.ts'

/** Vietnamese for everybody, English where the person's Facebook speaks it. */
const locales = [
  ['default', 'vi'],
  ['en_US', 'en'],
] as const
/** What stands in the menu beside the text field; three items are taken everywhere. */
const items = ['ask', 'mine', 'menu'] as const

/** The events the page has to send us (Webhooks for Messenger, "Subscribe your app"). */
const fields = [
  ...['messages', 'messaging_postbacks', 'messaging_optins', 'messaging_referrals'],
  ...['message_deliveries', 'message_reads', 'message_echoes', 'messaging_policy_enforcement'],
].join(',')

/** Publishes the Get Started button, the greeting that says who answers here, and the menu. */
export async function publishProfile(graph: Graph, signal: AbortSignal): Promise<void> {
  const greeting = locales.map(([locale, language]) => {
    return { locale, text: say(language, 'messenger:greeting') }
  })
  const persistent_menu = locales.map(([locale, language]) => {
    return { locale, composer_input_disabled: false, call_to_actions: menuIn(language) }
  })
  const profile = { get_started: { payload: getStarted }, greeting, persistent_menu }
  await graph.post('me/messenger_profile', profile, signal)
}

function menuIn(language: Language) {
  return items.map((item) => ({
    type: 'postback',
    title: say(language, `messenger:menu.${item}`),
    payload: `do:${item}`,
  }))
}

/** Asks the page to send its events to our app; harmless when it does so already. */
export async function subscribePage(graph: Graph, pageId: string, signal: AbortSignal) {
  await graph.post(`${pageId}/subscribed_apps`, { subscribed_fields: fields }, signal)
}
