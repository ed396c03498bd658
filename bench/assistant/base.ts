import { readFileSync } from 'node:fs'
import { saveFacts } from '#core/law/documents/facts.ts'
import { publishDocument, reviewDocument } from '#core/law/documents/publishing.ts'
import { setText } from '#core/law/documents/text.ts'
import { kindOfNumber } from '#core/law/parse/numbers.ts'
import type { Actor } from '#core/staff/roles.ts'
import type { Db } from '#db/client.ts'

const folder = new URL('../../../shared/lawdata/target-laws/', import.meta.url)
const clerk: Actor = { id: 'bench', role: 'coordinator', unitId: undefined, name: 'Bench' }

interface Told {
  doc_no: string
  name: string
  issued: string | null
  effective_from: string | null
  n_articles: number
  file: string
}

export function lawsThere(): boolean {
  try {
    return readFileSync(new URL('docs.jsonl', folder)).length > 0
  } catch {
    return false
  }
}

/** Publishes the named laws and decrees of this domain, each once; how many. */
export async function publishLaws(db: Db, now: Date): Promise<number> {
  const lines = readFileSync(new URL('docs.jsonl', folder), 'utf8').trim().split('\n')
  const all = lines.map((line) => JSON.parse(line) as Told)
  const best = new Map<string, Told>()
  for (const one of all) {
    const known = best.get(one.doc_no)
    if (one.n_articles > 0 && (!known || known.n_articles < one.n_articles))
      best.set(one.doc_no, one)
  }
  let published = 0
  for (const { doc_no: number, name, issued, effective_from: day, file } of best.values()) {
    const kind = kindOfNumber(number)
    if (!kind) continue
    const facts = {
      ...{
        number,
        kind,
        title: name.replace(/(?: năm)? \d{4}$/u, ''),
        issuer: '',
        signer: '',
        fieldIds: [],
        link: '',
        summary: '',
      },
      ...{ signedOn: isoOf(issued), publishedOn: null, inForceOn: isoOf(day), expiresOn: null },
    }
    const { id } = await saveFacts(db, undefined, facts, now)
    const text = readFileSync(new URL(file, folder), 'utf8')
    await db.transaction((tx) => setText(tx, id, text, null, now))
    await reviewDocument(db, clerk, { id }, now)
    await publishDocument(db, clerk, id, now)
    published += 1
  }
  return published
}

/** 1/7/2024 → 2024-07-01 */
function isoOf(day: string | null): string | null {
  if (!day?.includes('/')) return null
  const [date = '', month = '', year = ''] = day.split('/')
  return `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`
}
