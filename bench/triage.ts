import { existsSync, readFileSync } from 'node:fs'
import { loadProfile } from '#core/profile.ts'
import { flatTerms } from '#core/profile-links.ts'
import { train } from '#core/tickets/training.ts'
import { type Knowledge, makeModel, type Scope, suggest } from '#core/tickets/triage.ts'

type Message = { text: string; field: string; scope: Scope; style: string }
type Score = { top1: number; top2: number; scope: number }

const splits = 21

const messages: Message[] = JSON.parse(
  readFileSync(new URL('./triage-messages.json', import.meta.url), 'utf8'),
)
const profile = loadProfile('lao-cai-skhcn')
const cold: Knowledge = {
  fields: profile.fields.map(({ code, leads, cooperates, terms }) => {
    return { code, lead: leads, cooperates, terms: flatTerms(terms) }
  }),
  focal: profile.units.find((unit) => unit.focal)?.code ?? '',
  scope: {
    specific: flatTerms(profile.scope.specific),
    general: flatTerms(profile.scope.general),
  },
}
const wordless: Knowledge = {
  ...cold,
  fields: cold.fields.map((field) => ({ ...field, terms: {} })),
  scope: { specific: {}, general: {} },
}

/** The profile of an office whose words fit badly: every other term is missing. */
const halfTerms: Knowledge = {
  ...cold,
  fields: cold.fields.map((field) => ({
    ...field,
    terms: Object.fromEntries(Object.entries(field.terms).filter((_, index) => index % 2)),
  })),
}

/** Fields by the act a published answer cites: labels that neither we nor a list of keywords made. */
const actsOf: Record<string, string> = {
  'so-huu-tri-tue':
    '50/2005/QH11 36/2009/QH12 07/2022/QH15 65/2023/NĐ-CP 17/2023/NĐ-CP 99/2013/NĐ-CP',
  'cong-nghe': '07/2017/QH14 76/2018/NĐ-CP 51/2019/NĐ-CP 13/2019/NĐ-CP 21/2008/QH12',
  'tieu-chuan': '68/2006/QH11 127/2007/NĐ-CP 78/2018/NĐ-CP 70/2025/QH15',
  'do-luong': '04/2011/QH13 05/2007/QH12 86/2012/NĐ-CP 43/2017/NĐ-CP 111/2021/NĐ-CP',
  'buc-xa': '18/2008/QH12 142/2020/NĐ-CP 107/2013/NĐ-CP 94/2025/QH15',
  'chuyen-doi-so':
    '67/2006/QH11 20/2023/QH15 51/2005/QH11 13/2023/NĐ-CP 91/2025/QH15 24/2018/QH14 52/2013/NĐ-CP 85/2021/NĐ-CP 147/2024/NĐ-CP 130/2018/NĐ-CP 23/2025/NĐ-CP 69/2024/NĐ-CP 85/2016/NĐ-CP 86/2015/QH13',
  ai: '134/2025/QH15 142/2026/NĐ-CP 71/2025/QH15',
  'khoi-nghiep': '38/2018/NĐ-CP 80/2021/NĐ-CP',
  'nhiem-vu-khcn': '29/2013/QH13 93/2025/QH15 08/2014/NĐ-CP 95/2014/NĐ-CP',
}

const publicFile = new URL('../../shared/lawdata/questions-with-citations.jsonl', import.meta.url)

/** Public questions whose answer cites acts of one field only, and three hundred about other law. */
function publicQuestions(): { own: Message[]; others: Message[] } {
  const fieldOf = new Map(
    Object.entries(actsOf).flatMap(([field, acts]) => acts.split(' ').map((act) => [act, field])),
  )
  const all = readFileSync(publicFile, 'utf8')
    .trim()
    .split('\n')
    .flatMap((line) => {
      const { question, cited } = JSON.parse(line)
      const cites: { doc_no: string }[] = cited
      const fields = new Set(cites.map(({ doc_no }) => fieldOf.get(doc_no) ?? 'khac'))
      const [field] = fields
      if (fields.size !== 1 || field === undefined) return []
      return [{ text: question, field, scope: 'general' as const, style: 'public' }]
    })
  const own = all.filter((message) => message.field !== 'khac')
  const others = shuffled(
    all.filter((message) => message.field === 'khac'),
    1,
  ).slice(0, 300)
  return { own, others }
}

function measure(triage: Knowledge, asked: Message[]): Score {
  const model = makeModel(triage)
  const hits = { top1: 0, top2: 0, scope: 0 }
  for (const message of asked) {
    const told = suggest(model, message.text)
    if (told.field === message.field) hits.top1 += 1
    if ([told.field, told.alternatives[0]?.field].includes(message.field)) hits.top2 += 1
    if (told.scope === message.scope) hits.scope += 1
  }
  const share = (count: number) => count / asked.length
  return { top1: share(hits.top1), top2: share(hits.top2), scope: share(hits.scope) }
}

