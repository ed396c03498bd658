import type { AdminContext, AdminDeps } from '#admin/deps.ts'
import { NotFound } from '#admin/faults.ts'
import type { Typed } from '#admin/forms.ts'
import { despiteOf } from '#admin/tickets/doubts.tsx'
import { words } from '#admin/words.ts'
import { labelled } from '#core/law/published/citation-labels.ts'
import { citedIn, doubtfulIn } from '#core/law/published/citations.ts'
import { daysToPublish } from '#core/law/published/due.ts'
import { identitiesLeft } from '#core/law/published/proposal.ts'
import {
  findPublication,
  latestSent,
  mayOn,
  PublicationMoved,
} from '#core/law/published/publication.ts'
import { openReviewsOf } from '#core/law/published/review-list.ts'
import { loadOffice } from '#core/office.ts'
import { Refusal } from '#core/refusal.ts'
import { listStaff } from '#core/staff/staff.ts'
import { findTicket } from '#core/tickets/find.ts'
import { PublicationPage } from './page.tsx'

/** One publication; `refused` is a form that did not go through, shown again with the reason. */
export async function showPublication(
  c: AdminContext,
  { db }: AdminDeps,
  id: number,
  now: Date,
  refused?: { typed: Typed; refusal: Refusal },
) {
  const actor = c.get('actor')
  const row = await findPublication(db, actor, id).catch((error: unknown) => {
    throw error instanceof Refusal ? new NotFound() : error
  })
  const { correction } = row
  const text = {
    question: refused?.typed.question ?? correction?.question ?? row.question,
    body: refused?.typed.body ?? correction?.body ?? row.body,
    basis: refused?.typed.basis ?? correction?.basis ?? row.basis,
  }
  const cited = `${text.body}\n${text.basis}`
  const [left, doubts, citations, review, office, members, ticket, answer] = await Promise.all([
    identitiesLeft(db, row.ticketId, text),
    doubtfulIn(db, cited, now),
    citedIn(db, cited).then((all) => labelled(db, all, now)),
    row.state === 'published' ? openReviewsOf(db, 'published', id) : undefined,
    loadOffice(db),
    listStaff(db),
    row.ticketId === null ? undefined : findTicket(db, actor, row.ticketId).catch(() => undefined),
    row.ticketId === null ? undefined : latestSent(db, row.ticketId),
  ])
  const field = office.fields.find((one) => one.id === row.fieldId)
  const view = {
    c,
    row,
    text,
    left,
    doubts,
    despite: despiteOf(refused?.typed.despite),
    citations,
    review,
    may: {
      write: mayOn(actor, 'published.write', row),
      review: mayOn(actor, 'published.review', row),
    },
    unit: office.unit(row.unitId)?.name,
    field: c.get('language') === 'en' ? field?.nameEn : field?.name,
    nameOf: (staffId: string | null) => members.find((one) => one.id === staffId)?.name ?? '',
    code: ticket?.code,
    daysLeft: answer?.sentAt ? daysToPublish(answer.sentAt, now) : undefined,
    problem: refused && words(c)(refused.refusal.key, refused.refusal.values),
  }
  const moved = refused?.refusal instanceof PublicationMoved
  return c.html(<PublicationPage {...view} />, refused ? (moved ? 409 : 422) : 200)
}
