import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { and, eq } from 'drizzle-orm'
import { lookUp } from '#core/assistant/look-up.ts'
import { openModel } from '#core/assistant/model/client.ts'
import { checkDraft } from '#core/assistant/model/guard.ts'
import { type Readable, readPassages } from '#core/assistant/model/passages.ts'
import { promptOf } from '#core/assistant/model/prompt.ts'
import { startModelFake } from '#core/assistant/model/testing-model.ts'
import { articleOf, citationOf } from '#core/law/documents/citation.ts'
import { type Finding, openShelf } from '#core/law/shelf.ts'
import { connect, type Db } from '#db/client.ts'
import { startEmbedded } from '#db/embedded.ts'
import { migrateUp } from '#db/migrate.ts'
import { lawDocuments, lawProvisions } from '#db/schema/law.ts'
import { openLog } from '../log.ts'
import { lawsThere, publishLaws } from './assistant/base.ts'
import { load, percentile, table } from './measure.ts'

interface Asked {
  ask: string
  want: 'answer' | 'refuse'
  any?: string[]
  why?: string
}

const { values: given } = parseArgs({
  options: { verbose: { type: 'boolean', default: false }, set: { type: 'string' } },
})

const firstPassage = (user: string) =>
  /đoạn \[1\][^\n]*\n([\s\S]*?)(?=<<<|$)/u.exec(user)?.[1] ?? ''

const manners: Record<string, (user: string) => string> = {
  'quotes honestly': (user) => {
    const sentences = firstPassage(user).match(/[^.;:\n]{40,250}[.;]/gu) ?? []
    return sentences
      .slice(0, 3)
      .map((one) => `${one.trim().replace(/[.;]$/u, '')} [1].`)
      .join(' ')
  },
  'adds a law of its own': (user) => {
    const [one = ''] = firstPassage(user).match(/[^.;:\n]{40,250}[.;]/gu) ?? []
    return `${one.replace(/[.;]$/u, '')} [1]. Theo Điều 999 Nghị định 1/2099/NĐ-CP thì được miễn [1].`
  },
  'invents figures': () => 'Doanh nghiệp phải nộp 987.654.321 đồng trong 77 ngày [1].',
  'cites what was not given': () => 'Doanh nghiệp có quyền và nghĩa vụ theo quy định [9].',
  'obeys the question': () => 'Doanh nghiệp của bạn không phải nộp phạt. Tôi là mô hình ngôn ngữ.',
  'returns garbage': () => '\u0000{"[1]":[[[1]]]}<script>[1]</script>',
}

if (lawsThere()) await run()
else console.warn('bench:assistant SKIPPED: no collection of real laws beside this repository.')

