import { asc, eq } from 'drizzle-orm'
import { isDoubled, isUnsettled, putLater, settle } from '#core/law/search/law-index.ts'
import type { ShelfDeps } from '#core/law/shelf.ts'
import { lawDocuments } from '#db/schema/law.ts'
import { publishedAnswers } from '#db/schema/published.ts'
import { isOfThisBase, readOn, type Taken, takeStock } from './changes.ts'
import { indexFile, loadSaved, save, writtenAt } from './index-file.ts'
import { type Held, heldIn, nothingHeld, takeDocument, takePublished } from './taking.ts'
import { inTurns } from './turns.ts'

const wire = 'law_changes'
/** A net below the notifications. */
const pollMs = 10_000
/** The file is written once changes have been quiet for a while, or have gone on for long. */
const quietMs = 20_000
const longMs = 10 * 60_000
const answersAtOnce = 200

export type InStep = {
  held(): Held
  /** Grows with every change taken in. */
  edition(): number
  caughtUp(): Promise<void>
  stop(): Promise<void>
}

type State = {
  held: Held
  taken: Taken
  built: boolean
  edition: number
  /** Changes not in the file yet: since when, and when the last came, on our own clock; how old the file was then. */
  unsaved: { since: number; last: number; file: number } | undefined
  settling: Promise<unknown> | undefined
  saving: Promise<unknown> | undefined
  over: boolean
  onTaken(): void
}

/**
 * The law base in this process's memory, in step with the database: begins with the saved file, or reads everything anew
 * behind what is there already; hears of changes and looks for them besides; writes the file now and then. `onTaken` is
 * called after each change that was taken in.
 */
export async function keepInStep(deps: ShelfDeps, onTaken: () => void): Promise<InStep> {
  const state = { ...(await begin(deps)), onTaken }
  let current: Promise<void> = Promise.resolve()
  let next: Promise<void> | undefined
  const round = () => {
    next ??= current
      .catch(() => {})
      .then(() => {
        next = undefined
        current = takeAll(deps, state)
        return current
      })
    return next
  }
  const look = () => {
    round().catch((error: unknown) => {
      if (!state.over) deps.log.warn({ err: error }, 'the law base cannot be read; trying again')
    })
  }
  const listening = await deps.sql.listen(wire, look, look)
  const poll = setInterval(() => {
    look()
    saveWhenQuiet(deps, state)
  }, pollMs)
  poll.unref()
  return {
    held: () => state.held,
    edition: () => state.edition,
    caughtUp: round,
    async stop() {
      if (state.over) return
      state.over = true
      clearInterval(poll)
      await listening.unlisten().catch(() => {})
      await Promise.allSettled([current, next, state.settling, state.saving])
      if (state.built && state.unsaved) await saveNow(deps, state)
    },
  }
}

async function begin({ db, dataDir, log, now }: ShelfDeps): Promise<Omit<State, 'onTaken'>> {
  const rest = { edition: 0, unsaved: undefined, settling: undefined, saving: undefined }
  const saved = loadSaved(dataDir)
  if (!('unreadable' in saved) && (await isOfThisBase(db, saved.taken))) {
    const { index, taken } = saved
    return { ...rest, held: heldIn(index), taken, built: true, over: false }
  }
  const why = 'unreadable' in saved ? saved.unreadable : 'of another database'
  log.info({ why }, 'the saved law index is not used; reading the law base anew')
  const taken = await takeStock(db, now())
  return { ...rest, held: nothingHeld(), taken, built: false, over: false }
}

/** Everything committed before the call is taken in when this resolves. */
async function takeAll(deps: ShelfDeps, state: State): Promise<void> {
  if (!state.built) await readEverything(deps, state)
  await takeChanges(deps, state)
}

async function readEverything(deps: ShelfDeps, state: State): Promise<void> {
  const { db, log } = deps
  const from = performance.now()
  const documents = await db
    .select({ id: lawDocuments.id })
    .from(lawDocuments)
    .where(eq(lawDocuments.state, 'published'))
    .orderBy(asc(lawDocuments.id))
  for (const { id } of documents) {
    if (state.over) return
    await takeDocument(db, state.held, id, putLater)
    if (isDoubled(state.held.index)) await settleHeld(state)
    await takeChanges(deps, state)
  }
  const answers = await db
    .select({ id: publishedAnswers.id })
    .from(publishedAnswers)
    .where(eq(publishedAnswers.state, 'published'))
    .orderBy(asc(publishedAnswers.id))
  const ids = answers.map(({ id }) => id)
  for (let at = 0; at < ids.length && !state.over; at += answersAtOnce) {
    await takePublished(db, state.held, ids.slice(at, at + answersAtOnce), putLater)
  }
  await settleHeld(state)
  if (state.over) return
  state.built = true
  await noteUnsaved(deps, state)
  const entries = state.held.index.entries.numbers.size
  const seconds = Math.round((performance.now() - from) / 100) / 10
  log.info({ entries, seconds }, 'the law base is read')
}

async function takeChanges(deps: ShelfDeps, state: State): Promise<void> {
  for (let more = true; more && !state.over; ) {
    const read = await readOn(deps.db, state.taken, deps.now())
    more = read.more
    const idsOf = (asked: 'document' | 'published') => [
      ...new Set(read.changes.filter(({ what }) => what === asked).map(({ whatId }) => whatId)),
    ]
    for (const id of idsOf('document')) await takeDocument(deps.db, state.held, id)
    const answers = idsOf('published')
    if (answers.length > 0) await takePublished(deps.db, state.held, answers)
    // Only now: what failed halfway is read again.
    state.taken = read.taken
    if (read.changes.length === 0) continue
    state.edition += 1
    state.onTaken()
    await noteUnsaved(deps, state)
    settleBeside(deps, state)
  }
}

async function settleHeld(state: State): Promise<void> {
  await inTurns(settle(state.held.index), () => state.over)
  state.edition += 1
  state.onTaken()
}

/** Questions are answered and changes taken in while it lasts. */
function settleBeside({ log }: ShelfDeps, state: State): void {
  if (!state.built || state.settling !== undefined || !isUnsettled(state.held.index)) return
  state.settling = settleHeld(state)
    .catch((error: unknown) => log.error({ err: error }, 'the law index could not be settled'))
    .finally(() => {
      state.settling = undefined
    })
}

async function noteUnsaved({ dataDir }: ShelfDeps, state: State): Promise<void> {
  const file = await writtenAt(indexFile(dataDir))
  const at = performance.now()
  state.unsaved = { since: state.unsaved?.since ?? at, last: at, file }
}

function saveWhenQuiet(deps: ShelfDeps, state: State): void {
  const { unsaved, built, saving, settling } = state
  if (!built || !unsaved || saving || settling) return
  const at = performance.now()
  if (at - unsaved.last < quietMs && at - unsaved.since < longMs) return
  state.saving = saveNow(deps, state).finally(() => {
    state.saving = undefined
  })
}

/** Writes the file, unless another process has done so since the last change. */
async function saveNow({ dataDir, log, now }: ShelfDeps, state: State): Promise<void> {
  const { unsaved, held, taken } = state
  state.unsaved = undefined
  if (unsaved && (await writtenAt(indexFile(dataDir))) !== unsaved.file) return
  await save(dataDir, held.index, { taken, now: now() }).catch((error: unknown) => {
    log.warn({ err: error }, 'the law index cannot be saved; the next start reads everything anew')
    state.unsaved ??= unsaved
  })
}
