import { type ReplayControls, ReplayEngine, type ReplayState } from '@grammyjs/conversations'
import type { Outgoing } from '#core/channel.ts'
import { type Language, say, type Values } from '#core/language.ts'
import { type KeptState, packed, unpacked } from './kept-state.ts'
import { saysNothing } from './questions.ts'
import { safely, watched } from './safely.ts'
import type { Flow, Heard, Question, Reading, Talk } from './talk.ts'

/** A dialogue's progress, as the conversation row keeps it. */
export interface Progress {
  flow: string
  version: number
  asking: string
  answers: Record<string, unknown>
  replay: { given: Record<string, unknown>; unread?: Unread; state: KeptState; open: number }
}

/** An answer heard while the flow changed: read when the new version comes to its question. */
interface Unread {
  name: string
  heard: Heard
}

export type Turn<Result> =
  | { type: 'asking'; progress: Progress; out: Outgoing }
  | { type: 'invalid'; reason: { key: string; values: Values }; out: Outgoing }
  | { type: 'finished'; result: Result; answers: Record<string, unknown>; said: string[] }
  | { type: 'broken'; error: unknown }

/** Starts a flow; `given` are answers that need not be asked for again. */
export function begin<R, C>(
  flow: Flow<R, C>,
  context: C,
  given: Record<string, unknown>,
  language: Language,
): Promise<Turn<R>> {
  return play(flow, context, { given }, language)
}

/** Takes an answer. A changed flow is restarted with what was answered, so that nobody is asked twice. */
export async function advance<R, C>(
  flow: Flow<R, C>,
  context: C,
  progress: Progress,
  heard: Heard,
  language: Language,
): Promise<Turn<R>> {
  if (progress.version !== flow.version) return restart(flow, context, progress, heard, language)
  const state = unpacked(progress.replay.state)
  ReplayEngine.supply(state, progress.replay.open, heard)
  const turn = await play(flow, context, { ...progress.replay, state }, language)
  const mismatch = turn.type === 'broken' && String(turn.error).includes('Bad replay')
  return mismatch ? restart(flow, context, progress, heard, language) : turn
}

/** Asks the current question again, in the language given. */
export function repeat<R, C>(
  flow: Flow<R, C>,
  context: C,
  progress: Progress,
  language: Language,
): Promise<Turn<R>> {
  if (progress.version !== flow.version) return begin(flow, context, progress.answers, language)
  const state = unpacked(progress.replay.state)
  return play(flow, context, { ...progress.replay, state }, language)
}

/** Goes back to the question before; the first question is asked again when there is none. */
export async function back<R, C>(
  flow: Flow<R, C>,
  context: C,
  progress: Progress,
  language: Language,
): Promise<Turn<R>> {
  if (progress.version !== flow.version) return begin(flow, context, progress.answers, language)
  const kept = progress.replay.state
  const trail: Step[] = []
  await play(flow, context, { ...progress.replay, state: unpacked(kept) }, language, trail)
  const previous = trail.at(-2)
  if (!previous) return repeat(flow, context, progress, language)
  if (previous.checkpoint === undefined) {
    const { [previous.name]: _, ...rest } = progress.answers
    return begin(flow, context, rest, language)
  }
  const state = unpacked(kept)
  ReplayEngine.reset(state, previous.checkpoint)
  const { unread, ...rest } = progress.replay
  return play(flow, context, { ...rest, state }, language)
}

function restart<R, C>(
  flow: Flow<R, C>,
  context: C,
  progress: Progress,
  heard: Heard,
  language: Language,
): Promise<Turn<R>> {
  const unread = { name: progress.asking, heard }
  return play(flow, context, { given: progress.answers, unread }, language)
}

interface Step {
  name: string
  /** undefined: the answer was given before the dialogue began */
  checkpoint: ReturnType<ReplayControls['checkpoint']> | undefined
}

interface Run {
  controls: ReplayControls
  given: Record<string, unknown>
  unread: Unread | undefined
  language: Language
  said: string[]
  trail: Step[]
  answers: Record<string, unknown>
  pending: Pending | undefined
}

interface Pending {
  name: string
  question: Question<unknown>
}

