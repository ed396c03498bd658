import { open } from 'node:fs/promises'
import { fileTypeFromFile } from 'file-type'
import { endingOf } from './names.ts'
import { lookInside } from './office-file.ts'

/** What is taken, by the kind that the content shows; `endings` are the names such a file may honestly have. */
const accepted: Record<string, { type: string; endings: string[] }> = {
  jpg: { type: 'image/jpeg', endings: ['jpg', 'jpeg', 'jfif', 'jpe'] },
  png: { type: 'image/png', endings: ['png'] },
  webp: { type: 'image/webp', endings: ['webp'] },
  gif: { type: 'image/gif', endings: ['gif'] },
  heic: { type: 'image/heic', endings: ['heic', 'heif'] },
  pdf: { type: 'application/pdf', endings: ['pdf'] },
  docx: {
    type: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    endings: ['docx'],
  },
  xlsx: {
    type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    endings: ['xlsx'],
  },
  ogg: { type: 'audio/ogg', endings: ['ogg', 'oga', 'opus'] },
  mp3: { type: 'audio/mpeg', endings: ['mp3'] },
  m4a: { type: 'audio/mp4', endings: ['m4a'] },
}

const endings = new Set(Object.values(accepted).flatMap((kind) => kind.endings))

export type Judged =
  | { ok: true; type: string }
  | { ok: false; why: 'type' | 'lies' | 'bomb'; detail: string }

/**
 * The type of the file at `path`, from its content alone. Something else under the name of an accepted kind lies; a
 * wrong ending among accepted kinds is forgiven, the content's type counts.
 */
export async function judgeContent(path: string, name: string): Promise<Judged> {
  const found = await kindOf(path, endingOf(name))
  if (found.kind === 'bomb') return { ok: false, why: 'bomb', detail: found.detail }
  const kind = accepted[found.kind]
  if (kind) return { ok: true, type: kind.type }
  const why = endings.has(endingOf(name)) ? 'lies' : 'type'
  return { ok: false, why, detail: found.kind }
}

const largestProbe = 1024 * 1024

async function kindOf(path: string, ending: string): Promise<{ kind: string; detail: string }> {
  if (await isZip(path)) return { detail: '', ...(await lookInside(path)) }
  const found = await fileTypeFromFile(path, { maxBufferSize: largestProbe }).catch(() => undefined)
  if (!found) return { kind: 'unknown', detail: '' }
  if (found.mime.startsWith('audio/ogg')) return { kind: 'ogg', detail: '' }
  // Recorders of many phones write sound alone into a plain MP4 container.
  if (found.ext === 'mp4' && ending === 'm4a') return { kind: 'm4a', detail: '' }
  return { kind: found.ext, detail: '' }
}

/** A zip is looked into by us alone: no other reader inflates anything of it. */
async function isZip(path: string): Promise<boolean> {
  const handle = await open(path)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0)
    return bytesRead === 4 && buffer.toString('latin1').startsWith('PK')
  } finally {
    await handle.close()
  }
}
