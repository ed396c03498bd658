import { and, asc, eq } from 'drizzle-orm'
import { safeName } from '#core/files/names.ts'
import { openStored, storeBytes } from '#core/files/store.ts'
import { lockBytes } from '#core/files/sweep.ts'
import { Refusal } from '#core/refusal.ts'
import { audit } from '#core/staff/audit.ts'
import type { Actor } from '#core/staff/roles.ts'
import type { Db } from '#db/client.ts'
import { lawFiles } from '#db/schema/law.ts'
import { lockDocument } from './documents.ts'
import { checkMayChange } from './facts.ts'

/** The files a document came in as, or that go with it. */
export function filesOf(db: Db, documentId: number) {
  return db
    .select({
      id: lawFiles.id,
      name: lawFiles.name,
      type: lawFiles.type,
      size: lawFiles.size,
      addedAt: lawFiles.addedAt,
    })
    .from(lawFiles)
    .where(eq(lawFiles.documentId, documentId))
    .orderBy(asc(lawFiles.id))
}

export type LawFileRow = Awaited<ReturnType<typeof filesOf>>[number]

/** The bytes of one of a document's files; undefined when there is no such file or it is not kept. */
export async function openLawFile(db: Db, dataDir: string, documentId: number, id: number) {
  const [file] = await db
    .select({ name: lawFiles.name, type: lawFiles.type, sha256: lawFiles.sha256 })
    .from(lawFiles)
    .where(and(eq(lawFiles.id, id), eq(lawFiles.documentId, documentId)))
  const stored = file && (await openStored(dataDir, file.sha256))
  return stored && { name: file.name, type: file.type, ...stored }
}

/** Adds a file to a document. Refused, with the reason, when it is not of a kind that is kept, too big or broken. */
export async function addFile(
  db: Db,
  dataDir: string,
  actor: Actor,
  { documentId, file }: { documentId: number; file: File },
  now: Date,
): Promise<void> {
  const name = safeName(file.name)
  const stored = await storeBytes(dataDir, file.stream(), { name })
  if (!stored.ok) throw new Refusal(`law:refusal.file-${stored.why}`, { name })
  const { sha256, size, type } = stored
  await db.transaction(async (tx) => {
    await lockBytes(tx, sha256)
    const document = await lockDocument(tx, documentId)
    if (document === undefined) throw new Refusal('law:refusal.gone')
    checkMayChange(actor, document)
    const own = and(eq(lawFiles.documentId, documentId), eq(lawFiles.sha256, sha256))
    const [known] = await tx.select({ id: lawFiles.id }).from(lawFiles).where(own)
    if (known) return
    const row = { documentId, name, type, size, sha256, addedAt: now, addedBy: actor.id }
    await tx.insert(lawFiles).values(row)
    await record(tx, actor, 'law.file-added', documentId, now)
  })
}

/** Takes a file away from a document; its bytes go with the next sweep. */
export async function removeFile(
  db: Db,
  actor: Actor,
  { documentId, id }: { documentId: number; id: number },
  now: Date,
): Promise<void> {
  await db.transaction(async (tx) => {
    const document = await lockDocument(tx, documentId)
    if (document === undefined) throw new Refusal('law:refusal.gone')
    checkMayChange(actor, document)
    await tx.delete(lawFiles).where(and(eq(lawFiles.id, id), eq(lawFiles.documentId, documentId)))
    await record(tx, actor, 'law.file-removed', documentId, now)
  })
}

async function record(
  tx: Db,
  actor: Actor,
  action: string,
  documentId: number,
  now: Date,
): Promise<void> {
  const from = { staffId: actor.id, ip: actor.ip, subject: 'law', subjectId: documentId }
  await audit(tx, { at: now, ...from, action })
}