async function play<R, C>(
  flow: Flow<R, C>,
  context: C,
  from: { given: Record<string, unknown>; unread?: Unread; state?: ReplayState },
  language: Language,
  trail: Step[] = [],
): Promise<Turn<R>> {
  const run: Omit<Run, 'controls'> = {
    given: from.given,
    unread: from.unread,
    language,
    said: [],
    trail,
    answers: {},
    pending: undefined,
  }
  let finished: { result: R } | undefined
  const engine = new ReplayEngine(async (controls) => {
    finished = { result: await flow.run(talkOf(Object.assign(run, { controls })), context) }
  })
  try {
    const played = await watched(from.state ? engine.replay(from.state) : engine.play())
    if (played.type === 'thrown') return { type: 'broken', error: played.error }
    if (played.type === 'returned' && finished) {
      return { type: 'finished', result: finished.result, answers: run.answers, said: run.said }
    }
    if (!run.pending)
      return { type: 'broken', error: new Error(`${flow.name} stopped, asking nothing`) }
    const asked = promptOf(run.pending, language)
    if (played.type === 'canceled') {
      const { invalid, values } = played.message as { invalid: string; values?: Values }
      return { type: 'invalid', reason: { key: invalid, values: values ?? {} }, out: asked }
    }
    if (played.type !== 'interrupted') return { type: 'broken', error: new Error(played.type) }
    return {
      type: 'asking',
      progress: {
        flow: flow.name,
        version: flow.version,
        asking: run.pending.name,
        answers: run.answers,
        replay: {
          given: from.given,
          ...(from.unread && { unread: from.unread }),
          state: packed(played.state),
          open: played.interrupts[0] ?? 0,
        },
      },
      out: { ...asked, text: [...run.said, asked.text].join('\n\n') },
    }
  } catch (error) {
    return { type: 'broken', error }
  }
}

/** What may be skipped has a button for it, which carries the question's name: pressed twice, it skips once. */
export function promptOf(
  { name, question }: Pick<Pending, 'name' | 'question'>,
  language: Language,
): Outgoing {
  const asked = question.prompt(language)
  if (!question.optional || question.typed) return asked
  const skip = { id: `${name}.skip`, label: say(language, 'conversation:skip') }
  return { ...asked, choices: [...(asked.choices ?? []), skip] }
}

function talkOf(run: Run): Talk {
  return {
    given<T>(name: string): T {
      run.answers[name] = run.given[name]
      return run.given[name] as T
    },
    say: (key, values) =>
      safely(run.controls, `say:${key}`, () => {
        run.said.push(say(run.language, key, values))
      }),
    look: (name, find) => safely(run.controls, `look:${name}`, find),
    ask: (name, question) => ask(run, name, question),
    askOptional: (name, question) => ask(run, name, { ...question, optional: true }),
  }
}

async function ask<T>(run: Run, name: string, question: Question<T>): Promise<T> {
  if (name in run.given) {
    run.trail.push({ name, checkpoint: undefined })
    run.answers[name] = run.given[name]
    return run.given[name] as T
  }
  run.trail.push({ name, checkpoint: run.controls.checkpoint() })
  run.pending = { name, question: question as Question<unknown> }
  const unread = run.unread
  if (unread?.name === name) {
    const early = await safely(run.controls, `unread:${name}`, () =>
      readAnswer(name, question, unread.heard),
    )
    if ('value' in early) {
      run.answers[name] = early.value
      return early.value as T
    }
  }
  const heard = (await run.controls.interrupt(`ask:${name}`)) as Heard
  const reading = await safely(run.controls, `read:${name}`, () =>
    readAnswer(name, question, heard),
  )
  if ('invalid' in reading) return run.controls.cancel(reading)
  run.answers[name] = reading.value
  return reading.value as T
}

function readAnswer<T>(
  name: string,
  question: Question<T>,
  heard: Heard,
): Reading<T | null> | Promise<Reading<T | null>> {
  if (question.optional && skips(name, heard)) return { value: null }
  return heard.kind === 'skip' ? { invalid: 'conversation:cannot-skip' } : question.read(heard)
}

function skips(name: string, heard: Heard): boolean {
  if (heard.kind === 'choice') return heard.choice === `${name}.skip`
  return heard.kind === 'skip' || (heard.kind === 'text' && saysNothing(heard.text))
}
