import { randomBytes } from 'node:crypto'
import { sql } from 'drizzle-orm'
import type { Logger } from 'pino'
import type { Db } from '#db/client.ts'
import { noteTokens, takeCall } from './budget.ts'
import type { SayToModel } from './client.ts'
import { checkDraft, type Draft, givesOrders } from './guard.ts'
import type { Readable } from './passages.ts'
import { promptOf } from './prompt.ts'

/** A question that waits for the model, claimed by this process. */
interface Asked {
  id: number
  question: string
  keys: string[]
  conversationId: number | null
}

/** A checked draft with what its sentences rest on, as the panel and the chat show it. */
export interface Written extends Draft {
  passages: { key: string; label: string; path: string }[]
}

export interface Drafting {
  nudge(): void
  stop(): Promise<void>
}

interface Deps {
  db: Db
  ask: SayToModel
  tokensPerDay: number
  timeZone: string
  log: Logger
  now(): Date
  /** the texts of passages by their keys, numbered from 1 */
  read(keys: string[]): Promise<Readable[]>
  /** tells the person who asked what was written */
  tell(asked: { id: number; conversationId: number }, written: Written): Promise<unknown>
  /** a model that takes longer is cut; tests are less patient */
  cutAfterMs?: number
}

const atOnce = 2
const idleMs = 1_000
const usualCutMs = 20_000

/**
 * The model's own queue: questions whose passages were shown already get a draft from them, at most two at a time, in
 * one process each. It delays nothing: whoever asked has the passages, and a draft that is late, over budget or not to
 * be trusted is left out.
 */
export function startDrafting(deps: Deps): Drafting {
  let stopped = false
  let wake = () => {}
  const cut = new AbortController()
  const worker = async () => {
    while (!stopped) {
      const did = await draftNext(deps, cut.signal).catch((error: unknown) => {
        deps.log.error({ err: error }, 'drafting stumbled')
        return false
      })
      if (did || stopped) continue
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, idleMs)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
  }
  const working = Array.from({ length: atOnce }, worker)
  return {
    nudge: () => wake(),
    async stop() {
      stopped = true
      cut.abort()
      wake()
      await Promise.all(working)
    },
  }
}

/** Drafts for one waiting question; false when none waits. */
export async function draftNext(deps: Deps, stop: AbortSignal): Promise<boolean> {
  const { db, now, timeZone } = deps
  const asked = await claim(db, now())
  if (!asked) return false
  const passages = (await deps.read(asked.keys)).filter(({ text }) => !givesOrders(text))
  const day = new Intl.DateTimeFormat('en-CA', { timeZone }).format(now())
  if (passages.length === 0) return end(deps, asked, { state: 'fell-back', why: 'no-passage' })
  if (!(await takeCall(db, day, deps.tokensPerDay))) {
    return end(deps, asked, { state: 'fell-back', why: 'budget' })
  }
  const fence = randomBytes(12).toString('hex')
  const signal = AbortSignal.any([stop, AbortSignal.timeout(deps.cutAfterMs ?? usualCutMs)])
  const said = await deps.ask(promptOf(asked.question, passages, fence), signal)
  if (stop.aborted) return putBack(deps, asked)
  if (!said.ok) return end(deps, asked, { state: 'failed', why: said.why })
  await noteTokens(db, day, said.tokens)
  const checked = checkDraft(said.text.replaceAll(fence, ''), passages)
  if (!('draft' in checked)) {
    const { fallBack: why, removed } = checked
    return end(deps, asked, { state: 'fell-back', why, removed, tokens: said.tokens })
  }
  const used = new Set(checked.draft.sentences.flatMap(({ cites }) => cites))
  const written = {
    ...checked.draft,
    passages: passages.flatMap(({ key, label, path }) =>
      used.has(key) ? [{ key, label, path }] : [],
    ),
  }
  await end(deps, asked, { state: 'drafted', tokens: said.tokens, ...written })
  const { id, conversationId } = asked
  if (conversationId !== null) await deps.tell({ id, conversationId }, written)
  return true
}

/**
 * The oldest question that waits. One that a process left behind, or that nobody waits for any more, is given up; the
 * log is long and this asks each second, so that only its last days are looked through.
 */
async function claim(db: Db, now: Date): Promise<Asked | undefined> {
  const at = now.toISOString()
  const [row] = await db.execute<Record<string, unknown>>(sql`
    with late as (
      update lookups set state = 'failed', draft = '{"why":"late"}'
      where (state = 'waiting' or state = 'drafting') and at < ${at}::timestamptz - interval '2 minutes'
        and at > ${at}::timestamptz - interval '7 days'
    )
    update lookups set state = 'drafting', drafted_at = ${at}::timestamptz
    where id = (
      select id from lookups
      where state = 'waiting' and at >= ${at}::timestamptz - interval '2 minutes'
      order by id limit 1 for update skip locked)
    returning id, question, shown, conversation_id`)
  if (!row) return undefined
  return {
    id: Number(row.id),
    question: String(row.question),
    keys: (row.shown as { key: string }[]).map(({ key }) => key),
    conversationId: row.conversation_id === null ? null : Number(row.conversation_id),
  }
}

async function end({ db, now }: Deps, { id }: Asked, outcome: Outcome): Promise<true> {
  const { state, tokens = 0, ...draft } = outcome
  await db.execute(sql`
    update lookups set state = ${state}, tokens = ${tokens}, draft = ${JSON.stringify(draft)}::jsonb,
      drafted_at = ${now().toISOString()}::timestamptz
    where id = ${id} and state = 'drafting'`)
  return true
}

/** The process stops: another one, or the next start, may still be in time. */
async function putBack({ db }: Deps, { id }: Asked): Promise<true> {
  await db.execute(
    sql`update lookups set state = 'waiting' where id = ${id} and state = 'drafting'`,
  )
  return true
}

interface Outcome extends Partial<Written> {
  state: 'drafted' | 'fell-back' | 'failed'
  why?: string
  tokens?: number
}
