import type { Context } from 'hono'
import type { Logger } from 'pino'
import type { Sql } from 'postgres'
import type { GroupDesk } from '#core/groups/desk.ts'
import type { Language } from '#core/language.ts'
import type { Shelf } from '#core/law/shelf.ts'
import type { Actor } from '#core/staff/roles.ts'
import type { Db } from '#db/client.ts'

/** What the channels page shows of one channel. */
export interface ChannelState {
  name: string
  ok: boolean
  detail: string
  /** the exact address to paste into the platform's console; absent when it has none */
  webhook?: string
}

/** How an administrator lets the desk act for the Zalo Official Account anew. */
export interface ZaloConsent {
  consentSteps(language: Language): { steps: string[]; callbackUrl: string; codeChallenge: string }
  /** Takes the code with which Zalo sends the administrator back; says in words when it is not taken. */
  authorize(given: {
    code: string
    oaId?: string | undefined
  }): Promise<{ ok: boolean; detail: string }>
}

/** What `main.ts` hands to the panel. */
export interface AdminDeps {
  db: Db
  sql: Sql
  publicUrl: string
  authSecret: string
  dataDir: string
  log: Logger
  timeZone: string
  /** asks every configured channel how it is; absent in processes without channels */
  channels?: () => Promise<ChannelState[]>
  /** asks one channel anew; undefined when this process has none of that name */
  check?: (name: string) => Promise<ChannelState | undefined>
  /** the law base; absent until it is open */
  shelf?: Shelf
  /** where else people may write to the office: what it is called, and the address that opens it */
  chatLinks?: { name: string; url: string }[]
  /** absent unless Zalo's settings are given */
  zalo?: ZaloConsent
  /** the account that posts to Zalo groups; absent unless the setting is on */
  groups?: GroupDesk
  /** feeds inside our own network may be looked at, too */
  feedsInside?: boolean
  /** how often an open page is looked after, and how often at most it hears of what it may not read */
  livePace?: { beatMs: number; stirMs: number }
}

export interface Flash {
  kind: 'done' | 'warning' | 'problem'
  key: string
  values?: Record<string, string | number>
}

/** The signed-in member of staff, beside what `Actor` says. */
interface Me {
  email: string
  sessionId: string
  sessionToken: string
  mustChangePassword: boolean
  twoFactorEnabled: boolean
}

export interface AdminEnv {
  Variables: {
    actor: Actor
    me: Me
    language: Language
    csrf: string
    requestId: string
    ip: string
    timeZone: string
  }
}

export type AdminContext = Context<AdminEnv>
