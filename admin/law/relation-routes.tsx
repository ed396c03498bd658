import { Hono } from 'hono'
import type { AdminContext, AdminDeps, AdminEnv } from '#admin/deps.ts'
import { flash } from '#admin/flash.ts'
import type { Filled } from '#admin/inputs.tsx'
import { idOf } from '#admin/request.ts'
import { allow, redirect } from '#admin/session.ts'
import { placeOf } from '#core/law/documents/citation.ts'
import { unknownProvision } from '#core/law/documents/provisions.ts'
import {
  confirmRelation,
  type RelationFacts,
  removeRelation,
  saveRelation,
} from '#core/law/documents/relations.ts'
import { Refusal } from '#core/refusal.ts'
import { readRelation, wordsOfAnchors } from './forms.ts'
import { findLaw, refusedForm, showLaw } from './show.tsx'

/** What a document does to others: typed, confirmed, taken away. */
export function lawRelationRoutes(deps: AdminDeps) {
  const { db } = deps
  const path = '/law/:id{[0-9]+}/relations'
  return new Hono<AdminEnv>()
    .post(path, allow('law.edit'), (c) => save(c, deps, undefined))
    .post(`${path}/:relation{[0-9]+}`, allow('law.edit'), (c) => save(c, deps, idOf(c, 'relation')))
    .post(`${path}/:relation{[0-9]+}/confirmation`, allow('law.edit'), async (c) => {
      const id = idOf(c, 'relation')
      try {
        await confirmRelation(db, actorOf(c), id, new Date())
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        const filled = { typed: {}, faults: { form: error.key }, values: { form: error.values } }
        return showLaw(c, deps, idOf(c), { relation: { which: id, filled } }, 422)
      }
      flash(c, 'done', 'law:done.relation')
      return back(c)
    })
    .post(`${path}/:relation{[0-9]+}/removal`, allow('law.edit'), async (c) => {
      await removeRelation(db, actorOf(c), idOf(c, 'relation'), new Date())
      flash(c, 'done', 'law:done.relation-removed')
      return back(c)
    })
}

async function save(c: AdminContext, deps: AdminDeps, relationId: number | undefined) {
  const documentId = idOf(c)
  await findLaw(deps, documentId)
  const again = (filled: Filled) =>
    showLaw(c, deps, documentId, { relation: { which: relationId ?? 'new', filled } }, 422)
  const read = await readRelation(c)
  if (!read.ok) return again(read)
  const own = relationId === undefined ? {} : { id: relationId }
  try {
    await saveRelation(deps.db, actorOf(c), { ...read.data, documentId, ...own }, new Date())
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return again(refusedForm(error, typedRelation(read.data)))
  }
  const { otherNumber, anchors } = read.data
  const unknown = await unknownProvision(deps.db, otherNumber, anchors)
  if (unknown === undefined) flash(c, 'done', 'law:done.relation')
  else {
    const place = placeOf(unknown, c.get('language')) || unknown
    flash(c, 'warning', 'law:done.relation-unknown', { place })
  }
  return back(c)
}

function typedRelation({ kind, otherNumber, otherName, anchors, fromOn }: RelationFacts) {
  return { kind, otherNumber, otherName, parts: wordsOfAnchors(anchors), fromOn: fromOn ?? '' }
}

function actorOf(c: AdminContext) {
  return { ...c.get('actor'), ip: c.get('ip') }
}

function back(c: AdminContext) {
  return redirect(c, `/admin/law/${idOf(c)}#relations`)
}
