import { rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { fold } from '#core/fold.ts'
import { buildIndex, type LawIndex, learn, unlearn } from '#core/law/search/law-index.ts'
import { loadIndex, saveIndex } from '#core/law/search/saved-index.ts'
import { search } from '#core/law/search/search.ts'
import { load, memoryOf, table } from './measure.ts'
import { fts5, miniSearch } from './search/contenders.ts'
import {
  type Asked,
  alqac,
  type Collection,
  drill,
  haveLawdata,
  lawdataPlace,
  phapdien,
} from './search/lawdata.ts'
import { withPostgres } from './search/postgres.ts'
import { asTheProduct } from './search/product.ts'
import { type Ask, score, scoreHead, scoreRow } from './search/scores.ts'

const { values: given } = parseArgs({
  options: {
    /** How many questions the slow contenders are asked over the whole codified law. */
    sample: { type: 'string', default: '100' },
    /** Only our own engine. */
    alone: { type: 'boolean', default: false },
    /** Only the whole way through database, processes and HTTP. */
    product: { type: 'boolean', default: false },
    processes: { type: 'string', default: '3' },
  },
})
const sample = Number(given.sample)
const parts = 5

if (haveLawdata()) await run()
else console.warn(`bench:search SKIPPED: there is no legal text at ${lawdataPlace()}`)

async function run(): Promise<void> {
  console.log(`bench:search, ${load()}`)
  await asTheProduct(phapdien(), { processes: Number(given.processes) })
  if (given.product) return
  await ownAtScale(phapdien())
  for (const collection of [alqac(), drill()]) await small(collection)
  if (!given.alone) await othersAtScale(phapdien())
}

/** Our engine over the codified law: as it starts, without accents, and with what answers teach. */
async function ownAtScale(collection: Collection): Promise<void> {
  const { questions, entries } = collection
  const path = join(tmpdir(), `bench-search-${process.pid}.index`)
  const index = built(entries)
  await saveIndex(path, index)
  const from = performance.now()
  const loaded = loadIndex(path)
  const taken = performance.now() - from
  if ('unreadable' in loaded) throw new Error(`the saved index is ${loaded.unreadable}`)
  console.log(
    `saved index ${megabytes(statSync(path).size)} MB, loaded in ${(taken / 1000).toFixed(2)} s`,
  )
  rmSync(path)
  const ask = askOf(loaded)
  const other = questions.filter(({ id }) => halfOf(id) === 1)
  const rows = [
    scoreRow('Hỏi Luật', await score(questions, ask)),
    scoreRow('the half its weights were not learned on', await score(other, ask)),
    scoreRow('all, typed without accents', await score(questions, (text) => ask(fold(text)))),
    ...(await taught(loaded, questions)),
  ]
  console.log(`\n${collection.name}: ${entries.length} articles\n${table(scoreHead, rows)}`)
  console.log(`memory now ${memoryOf(process.pid).now.toFixed(0)} MB, with texts and questions`)
}

/** Four fifths of the questions play published answers and one fifth is asked; each fifth in its turn. */
async function taught(index: LawIndex, questions: Asked[]): Promise<string[][]> {
  const partOfQuestion = new Map(questions.map(({ id, question }) => [question, partOf(id)]))
  const ask = askOf(index)
  let apart = -1
  const askTaught: Ask = (question) => {
    const part = partOfQuestion.get(question) ?? 0
    if (part !== apart) teachAllBut(index, questions, part)
    apart = part
    return ask(question)
  }
  const order = questions.toSorted((a, b) => partOf(a.id) - partOf(b.id))
  const rows = [scoreRow('with 80 % of the answers learned', await score(order, askTaught))]
  const other = order.filter(({ id }) => halfOf(id) === 1)
  rows.push(scoreRow('the same, the other half', await score(other, askTaught)))
  const bare = order.map((one) => ({ ...one, question: fold(one.question) }))
  for (const { id, question } of bare) partOfQuestion.set(question, partOf(id))
  rows.push(scoreRow('the same, all without accents', await score(bare, askTaught)))
  return rows
}

function teachAllBut(index: LawIndex, questions: Asked[], part: number): void {
  for (const { id, question, gold } of questions) {
    if (partOf(id) === part) unlearn(index, id)
    else learn(index, { id, question, cited: gold })
  }
}

async function small({ name, entries, questions }: Collection): Promise<void> {
  const ask = askOf(built(entries))
  const rows = [
    scoreRow('Hỏi Luật', await score(questions, ask)),
    scoreRow('without accents', await score(questions, (text) => ask(fold(text)))),
  ]
  if (!given.alone) {
    const mini = miniSearch(entries)
    rows.push(scoreRow('MiniSearch', await score(questions, mini)))
    rows.push(
      scoreRow('MiniSearch, without accents', await score(questions, (text) => mini(fold(text)))),
    )
    rows.push(scoreRow('SQLite FTS5', await score(questions, fts5(entries))))
    await withPostgres(entries, async (postgres) => {
      rows.push(scoreRow('PostgreSQL full text', await score(questions, postgres)))
    })
  }
  console.log(`\n${name}: ${entries.length} articles\n${table(scoreHead, rows)}`)
}

/**
 * The others over the codified law, a sample of the questions: they take up to a thousand times as long. MiniSearch is left
 * out at this size.
 */
async function othersAtScale({ entries, questions }: Collection): Promise<void> {
  const every = Math.max(1, Math.floor(questions.length / sample))
  const some = questions.filter((_, at) => at % every === 0).slice(0, sample)
  const rows = [
    scoreRow('Hỏi Luật', await score(some, askOf(built(entries)))),
    scoreRow('SQLite FTS5', await score(some, fts5(entries))),
  ]
  await withPostgres(entries, async (postgres) => {
    const few = some.filter((_, at) => at % 4 === 0)
    rows.push(scoreRow('PostgreSQL full text', await score(few, postgres)))
  })
  console.log(`\nthe same articles, a sample of the questions\n${table(scoreHead, rows)}`)
}

function built(entries: Collection['entries']): LawIndex {
  const from = performance.now()
  const index = buildIndex(entries)
  console.log(
    `${entries.length} articles read in ${((performance.now() - from) / 1000).toFixed(1)} s`,
  )
  return index
}

function askOf(index: LawIndex): Ask {
  return (question) => search(index, question, { most: 20 }).map(({ key }) => key)
}

/** By the questions' own ids, which are hashes: the halves and parts are the same in every run. */
function halfOf(id: string): number {
  return Number.parseInt(id.slice(0, 6), 16) % 2
}

function partOf(id: string): number {
  return Number.parseInt(id.slice(6, 12), 16) % parts
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0)
}
