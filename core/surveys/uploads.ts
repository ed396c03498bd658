import { and, inArray, isNull, sql } from 'drizzle-orm'
import { safeName } from '#core/files/names.ts'
import { storeBytes } from '#core/files/store.ts'
import { lockBytes } from '#core/files/sweep.ts'
import type { Db } from '#db/client.ts'
import { files } from '#db/schema/tickets.ts'

/** A file taken for a survey's answer, or why it was not. */
export type Uploaded = { id: number; name: string } | { name: string; why: string }

/** Takes a file from a survey's page, judged by its content like any other. `why` is a key of the area `files`. */
export async function takeUpload(
  db: Db,
  dataDir: string,
  file: { name: string; bytes: ReadableStream<Uint8Array> },
  responseId: string,
  now: Date,
): Promise<Uploaded> {
  const name = safeName(file.name)
  const stored = await storeBytes(dataDir, file.bytes, { name })
  if (!stored.ok) return { name, why: stored.why }
  const { sha256, size, type } = stored
  return db.transaction(async (tx) => {
    await lockBytes(tx, sha256)
    const kept = { name, size, type, sha256, state: 'stored' as const, createdAt: now }
    const [row] = await tx
      .insert(files)
      .values({ ...kept, source: { response: responseId } })
      .returning({ id: files.id })
    if (!row) throw new Error('a file was not written')
    return { id: row.id, name }
  })
}

/** The names of files that were uploaded for a response; of no others, whatever number is posted. */
export async function uploadedNames(
  db: Db,
  responseId: string,
  ids: number[],
): Promise<Map<number, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .select({ id: files.id, name: files.name })
    .from(files)
    .where(
      and(
        inArray(files.id, ids),
        isNull(files.conversationId),
        sql`${files.source} ->> 'response' = ${responseId}`,
      ),
    )
  return new Map(rows.map(({ id, name }) => [id, name]))
}
