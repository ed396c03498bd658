import { DrizzleQueryError } from 'drizzle-orm'
import { type DestinationStream, type Logger, type LoggerOptions, pino } from 'pino'

/**
 * The log of a whole program. What people wrote, phone numbers and passwords travel as parameters of statements and as
 * payloads of calls, and errors carry both: an error is written as its kind, message, code and stack, and nothing else.
 */
export function openLog(level: string, destination?: DestinationStream): Logger {
  const options: LoggerOptions = {
    level,
    serializers: { err: errorForLog },
    hooks: {
      logMethod(args, method) {
        for (const [at, each] of args.entries()) {
          if (typeof each === 'string') args[at] = withoutSecrets(each)
        }
        method.apply(this, args)
      },
    },
  }
  return destination ? pino(options, destination) : pino(options)
}

/** What may be read of an error beside its message: never a payload, a parameter or a row's values. */
const facts = ['code', 'status', 'syscall', 'severity', 'table_name', 'constraint_name'] as const
const deepest = 5

/** An error as it may be written down, with its causes; a failed query as what the database said of it. */
function errorForLog(error: unknown, depth = 0): unknown {
  if (typeof error === 'string') return withoutSecrets(error)
  if (!(error instanceof Error)) return error
  if (error instanceof DrizzleQueryError && error.cause) {
    const said = errorForLog(error.cause, depth) as { message: string }
    return { ...said, stack: `Failed query: ${said.message}${framesOf(error)}` }
  }
  const message = messageOf(error)
  const known = Object.entries(error).filter(([key]) => (facts as readonly string[]).includes(key))
  const { cause } = error
  const parts = error instanceof AggregateError && depth < deepest ? error.errors : undefined
  return {
    type: error.constructor.name,
    message,
    stack: `${error.name}: ${message}${framesOf(error)}`,
    ...Object.fromEntries(known),
    ...(cause instanceof Error && depth < deepest && { cause: errorForLog(cause, depth + 1) }),
    ...(parts && { errors: parts.map((part) => errorForLog(part, depth + 1)) }),
  }
}

/** The same on one page, for a program that ends by it. */
export function errorAsText(error: unknown): string {
  const { stack, cause } = Object(errorForLog(error)) as { stack?: string; cause?: unknown }
  const because = (cause as { stack?: string } | undefined)?.stack
  return [stack ?? 'unknown error', because].filter(Boolean).join('\ncaused by ')
}

/** PostgreSQL quotes the value that it could not read (class 22). */
function messageOf(error: Error): string {
  if (error instanceof DrizzleQueryError) return 'a query failed'
  const { code } = error as { code?: unknown }
  const quotes = typeof code === 'string' && /^22...$/.test(code)
  return withoutSecrets(quotes ? error.message.replace(/"[\s\S]*"/, '"…"') : error.message)
}

/** Where it happened. A stack begins with the message as it was, which may have lines that look like places. */
function framesOf({ stack = '', message }: Error): string {
  const at = stack.indexOf(message)
  if (at < 0) return ''
  return stack.slice(at + message.length).replace(/^[^\n]*/, '')
}

/** Parameters of a statement within somebody's sentence, and the bot token within an address. */
function withoutSecrets(text: string): string {
  return text.replace(/\nparams: [\s\S]*/, '').replace(/bot\d+:[\w-]+/g, 'bot…')
}
