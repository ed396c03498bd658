import { dayOf } from '#core/calendar/calendar.ts'
import { saveFacts } from '#core/law/documents/facts.ts'
import { publishDocument, reviewDocument } from '#core/law/documents/publishing.ts'
import { relationsOf, removeRelation, saveRelation } from '#core/law/documents/relations.ts'
import { setText } from '#core/law/documents/text.ts'
import { coordinator } from './handling.ts'
import { fieldIdsOf, type LawWorld, member, workday } from './law-world.ts'
import type { Guide } from './read-law-data.ts'
import type { Life } from './world.ts'

const issuer = 'Sở Khoa học và Công nghệ tỉnh Lào Cai'
const kind = 'Hướng dẫn'

/** An officer writes a guide of the office's own, reads it over; the coordinator publishes it. */
export async function* guideLife(world: LawWorld, guide: Guide): Life {
  const { db, clock } = world
  yield workday(world, guide.ago + 1, 9 * 60)
  const author = member(world, guide.by)
  const day = dayOf(workday(world, guide.ago, 0))
  const facts = {
    ...{ number: guide.number, kind, title: guide.title, issuer, signer: '' },
    ...{ signedOn: day, publishedOn: null, inForceOn: day, expiresOn: null },
    fieldIds: fieldIdsOf(world, guide.fields),
    ...{ link: '', summary: guide.summary },
  }
  const { id } = await saveFacts(db, author, facts, clock.now)
  await setText(db, id, guide.text, author.id, clock.now)
  await relate(world, id, guide)
  yield workday(world, guide.ago, 8 * 60 + 10)
  await reviewDocument(db, author, { id }, clock.now)
  yield workday(world, guide.ago, 10 * 60 + 25)
  await publishDocument(db, coordinator(world), id, clock.now)
  world.guideIds.set(guide.key, id)
}

/** What it explains and replaces, said by its author in place of what was read out of the text. */
async function relate({ db, clock, staff }: LawWorld, id: number, guide: Guide): Promise<void> {
  const author = staff.get(guide.by)
  if (!author) return
  for (const { id: proposed } of await relationsOf(db, id)) {
    await removeRelation(db, author, proposed, clock.now)
  }
  const said = { documentId: id, otherName: '', anchors: [], fromOn: null, note: '' }
  const { guides, replaces } = guide
  for (const otherNumber of guides) {
    await saveRelation(db, author, { ...said, kind: 'guides', otherNumber }, clock.now)
  }
  if (replaces === undefined) return
  await saveRelation(db, author, { ...said, kind: 'replaces', otherNumber: replaces }, clock.now)
}
