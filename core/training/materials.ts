import { and, asc, eq } from 'drizzle-orm'
import { dayOf } from '#core/calendar/calendar.ts'
import { safeName } from '#core/files/names.ts'
import { openStored, storeBytes } from '#core/files/store.ts'
import { lockBytes } from '#core/files/sweep.ts'
import { Refusal } from '#core/refusal.ts'
import { audit } from '#core/staff/audit.ts'
import type { Actor } from '#core/staff/roles.ts'
import type { Db } from '#db/client.ts'
import { lessons } from '#db/schema/lessons.ts'
import { courseFiles } from '#db/schema/training.ts'
import { courseFor } from './held-by.ts'
import { owe } from './owed.ts'
import { tellAt } from './telling-hours.ts'

/** The materials of a course, as they were added. */
export function materialsOf(db: Db, courseId: number) {
  return db
    .select({
      id: courseFiles.id,
      name: courseFiles.name,
      type: courseFiles.type,
      size: courseFiles.size,
      open: courseFiles.open,
      addedAt: courseFiles.addedAt,
    })
    .from(courseFiles)
    .where(eq(courseFiles.courseId, courseId))
    .orderBy(asc(courseFiles.id))
}

export type Material = Awaited<ReturnType<typeof materialsOf>>[number]

/** The bytes of one of a course's materials; undefined when there is none such, or it is not open and `all` is not said. */
export async function openMaterial(
  db: Db,
  dataDir: string,
  { courseId, id, all }: { courseId: number; id: number; all: boolean },
) {
  const [file] = await db
    .select({
      name: courseFiles.name,
      type: courseFiles.type,
      sha256: courseFiles.sha256,
      open: courseFiles.open,
    })
    .from(courseFiles)
    .where(and(eq(courseFiles.id, id), eq(courseFiles.courseId, courseId)))
  if (!file || !(file.open || all)) return undefined
  const stored = await openStored(dataDir, file.sha256)
  return stored && { name: file.name, type: file.type, ...stored }
}

/** Adds a file; who was seated is told of it when the class is over, once a day. Refused, with the reason, when it is not of a kind that is kept, too big or broken. */
export async function addMaterial(
  db: Db,
  dataDir: string,
  actor: Actor,
  { courseId, file, open }: { courseId: number; file: File; open: boolean },
  now: Date,
): Promise<void> {
  const course = await courseFor(db, actor, 'training.write', courseId)
  const name = safeName(file.name)
  const stored = await storeBytes(dataDir, file.stream(), { name })
  if (!stored.ok) throw new Refusal(`courses:refusal.file-${stored.why}`, { name })
  const { sha256, size, type } = stored
  await db.transaction(async (tx) => {
    await lockBytes(tx, sha256)
    const same = and(eq(courseFiles.courseId, courseId), eq(courseFiles.sha256, sha256))
    const [known] = await tx.select({ id: courseFiles.id }).from(courseFiles).where(same)
    if (known) return
    const row = { courseId, name, type, size, sha256, open, addedAt: now, addedBy: actor.id }
    await tx.insert(courseFiles).values(row)
    if (['held', 'closed'].includes(course.state)) {
      await owe(tx, courseId, ['seated'], `materials:${dayOf(now)}`, tellAt(now))
    }
    await noted(tx, actor, 'training.file-added', courseId, now)
  })
}

/** Lets everybody read a file, or those signed up alone. */
export async function openToAll(
  db: Db,
  actor: Actor,
  { courseId, id, open }: { courseId: number; id: number; open: boolean },
  now: Date,
): Promise<void> {
  await db.transaction(async (tx) => {
    await courseFor(tx, actor, 'training.write', courseId)
    await tx
      .update(courseFiles)
      .set({ open })
      .where(and(eq(courseFiles.id, id), eq(courseFiles.courseId, courseId)))
    await noted(tx, actor, 'training.file-opened', courseId, now)
  })
}

/** Takes a file away; its bytes go with the next sweep. Refusal while a lesson uses it. */
export async function removeMaterial(
  db: Db,
  actor: Actor,
  { courseId, id }: { courseId: number; id: number },
  now: Date,
): Promise<void> {
  await db.transaction(async (tx) => {
    await courseFor(tx, actor, 'training.write', courseId)
    const [used] = await tx
      .select({ title: lessons.title })
      .from(lessons)
      .where(eq(lessons.fileId, id))
      .limit(1)
    if (used) throw new Refusal('courses:refusal.file-used', { lesson: used.title })
    const which = and(eq(courseFiles.id, id), eq(courseFiles.courseId, courseId))
    await tx.delete(courseFiles).where(which)
    await noted(tx, actor, 'training.file-removed', courseId, now)
  })
}

async function noted(tx: Db, actor: Actor, action: string, courseId: number, now: Date) {
  const from = { staffId: actor.id, ip: actor.ip, subject: 'course', subjectId: courseId }
  await audit(tx, { at: now, ...from, action })
}
