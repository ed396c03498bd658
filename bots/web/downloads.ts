import type { Context } from 'hono'
import { hasFile } from '#core/conversation/transcript.ts'
import { openFile } from '#core/files/files.ts'
import { say } from '#core/language.ts'
import type { Db } from '#db/client.ts'
import { languageOf } from './language.ts'

/** `GET /chat/files/:id`: a file that was sent to the visitor, or by them; nobody else's, whatever its number. */
export async function sendFile(
  c: Context,
  { db, dataDir }: { db: Db; dataDir: string },
  address: string,
): Promise<Response> {
  const id = Number(c.req.param('id'))
  const theirs = await hasFile(db, { channel: 'web', address }, id)
  const file = theirs ? await openFile(db, dataDir, id) : undefined
  if (!file) return c.text(say(languageOf(c), 'webchat:refused.missing'), 404)
  return c.body(file.stream, 200, {
    'Content-Type': file.type,
    'Content-Length': String(file.size),
    'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`,
    'Content-Security-Policy': "default-src 'none'; sandbox",
    'Cache-Control': 'private, no-store',
  })
}
