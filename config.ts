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
})

/** Settings that only make sense together: the first needs the others. */
const together = [
  ['ADMIN_EMAIL', 'ADMIN_PASSWORD'],
  ['ADMIN_PASSWORD', 'ADMIN_EMAIL'],
  ['TELEGRAM_API_ROOT', 'TELEGRAM_BOT_TOKEN'],
  ['TELEGRAM_WEBHOOK_SECRET', 'TELEGRAM_BOT_TOKEN'],
] as const

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
    if (given[name] !== undefined && given[needed] === undefined) {
      faults.push(`${needed} is missing: ${name} needs it (thiếu ${needed})`)
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
  }
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
