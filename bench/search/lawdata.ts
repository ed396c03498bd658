import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import type { Entry } from '#core/law/search/entries.ts'

/** A question whose answer is known: `gold` are the keys of the entries any of which is right. */
export type Asked = { id: string; question: string; gold: string[] }
export type Collection = { name: string; entries: Entry[]; questions: Asked[] }

const folder = new URL('../../../shared/lawdata/', import.meta.url)

/** Whether the real legal texts are beside the repository; they are never inside it. */
export function haveLawdata(): boolean {
  return existsSync(new URL('phapdien-articles.jsonl.gz', folder))
}

export function lawdataPlace(): string {
  return fileURLToPath(folder)
}

type Article = {
  id: string
  de_muc: string
  de_muc_code: string
  chuong: string | null
  title: string | null
  text: string
  doc_type: string | null
  doc_no: string | null
  doc_article: string | null
  effective_from: string | null
}

/** The codified law, with real questions joined to it by document number and article. */
export function phapdien(): Collection {
  const leanedOn = new Map<string, number>()
  for (const { related } of lines<{ related: string[] }>('phapdien-related.jsonl.gz')) {
    for (const id of related) leanedOn.set(id, (leanedOn.get(id) ?? 0) + 1)
  }
  const byArticle = new Map<string, string[]>()
  const entries = lines<Article>('phapdien-articles.jsonl.gz').map((article) => {
    const number = /\d+[a-zđ]*/.exec(article.doc_article ?? '')?.[0]
    const place = `${article.doc_no} ${number}`
    if (article.doc_no !== null) {
      byArticle.set(place, [...(byArticle.get(place) ?? []), article.id])
    }
    return {
      key: article.id,
      document: article.doc_no ?? '',
      title: article.title ?? '',
      subject: `${article.de_muc}\n${article.chuong ?? ''}`,
      text: article.text,
      kind: article.doc_type ?? '',
      year: Number((article.effective_from ?? '').slice(-4)) || 0,
      fields: [article.de_muc_code],
      weight: 1 + (leanedOn.get(article.id) ?? 0),
      ...(number !== undefined && { article: number }),
    }
  })
  type Line = { id: string; question: string; cited: { doc_no: string; article: string }[] }
  const questions = lines<Line>('questions-with-citations.jsonl')
    .map(({ id, question, cited }) => ({
      id,
      question,
      gold: [
        ...new Set(cited.flatMap((one) => byArticle.get(`${one.doc_no} ${one.article}`) ?? [])),
      ],
    }))
    .filter(({ gold }) => gold.length > 0)
  return { name: 'phapdien', entries, questions }
}

/** That an article of the codified law refers to another. */
export type Lean = { from: string; to: string }

export function leansOf(): Lean[] {
  type Line = { id: string; related: string[] }
  return lines<Line>('phapdien-related.jsonl.gz').flatMap(({ id, related }) =>
    related.map((to) => ({ from: id, to })),
  )
}

export function alqac(): Collection {
  type Line = { law_id: string; article_id: string; text: string }
  type Question = {
    question_id: string
    text: string
    choices?: Record<string, string>
    relevant_articles: { law_id: string; article_id: string }[]
  }
  const entries = lines<Line>('alqac/corpus_17laws.jsonl').map((line) => ({
    ...plainEntry(`${line.law_id} ${line.article_id}`, line.law_id, line.text),
    article: line.article_id,
  }))
  const questions = lines<Question>('alqac/alqac2025_train.jsonl').map((line) => ({
    id: line.question_id,
    question: [line.text, ...Object.values(line.choices ?? {})].join('\n'),
    gold: line.relevant_articles.map((one) => `${one.law_id} ${one.article_id}`),
  }))
  return { name: 'ALQAC', entries, questions }
}

export function drill(): Collection {
  type Question = { qid: number; question: string; relevant_laws: number[] }
  const entries = lines<{ aid: number; law_id: string; text: string }>('drill/corpus.jsonl').map(
    (line) => plainEntry(String(line.aid), line.law_id, `\n\n${line.text}`),
  )
  const questions = lines<Question>('drill-questions.jsonl').map((line) => ({
    id: String(line.qid),
    question: line.question,
    gold: line.relevant_laws.map(String),
  }))
  return { name: 'DRiLL', entries, questions }
}

/** An article whose title is the first line of its text, unless that is its first clause already. */
function plainEntry(key: string, document: string, whole: string): Entry {
  const [first = '', ...rest] = whole.split('\n')
  const titled = first !== '' && !/^\d/.test(first)
  const title = titled ? first : ''
  const text = titled ? rest.join('\n') : whole
  const subject = /\d/.test(document) ? '' : document
  return { key, document, title, subject, text, kind: '', year: 0, fields: [] }
}

function lines<T>(name: string): T[] {
  const raw = readFileSync(new URL(name, folder))
  const text = (name.endsWith('.gz') ? gunzipSync(raw) : raw).toString()
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
}
