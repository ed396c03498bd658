import { open } from 'node:fs/promises'
import { Readable } from 'node:stream'
import type { Context } from 'hono'
import { placeOf as fileAt } from '#core/files/store.ts'
import { provisionValidity, validityOf } from '#core/law/documents/standing.ts'
import { answersCiting } from '#core/law/public/answers.ts'
import { filesOf, type PublicDocument, publicDocument } from '#core/law/public/documents.ts'
import { allProvisions, lengthOf, outlineOf } from '#core/law/public/provisions.ts'
import { earlierReadings } from '#core/law/public/readings.ts'
import { relationsOf } from '#core/law/public/relations.ts'
import { secure } from '#portal/secure.ts'
import type { PortalSettings } from '#portal/settings.ts'
import { DocumentPage } from './document-page.tsx'
import { lawText } from './law-text.ts'
import { showMissing } from './missing.tsx'
import { partOf, type Visit, visitOf } from './visit.ts'
import { WholePage } from './whole-page.tsx'

/** A longer text is shown article by article: its first page stays small on a cheap phone. */
const longest = 60_000

/** `/van-ban/:slug`: a document, with its text when that is short. */
export async function showDocument(c: Context, settings: PortalSettings): Promise<Response> {
  const visit = await visitOf(c, settings)
  const { db, dataDir } = settings
  const document = await publicDocument(db, partOf(c, 'slug'))
  if (!document) return showMissing(c, visit)
  const { id } = document
  const [validity, relations, outline, length, readings, files, citing] = await Promise.all([
    validityOf(db, [id], visit.day),
    relationsOf(db, id),
    outlineOf(db, id),
    document.hasText ? lengthOf(db, id) : 0,
    earlierReadings(db, id, document.shownAt),
    dataDir ? filesOf(db, id) : [],
    answersCiting(db, id, { most: 10 }),
  ])
  const text = length > 0 && length <= longest ? await wholeText(settings, visit, document) : null
  secure(c, "'none'", 'private, no-cache')
  return c.html(
    <DocumentPage
      {...{ visit, document, relations, outline, text, readings, files, citing }}
      validity={validity.get(id)}
    />,
  )
}

/** `/van-ban/:slug/toan-van`: the whole text on one page, to be read through, searched and printed. */
export async function showWhole(c: Context, settings: PortalSettings): Promise<Response> {
  const visit = await visitOf(c, settings)
  const document = await publicDocument(settings.db, partOf(c, 'slug'))
  if (!document?.hasText) return showMissing(c, visit)
  const [text, validity] = await Promise.all([
    wholeText(settings, visit, document),
    validityOf(settings.db, [document.id], visit.day),
  ])
  secure(c, "'none'", 'private, no-cache')
  return c.html(<WholePage {...{ visit, document, text }} validity={validity.get(document.id)} />)
}

async function wholeText({ db }: PortalSettings, visit: Visit, { id, slug }: PublicDocument) {
  const [rows, ofProvision, whole] = await Promise.all([
    allProvisions(db, id),
    provisionValidity(db, id, visit.day),
    validityOf(db, [id], visit.day),
  ])
  const validity = whole.get(id)
  return lawText({
    ...{ visit, rows, path: `/van-ban/${slug}`, validityOf: ofProvision },
    amendments: validity?.amendedBy ?? [],
    expired: validity?.standing === 'expired',
  })
}

/** `/van-ban/:slug/tep/:id`: a file that goes with a document. */
export async function sendDocumentFile(c: Context, settings: PortalSettings): Promise<Response> {
  const visit = await visitOf(c, settings)
  const { db, dataDir } = settings
  const document = await publicDocument(db, partOf(c, 'slug'))
  const files = document && dataDir ? await filesOf(db, document.id) : []
  const file = files.find(({ id }) => String(id) === c.req.param('id'))
  if (!file || !dataDir) return showMissing(c, visit)
  const handle = await open(fileAt(dataDir, file.sha256)).catch(() => undefined)
  if (!handle) return showMissing(c, visit)
  c.header('Content-Type', file.type)
  c.header('Content-Length', String(file.size))
  c.header('X-Content-Type-Options', 'nosniff')
  c.header('Content-Security-Policy', "default-src 'none'; sandbox")
  const name = encodeURIComponent(file.name.toWellFormed())
  c.header('Content-Disposition', `attachment; filename*=UTF-8''${name}`)
  return c.body(Readable.toWeb(handle.createReadStream()) as ReadableStream)
}
