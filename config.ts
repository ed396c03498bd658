import { z } from 'zod'

const port = z.coerce.number().int().min(0).max(65_535)
const address = z.url({ protocol: /^https?$/ })
const word = z.string().trim().min(1)
const secret = z.string().regex(/^[A-Za-z0-9_-]{1,256}$/)

const settings = z.object({
  PORT: port.default(8080),
  PUBLIC_URL: address.optional(),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  DATA_DIR: word.default('.data'),
  PROFILE: z
    .string()
    .regex(/^[a-z0-9-]+$/)
    .default('lao-cai-skhcn'),
  ROLES: z
    .string()
    .default('web,worker')
    .transform((text) => text.split(',').map((role) => role.trim()))
    .pipe(z.array(z.enum(['web', 'worker'])).min(1)),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  TZ_NAME: z.string().refine(isTimeZone, 'is no time zone').default('Asia/Ho_Chi_Minh'),
  EMBED_ORIGINS: z
    .string()
    .default('')
    .transform((text) => text.split(/[\s,]+/).filter(Boolean))
    .pipe(z.array(address)),
  AUTH_SECRET: z.string().min(16).optional(),
  ADMIN_EMAIL: z.email().optional(),
  ADMIN_PASSWORD: z.string().min(8).optional(),
  TELEGRAM_BOT_TOKEN: z
    .string()
    .regex(/^[\w-]+(:[\w-]+)*$/, 'is not of the form 123456:ABC...')
    .optional(),
  TELEGRAM_API_ROOT: address.optional(),
  TELEGRAM_WEBHOOK_SECRET: secret.optional(),
  ZALO_APP_ID: word.optional(),
  ZALO_APP_SECRET: word.optional(),
  ZALO_OA_SECRET: word.optional(),
  ZALO_OA_ID: word.optional(),
  ZALO_ACCESS_TOKEN: word.optional(),
  ZALO_REFRESH_TOKEN: word.optional(),
  ZALO_OPENAPI_BASE: address.default('https://openapi.zalo.me'),
  ZALO_BUSINESS_BASE: address.default('https://business.openapi.zalo.me'),
  ZALO_OAUTH_BASE: address.default('https://oauth.zaloapp.com'),
  ZALO_RATE_PER_MINUTE: z.coerce.number().int().min(1).default(4000),
  ZALO_BUTTONS: z.enum(['plain', 'template', 'off']).default('plain'),
  ZALO_NOTICE_TEMPLATE_ID: word.optional(),
  ZALO_ANSWER_TEMPLATE_ID: word.optional(),
  ZALO_SITE_VERIFICATION: secret.optional(),
  ZALO_PERSONAL: z.enum(['on', 'off']).default('off'),
  ZALO_BOT_TOKEN: word.optional(),
  ZALO_BOT_API_ROOT: address.default('https://bot-api.zaloplatforms.com'),
  ZALO_BOT_WEBHOOK_SECRET: z.string().min(8).max(256).optional(),
  MESSENGER_PAGE_ID: word.optional(),
  MESSENGER_PAGE_TOKEN: word.optional(),
  MESSENGER_APP_SECRET: word.optional(),
  MESSENGER_VERIFY_TOKEN: word.optional(),
  MESSENGER_HUMAN_AGENT: z.enum(['on', 'off']).default('off'),
  GRAPH_BASE: address.default('https://graph.facebook.com/v25.0'),
  LLM_BASE_URL: address.optional(),
  LLM_API_KEY: word.optional(),
  LLM_MODEL: word.optional(),
  LLM_TOKENS_PER_DAY: z.coerce.number().int().min(0).default(500_000),
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  MAIL_FROM: word.optional(),
  IMAP_URL: z.url({ protocol: /^imaps?$/ }).optional(),
})

/** Settings that only make sense together: the first needs the others. */
const together = [
  ['ADMIN_EMAIL', 'ADMIN_PASSWORD'],
  ['ADMIN_PASSWORD', 'ADMIN_EMAIL'],
  ['TELEGRAM_API_ROOT', 'TELEGRAM_BOT_TOKEN'],
  ['TELEGRAM_WEBHOOK_SECRET', 'TELEGRAM_BOT_TOKEN'],
  ...allOf(['ZALO_APP_ID', 'ZALO_APP_SECRET', 'ZALO_OA_SECRET', 'ZALO_OA_ID']),
  ['ZALO_ACCESS_TOKEN', 'ZALO_APP_ID'],
  ['ZALO_REFRESH_TOKEN', 'ZALO_APP_ID'],
  ['ZALO_NOTICE_TEMPLATE_ID', 'ZALO_APP_ID'],
  ['ZALO_ANSWER_TEMPLATE_ID', 'ZALO_APP_ID'],
  ['ZALO_SITE_VERIFICATION', 'ZALO_APP_ID'],
  ['ZALO_BOT_WEBHOOK_SECRET', 'ZALO_BOT_TOKEN'],
  ...allOf([
    ...(['MESSENGER_PAGE_ID', 'MESSENGER_PAGE_TOKEN'] as const),
    ...(['MESSENGER_APP_SECRET', 'MESSENGER_VERIFY_TOKEN'] as const),
  ]),
  ...allOf(['LLM_BASE_URL', 'LLM_MODEL']),
  ['LLM_API_KEY', 'LLM_BASE_URL'],
  ...allOf(['SMTP_URL', 'MAIL_FROM', 'IMAP_URL']),
] as const