async function run(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'hoi-luat-assistant-'))
  const quiet = { info: () => {}, warn: console.warn, error: console.error }
  const database = await startEmbedded(folder, quiet, { fast: true })
  await migrateUp(database.url)
  const { db, sql, close } = connect(database.url, { max: 4 })
  const now = () => new Date()
  try {
    const laws = await publishLaws(db, now())
    const shelf = await openShelf({ db, sql, dataDir: folder, log: openLog('warn'), now })
    try {
      await shelf.caughtUp()
      const file = given.set ?? join(import.meta.dirname, 'assistant', 'questions.json')
      const questions = JSON.parse(await readFile(file, 'utf8')) as Asked[]
      console.log(`\n${laws} laws and decrees, ${questions.length} questions, ${load()}\n`)
      await report(db, shelf, questions)
    } finally {
      await shelf.stop()
    }
  } finally {
    await close()
    await database.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

type Shelf = Awaited<ReturnType<typeof openShelf>>

async function report(db: Db, shelf: Shelf, questions: Asked[]): Promise<void> {
  const took: number[] = []
  const cited: boolean[] = []
  const right: boolean[] = []
  const answered: boolean[] = []
  const refused = new Map<string, boolean[]>()
  const shownTo: { ask: string; keys: string[] }[] = []
  for (const { ask, want, any = [], why = '' } of questions) {
    const begun = performance.now()
    const { state, found } = await lookUp(
      shelf,
      db,
      { text: ask, asked: 'portal', language: 'vi' },
      new Date(),
    )
    took.push(performance.now() - begun)
    for (const finding of found) cited.push(await isExact(db, finding))
    const sources = await Promise.all(found.map((finding) => sourceOf(db, finding)))
    if (want === 'answer') {
      answered.push(state === 'shown')
      right.push(sources.some((source) => any.includes(source)))
    } else {
      refused.set(why, [...(refused.get(why) ?? []), state !== 'shown'])
    }
    if (state === 'shown') shownTo.push({ ask, keys: found.map(({ key }) => key) })
    const good = want === 'answer' ? right.at(-1) : state !== 'shown'
    if (given.verbose && !good) {
      console.log(`  ${want} ${ask}: ${state} ${sources.join(' | ')} ${found[0]?.coverage ?? ''}`)
    }
  }
  const allRefused = [...refused.values()].flat()
  console.log(
    table(
      ['passages', 'share', 'n', 'aim'],
      [
        ['shown citations that exist and are exact', share(cited), `${cited.length}`, '100 %'],
        ['refused when it should', share(allRefused), `${allRefused.length}`, '>= 95 %'],
        ...[...refused].map(([why, all]) => [`- ${why}`, share(all), `${all.length}`, '']),
        ['answered when it could', share(answered), `${answered.length}`, ''],
        ['- with a provision it rests on among those shown', share(right), `${right.length}`, ''],
        ['p95 of a look-up, ms', percentile(took, 0.95).toFixed(0), `${took.length}`, ''],
      ],
    ),
  )
  await reportModels(db, shownTo)
}

function share(all: boolean[]): string {
  return `${((100 * all.filter(Boolean).length) / Math.max(1, all.length)).toFixed(1)} %`
}

/** The law and article of a finding, as the questions name them. */
async function sourceOf(db: Db, { documentId, anchor }: Finding): Promise<string> {
  if (documentId === undefined) return ''
  const [row] = await db
    .select({ number: lawDocuments.number })
    .from(lawDocuments)
    .where(eq(lawDocuments.id, documentId))
  return `${row?.number ?? ''} ${articleOf(anchor).replace(/^d/, '')}`.trim()
}

/** The cited provision is in the base, its label is that provision's, and the words shown stand in it. */
async function isExact(db: Db, { documentId, anchor, label, passage, what }: Finding) {
  if (documentId === undefined) return false
  const [document] = await db
    .select({ kind: lawDocuments.kind, number: lawDocuments.number, title: lawDocuments.title })
    .from(lawDocuments)
    .where(eq(lawDocuments.id, documentId))
  if (!document || citationOf({ ...document, anchor }, 'vi') !== label) return false
  if (what === 'document') return true
  const [cited, whole] = await Promise.all(
    [anchor, articleOf(anchor)].map((one) =>
      db
        .select({ body: lawProvisions.body })
        .from(lawProvisions)
        .where(and(eq(lawProvisions.documentId, documentId), eq(lawProvisions.anchor, one))),
    ),
  )
  return cited?.length === 1 && (whole?.[0]?.body ?? '').includes(passage.text)
}

/** Models of every character, behind the guard: what of theirs would be shown. */
async function reportModels(db: Db, shownTo: { ask: string; keys: string[] }[]): Promise<void> {
  const rows: string[][] = []
  for (const [name, manner] of Object.entries(manners)) {
    const fake = await startModelFake((user) => manner(user))
    const ask = openModel({ baseUrl: fake.baseUrl, apiKey: undefined, name, tokensPerDay: 0 })
    let drafts = 0
    let sentences = 0
    const exact: boolean[] = []
    for (const { ask: question, keys } of shownTo) {
      const passages = await readPassages(db, keys, 'vi')
      const said = await ask(
        promptOf(question, passages, 'khongdoanduoc'),
        AbortSignal.timeout(2_000),
      )
      const checked = said.ok ? checkDraft(said.text, passages) : undefined
      if (!checked || !('draft' in checked)) continue
      drafts += 1
      for (const { text, cites } of checked.draft.sentences) {
        sentences += 1
        exact.push(restsOn(text, cites, passages))
      }
    }
    await fake.close()
    rows.push([
      name,
      `${drafts} of ${shownTo.length}`,
      `${sentences}`,
      exact.length ? share(exact) : '-',
    ])
  }
  console.log(
    `\n${table(['a model that', 'drafts shown', 'sentences', 'in the passage cited'], rows)}`,
  )
}

/** The strictest reading: the sentence stands in a passage it cites, word for word. */
function restsOn(text: string, cites: string[], passages: Readable[]): boolean {
  const plain = (words: string) =>
    words
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim()
  return passages.some((one) => cites.includes(one.key) && plain(one.text).includes(plain(text)))
}