/** A fixed order for a seed (mulberry32 and a Fisher-Yates shuffle). */
function shuffled(list: Message[], seed: number): Message[] {
  const copy = [...list]
  let state = seed
  const random = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  for (let last = copy.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1))
    const [a, b] = [copy[last], copy[other]]
    if (a && b) [copy[last], copy[other]] = [b, a]
  }
  return copy
}

function overSplits(build: (learnt: Message[]) => Knowledge, set = messages): Score {
  const scores = Array.from({ length: splits }, (_, seed) => {
    const order = shuffled(set, seed + 1)
    const half = Math.floor(order.length / 2)
    return measure(build(order.slice(0, half)), order.slice(half))
  })
  return {
    top1: median(scores, 'top1'),
    top2: median(scores, 'top2'),
    scope: median(scores, 'scope'),
  }
}

function median(scores: Score[], part: keyof Score): number {
  const sorted = scores.map((score) => score[part]).sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}

function microseconds(triage: Knowledge): { typical: number; longest: number } {
  const model = makeModel(triage)
  const long = messages
    .map((message) => message.text)
    .join(' ')
    .slice(0, 10_000)
  const time = (texts: string[]) => {
    const each = texts.map((text) => {
      const begun = performance.now()
      suggest(model, text)
      return performance.now() - begun
    })
    return Math.round((each.sort((a, b) => a - b)[Math.floor(each.length / 2)] ?? 0) * 1000)
  }
  const texts = messages.map((message) => message.text)
  time([...texts, ...texts, ...texts])
  return { typical: time(texts), longest: time(Array<string>(50).fill(long)) }
}

const percent = (share: number | undefined) =>
  share === undefined ? '' : `${(share * 100).toFixed(1)} %`
const row = (name: string, { top1, top2, scope }: Partial<Score>) => ({
  what: name,
  'field, first': percent(top1),
  'field, first two': percent(top2),
  scope: percent(scope),
})

const share = (hits: Message[]) => hits.length / messages.length
const styles = [...new Set(messages.map((message) => message.style))]
console.log(`${messages.length} messages; learning: median of ${splits} halvings`)
console.table([
  row('cold, all messages', measure(cold, messages)),
  ...styles.map((style) =>
    row(
      `cold, ${style}`,
      measure(
        cold,
        messages.filter((message) => message.style === style),
      ),
    ),
  ),
  row(
    'cold, the halves asked',
    overSplits(() => cold),
  ),
  row(
    'after learning the other half',
    overSplits((learnt) => train(cold, learnt)),
  ),
  row(
    'half of the terms, cold',
    overSplits(() => halfTerms),
  ),
  row(
    'half of the terms, after learning',
    overSplits((learnt) => train(halfTerms, learnt)),
  ),
  row(
    'learning alone, no terms',
    overSplits((learnt) => train(wordless, learnt)),
  ),
  row('always "other", always general', {
    top1: share(messages.filter((message) => message.field === 'khac')),
    scope: share(messages.filter((message) => message.scope === 'general')),
  }),
])
if (existsSync(publicFile)) {
  const { own, others } = publicQuestions()
  const fields = ({ top1, top2 }: Score) => ({ top1, top2 })
  const both = [...own, ...others.slice(0, own.length)]
  const halves = (build: (learnt: Message[]) => Knowledge) => fields(overSplits(build, both))
  console.log('public questions, labelled by the act their published answer cites')
  console.table([
    row(`cold, in these fields (${own.length})`, fields(measure(cold, own))),
    row(`cold, about other law (${others.length})`, fields(measure(cold, others))),
    row(
      `both (${both.length}), the halves asked, cold`,
      halves(() => cold),
    ),
    row(
      'after learning the other half',
      halves((learnt) => train(cold, learnt)),
    ),
    row(
      'half of the terms, cold',
      halves(() => halfTerms),
    ),
    row(
      'half of the terms, after learning',
      halves((learnt) => train(halfTerms, learnt)),
    ),
  ])
} else {
  console.log(`public questions: skipped, ${publicFile.pathname} is absent`)
}
const speed = microseconds(train(cold, messages))
console.log(`a message: ${speed.typical} µs; 10,000 characters: ${speed.longest} µs (medians)`)
if (process.argv.includes('--misses')) {
  const model = makeModel(cold)
  for (const message of messages) {
    const told = suggest(model, message.text)
    if (told.field === message.field && told.scope === message.scope) continue
    const { field, sure, scope, why } = told
    console.log(`${message.field}/${message.scope} -> ${field}/${scope} ${sure.toFixed(2)}`)
    console.log(`  ${message.text}\n  ${JSON.stringify(why)}`)
  }
}
