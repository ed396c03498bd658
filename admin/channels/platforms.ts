/** Every platform the desk can be on, in the order of the page. Words: `connecting:<name>.<can|step-1|…>`. */
export const platforms = [
  'web',
  'zalo',
  'messenger',
  'email',
  'telegram',
  'zalo-bot',
  'groups',
] as const
export type PlatformName = (typeof platforms)[number]

/** One step of connecting: the settings to write, what to paste elsewhere. */
export interface Step {
  settings?: string[]
  paste?: string
}

/** What Zalo sends the administrator back to; bots/zalo tells Zalo the same. */
export const consentPath = '/channels/zalo/callback'

/** What the page has to send us, should it not do so by itself (bots/messenger subscribes to the same). */
const messengerEvents = [
  ...['messages', 'messaging_postbacks', 'messaging_optins', 'messaging_referrals'],
  ...['message_deliveries', 'message_reads', 'message_echoes', 'messaging_policy_enforcement'],
].join(', ')

/** The steps that connect a platform, in order, with the addresses of this desk. */
export function stepsOf(name: PlatformName, publicUrl: string): Step[] {
  const webhook = { paste: `${publicUrl}/webhooks/${name}` }
  const steps: Record<PlatformName, Step[]> = {
    web: [
      { paste: `${publicUrl}/chat` },
      { paste: `<script src="${publicUrl}/chat/widget.js" async></script>` },
      { settings: ['EMBED_ORIGINS'] },
    ],
    zalo: [
      {},
      {},
      { settings: ['ZALO_APP_ID', 'ZALO_APP_SECRET', 'ZALO_OA_ID', 'ZALO_OA_SECRET'] },
      { settings: ['ZALO_SITE_VERIFICATION'] },
      webhook,
      { paste: `${publicUrl}/admin${consentPath}` },
      { settings: ['ZALO_ACCESS_TOKEN', 'ZALO_REFRESH_TOKEN'] },
      { settings: ['ZALO_ANSWER_TEMPLATE_ID'] },
      {},
    ],
    messenger: [
      {},
      {},
      {
        settings: [
          ...['MESSENGER_PAGE_ID', 'MESSENGER_PAGE_TOKEN'],
          ...['MESSENGER_APP_SECRET', 'MESSENGER_VERIFY_TOKEN'],
        ],
      },
      webhook,
      { paste: messengerEvents },
      {},
      { settings: ['MESSENGER_HUMAN_AGENT'] },
      {},
    ],
    email: [{}, { settings: ['IMAP_URL', 'SMTP_URL', 'MAIL_FROM'] }, {}, {}],
    telegram: [
      {},
      { settings: ['TELEGRAM_BOT_TOKEN'] },
      { settings: ['TELEGRAM_WEBHOOK_SECRET'], ...webhook },
      { settings: ['TELEGRAM_API_ROOT'] },
      {},
    ],
    'zalo-bot': [
      {},
      { settings: ['ZALO_BOT_TOKEN'] },
      { settings: ['ZALO_BOT_WEBHOOK_SECRET'], ...webhook },
      {},
    ],
    groups: [{}, { settings: ['ZALO_PERSONAL'] }, {}],
  }
  return steps[name]
}

/** Platforms that are told the webhook's address by the desk itself. */
export function tellsItself(name: string): boolean {
  return name === 'telegram' || name === 'zalo-bot'
}

/** Whether platforms can post to this address: only to a domain, by https. */
export function isPublic(publicUrl: string): boolean {
  const { protocol, hostname } = new URL(publicUrl)
  return protocol === 'https:' && hostname !== 'localhost' && !/^[\d.]+$|:/.test(hostname)
}