/** Each of them needs all the others. */
function allOf<Name extends string>(names: readonly Name[]): (readonly [Name, Name])[] {
  return names.flatMap((name) =>
    names.filter((other) => other !== name).map((other) => [name, other] as const),
  )
}

export type Config = ReturnType<typeof readConfig>

/** Every setting's name, for the table in README and .env.example. */
export const settingNames = Object.keys(settings.shape)

/** Thrown when settings are wrong: one line a fault, all at once. */
export class WrongSettings extends Error {
  constructor(faults: string[]) {
    super(
      ['Thiết lập chưa đúng (wrong settings):', ...faults.map((fault) => `  - ${fault}`)].join(
        '\n',
      ),
    )
    this.name = 'WrongSettings'
  }
}

/** The program's settings from the environment; empty values count as absent. Throws WrongSettings. */
export function readConfig(environment: Record<string, string | undefined>) {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value.trim() !== ''),
  )
  const read = settings.safeParse(given)
  const faults = read.success
    ? []
    : read.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`)
  for (const [name, needed] of together) {
    const fault = `${needed} is missing`
    if (given[name] === undefined || given[needed] !== undefined) continue
    if (!faults.some((told) => told.startsWith(fault))) {
      faults.push(`${fault}: ${name} needs it (thiếu ${needed})`)
    }
  }
  if (!read.success || faults.length > 0) throw new WrongSettings(faults)
  const value = read.data
  return {
    port: value.PORT,
    publicUrl: (value.PUBLIC_URL ?? `http://localhost:${value.PORT}`).replace(/\/+$/, ''),
    databaseUrl: value.DATABASE_URL,
    dataDir: value.DATA_DIR,
    profile: value.PROFILE,
    roles: value.ROLES,
    logLevel: value.LOG_LEVEL,
    timeZone: value.TZ_NAME,
    embedOrigins: value.EMBED_ORIGINS,
    authSecret: value.AUTH_SECRET,
    admin:
      value.ADMIN_EMAIL && value.ADMIN_PASSWORD
        ? { email: value.ADMIN_EMAIL, password: value.ADMIN_PASSWORD }
        : undefined,
    telegram: value.TELEGRAM_BOT_TOKEN
      ? {
          token: value.TELEGRAM_BOT_TOKEN,
          apiRoot: value.TELEGRAM_API_ROOT,
          webhookSecret: value.TELEGRAM_WEBHOOK_SECRET,
        }
      : undefined,
    zalo: zaloOf(value),
    zaloPersonal: value.ZALO_PERSONAL === 'on',
    zaloBot: value.ZALO_BOT_TOKEN
      ? {
          token: value.ZALO_BOT_TOKEN,
          apiRoot: value.ZALO_BOT_API_ROOT,
          webhookSecret: value.ZALO_BOT_WEBHOOK_SECRET,
        }
      : undefined,
    messenger: messengerOf(value),
    model:
      value.LLM_BASE_URL && value.LLM_MODEL
        ? {
            baseUrl: value.LLM_BASE_URL.replace(/\/+$/, ''),
            apiKey: value.LLM_API_KEY,
            name: value.LLM_MODEL,
            tokensPerDay: value.LLM_TOKENS_PER_DAY,
          }
        : undefined,
    email:
      value.SMTP_URL && value.MAIL_FROM && value.IMAP_URL
        ? { smtpUrl: value.SMTP_URL, from: value.MAIL_FROM, imapUrl: value.IMAP_URL }
        : undefined,
  }
}

type Value = z.output<typeof settings>

function zaloOf(value: Value) {
  const { ZALO_APP_ID: appId, ZALO_APP_SECRET: appSecret } = value
  const { ZALO_OA_ID: oaId, ZALO_OA_SECRET: oaSecret } = value
  if (!appId || !appSecret || !oaSecret || !oaId) return undefined
  return {
    ...{ appId, appSecret, oaId, oaSecret },
    accessToken: value.ZALO_ACCESS_TOKEN,
    refreshToken: value.ZALO_REFRESH_TOKEN,
    openapiBase: value.ZALO_OPENAPI_BASE,
    businessBase: value.ZALO_BUSINESS_BASE,
    oauthBase: value.ZALO_OAUTH_BASE,
    ratePerMinute: value.ZALO_RATE_PER_MINUTE,
    buttons: value.ZALO_BUTTONS,
    answerTemplateId: value.ZALO_ANSWER_TEMPLATE_ID ?? value.ZALO_NOTICE_TEMPLATE_ID,
    noticeTemplateId: value.ZALO_NOTICE_TEMPLATE_ID,
    siteVerification: value.ZALO_SITE_VERIFICATION,
  }
}

function messengerOf(value: Value) {
  const { MESSENGER_PAGE_ID: pageId, MESSENGER_PAGE_TOKEN: pageToken } = value
  const { MESSENGER_APP_SECRET: appSecret, MESSENGER_VERIFY_TOKEN: verifyToken } = value
  if (!pageId || !pageToken || !appSecret || !verifyToken) return undefined
  const humanAgent = value.MESSENGER_HUMAN_AGENT === 'on'
  return { pageId, pageToken, appSecret, verifyToken, humanAgent, graphBase: value.GRAPH_BASE }
}

/** The settings of this process; `usual` stands in for those the environment leaves out. Throws WrongSettings. */
export function configFromEnvironment(usual: Record<string, string> = {}): Config {
  const given = Object.entries(process.env).filter(([, value]) => value?.trim())
  return readConfig({ ...usual, ...Object.fromEntries(given) })
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
