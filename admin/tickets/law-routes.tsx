import { Hono } from 'hono'
import type { AdminContext, AdminDeps, AdminEnv } from '#admin/deps.ts'
import { sentBody } from '#admin/forms.ts'
import { Layout } from '#admin/layout.tsx'
import { Card } from '#admin/parts.tsx'
import { words } from '#admin/words.ts'
import { doubtfulIn } from '#core/law/published/citations.ts'
import { publicTexts } from '#core/law/published/published-list.ts'
import { findByCode } from '#core/tickets/find.ts'
import { offered } from './deeds.ts'
import { DoubtsNow, despiteOf } from './doubts.tsx'
import { type Found, LawResults, LawSearch } from './law-search.tsx'
import { asFault } from './show.tsx'

const shown = 7

/** The law base beside a ticket's editor. */
export function lawRoutes(deps: AdminDeps) {
  return new Hono<AdminEnv>()
    .get('/:code/law', (c) => searchLaw(c as unknown as AdminContext, deps))
    .post('/:code/doubts', (c) => lookAgain(c as unknown as AdminContext, deps))
}

function find(c: AdminContext, { db }: AdminDeps) {
  return findByCode(db, c.get('actor'), c.req.param('code') ?? '').catch((error: unknown) => {
    throw asFault(error)
  })
}

/** The results as a part of the ticket's page; as a page of their own without scripts. */
async function searchLaw(c: AdminContext, deps: AdminDeps) {
  const ticket = await find(c, deps)
  const q = (c.req.query('q') ?? '').slice(0, 500).trim()
  const findings = await findingsFor(deps, q)
  const didYouMean = q === '' ? undefined : deps.shelf?.didYouMean(q)
  const actor = c.get('actor')
  const insert = offered(actor, 'ticket.draft', ticket) || offered(actor, 'ticket.approve', ticket)
  const results = (
    <LawResults c={c} q={q} findings={findings} didYouMean={didYouMean} insert={insert} />
  )
  if (c.req.header('HX-Request') !== undefined) return c.html(results)
  const base = `/admin/tickets/${ticket.code}`
  return c.html(
    <Layout
      c={c}
      title={words(c)('published:law.title')}
      area="tickets"
      trail={[{ href: base, label: ticket.code }]}
    >
      <LawSearch c={c} base={base} q={q} />
      <Card>{results}</Card>
    </Layout>,
  )
}

/** What the base has; an answer is written in Vietnamese, so its citations are whatever the panel speaks. */
async function findingsFor({ db, shelf }: AdminDeps, q: string): Promise<Found[]> {
  if (q === '' || shelf === undefined) return []
  const findings = await shelf.find(q, { most: shown }, 'vi')
  const ids = findings.flatMap(({ publishedId }) => publishedId ?? [])
  const texts = await publicTexts(db, ids)
  return findings.map((one) => {
    const answer = texts.get(one.publishedId ?? 0)
    return answer === undefined ? one : { ...one, answer }
  })
}

const editors: Record<string, [string, string]> = {
  'text-answer text-basis': ['text-answer', 'text-basis'],
  'approval-body approval-basis': ['approval-body', 'approval-basis'],
}

/** Whether what is being written cites law out of force. */
async function lookAgain(c: AdminContext, deps: AdminDeps) {
  const ticket = await find(c, deps)
  const sent = await sentBody(c)
  const fields = editors[String(sent.fields)] ?? (['text-answer', 'text-basis'] as [string, string])
  const doubts = await doubtfulIn(
    deps.db,
    `${String(sent.body ?? '')}\n${String(sent.basis ?? '')}`,
    new Date(),
  )
  const ticked = [sent.despite ?? []].flat().filter((one) => typeof one === 'string')
  return c.html(
    <DoubtsNow
      c={c}
      base={`/admin/tickets/${ticket.code}`}
      fields={fields}
      doubts={doubts}
      despite={despiteOf(ticked)}
    />,
  )
}
