import { and, asc, eq, inArray, sql } from 'drizzle-orm'
import { articleOf } from '#core/law/documents/citation.ts'
import type { Entry } from '#core/law/search/entries.ts'
import type { Lesson } from '#core/law/search/lessons.ts'
import type { Db } from '#db/client.ts'
import { lawDocuments, lawProvisions, lawRelations } from '#db/schema/law.ts'
import { citations, publishedAnswers } from '#db/schema/published.ts'

export function documentKey(id: number): string {
  return `d:${id}`
}

function provisionKey(id: number, article: string): string {
  return `d:${id}:${article}`
}

export function publishedKey(id: number): string {
  return `a:${id}`
}

/** What a key stands for; undefined for one that is not ours. */
export function readKey(
  key: string,
): { what: 'document' | 'provision' | 'published'; id: number; article: string } | undefined {
  const match = /^([ad]):(\d+)(?::(.+))?$/.exec(key)
  if (match === null) return undefined
  const article = match[3] ?? ''
  const what = match[1] === 'a' ? 'published' : article === '' ? 'document' : 'provision'
  return { what, id: Number(match[2]), article }
}

/** An appendix of tables may be as long as a book; its beginning tells what it is about. */
const mostCharacters = 300_000
const headings = ['part', 'chapter', 'section', 'subsection']
const entered = ['article', 'appendix']

/** What of a document can be found: itself and each of its articles and appendices; nothing until it is published. */
export async function documentEntries(db: Db, id: number): Promise<Entry[]> {
  const [document] = await db
    .select({
      number: lawDocuments.number,
      kind: lawDocuments.kind,
      title: lawDocuments.title,
      issuer: lawDocuments.issuer,
      summary: lawDocuments.summary,
      fieldIds: lawDocuments.fieldIds,
      day: sql<
        string | null
      >`coalesce(${lawDocuments.signedOn}, ${lawDocuments.publishedOn}, ${lawDocuments.inForceOn})`,
    })
    .from(lawDocuments)
    .where(and(eq(lawDocuments.id, id), eq(lawDocuments.state, 'published')))
  if (document === undefined) return []
  const [rows, weights] = await Promise.all([provisionsOf(db, id), weightsIn(db, [id])])
  const { kind, title, number, issuer, summary } = document
  const name = title.toLowerCase().startsWith(kind.toLowerCase()) ? title : `${kind} ${title}`
  const common = {
    document: number ?? documentKey(id),
    kind,
    year: Number(document.day?.slice(0, 4) ?? 0),
    fields: document.fieldIds.map(String),
  }
  const whole: Entry = {
    ...common,
    key: documentKey(id),
    title: [name, number].filter(Boolean).join(' '),
    subject: name,
    text: [summary, issuer].join('\n'),
    whole: true,
  }
  const above = new Map(rows.map((row) => [row.anchor, row]))
  const provisions = rows.filter(({ kind: one }) => entered.includes(one))
  return [
    whole,
    ...provisions.map((row) => {
      const key = provisionKey(id, row.anchor)
      const article = row.kind === 'article' ? row.number.toLowerCase() : undefined
      return {
        ...common,
        key,
        title: row.title,
        subject: [name, ...titlesAbove(row.parent, above)].join('\n'),
        text: row.body.slice(0, mostCharacters),
        weight: weights.get(key) ?? 1,
        ...(article && { article }),
      }
    }),
  ]
}

type Row = { anchor: string; parent: string; kind: string; title: string }

function titlesAbove(parent: string, above: Map<string, Row>): string[] {
  const row = above.get(parent)
  if (row === undefined || row.anchor === row.parent) return []
  return [...titlesAbove(row.parent, above), row.title]
}

async function provisionsOf(db: Db, documentId: number) {
  return db
    .select({
      anchor: lawProvisions.anchor,
      parent: lawProvisions.parent,
      kind: lawProvisions.kind,
      number: lawProvisions.number,
      title: lawProvisions.title,
      body: lawProvisions.body,
    })
    .from(lawProvisions)
    .where(
      and(
        eq(lawProvisions.documentId, documentId),
        inArray(lawProvisions.kind, [...headings, ...entered]),
      ),
    )
    .orderBy(asc(lawProvisions.position))
}

/** How often published answers and other documents lean on each article: 1 and one for each of them, by key. */
export async function weightsIn(db: Db, documentIds: number[]): Promise<Map<string, number>> {
  const [answers, relations] = await Promise.all([
    db
      .select({ documentId: citations.documentId, anchor: citations.anchor })
      .from(citations)
      .where(and(eq(citations.holder, 'published'), inArray(citations.documentId, documentIds))),
    db
      .select({ documentId: lawRelations.otherId, anchors: lawRelations.anchors })
      .from(lawRelations)
      .where(and(inArray(lawRelations.otherId, documentIds), eq(lawRelations.proposed, false))),
  ])
  const weights = new Map<string, number>()
  const lean = (documentId: number | null, anchor: string) => {
    const article = articleOf(anchor)
    if (documentId === null || article === '') return
    const key = provisionKey(documentId, article)
    weights.set(key, (weights.get(key) ?? 1) + 1)
  }
  for (const { documentId, anchor } of answers) lean(documentId, anchor)
  for (const { documentId, anchors } of relations) {
    for (const anchor of anchors) lean(documentId, anchor)
  }
  return weights
}

/** A published answer as it is found, what it teaches, and the documents it cites. */
export type PublishedReading = { id: number; entry: Entry; lesson: Lesson; cited: number[] }

/** Those of the answers that are published. */
export async function publishedReadings(db: Db, ids: number[]): Promise<PublishedReading[]> {
  const [answers, cited] = await Promise.all([
    db
      .select({
        id: publishedAnswers.id,
        question: publishedAnswers.question,
        body: publishedAnswers.body,
        basis: publishedAnswers.basis,
        fieldId: publishedAnswers.fieldId,
        publishedAt: publishedAnswers.publishedAt,
      })
      .from(publishedAnswers)
      .where(and(inArray(publishedAnswers.id, ids), eq(publishedAnswers.state, 'published')))
      .orderBy(asc(publishedAnswers.id)),
    db
      .select({
        holderId: citations.holderId,
        documentId: citations.documentId,
        anchor: citations.anchor,
      })
      .from(citations)
      .where(and(eq(citations.holder, 'published'), inArray(citations.holderId, ids)))
      .orderBy(asc(citations.documentId), asc(citations.anchor)),
  ])
  return answers.map((answer) => {
    const key = publishedKey(answer.id)
    const own = cited.filter(({ holderId }) => holderId === answer.id)
    const keys = own.map(({ documentId, anchor }) => {
      const article = articleOf(anchor)
      return article === '' ? documentKey(documentId) : provisionKey(documentId, article)
    })
    return {
      id: answer.id,
      entry: {
        key,
        document: key,
        title: answer.question,
        subject: '',
        text: [answer.body, answer.basis].join('\n'),
        kind: 'published',
        year: answer.publishedAt?.getUTCFullYear() ?? 0,
        fields: answer.fieldId === null ? [] : [String(answer.fieldId)],
      },
      // Whoever asks the same again is led to the answer as well as to what it cites.
      lesson: { id: key, question: answer.question, cited: [...new Set([key, ...keys])] },
      cited: [...new Set(own.map(({ documentId }) => documentId))],
    }
  })
}
