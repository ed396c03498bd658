import type { Call, Client } from './client.ts'
import { configuration, type Failure } from './failures.ts'

/** What Zalo takes of a file of ours, and the name it then has there. */
interface Uploaded {
  kind: Kind
  /** an attachment's id, or a file's token */
  handle: string
}

type Kind = 'image' | 'gif' | 'file'

interface FileOfOurs {
  id: number
  name: string
  type: string
}

const megabyte = 1024 * 1024
/** What each upload takes, and how much of it (Zalo's documents of the uploads). */
const kinds: Record<Kind, { types: string[]; most: number }> = {
  image: { types: ['image/jpeg', 'image/png'], most: megabyte },
  gif: { types: ['image/gif'], most: 5 * megabyte },
  file: {
    types: [
      'application/pdf',
      'application/msword',
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
      'text/csv',
    ],
    most: 5 * megabyte,
  },
}

/** Zalo forgets an upload after seven days. */
const keptMs = 6.5 * 24 * 60 * 60_000
const mostKept = 2_000

export interface Uploads {
  /** The handle of a file, uploaded now or within the last days; `undefined` when Zalo does not take such a file. */
  handleOf(
    file: FileOfOurs,
    content: Uint8Array,
    signal: AbortSignal,
  ): Promise<Uploaded | Failure | undefined>
  /** Zalo does not know the handle any more. */
  forget(id: number): void
}

/** Uploads files once for all who get them: 5,000 uploads a month are all an account has. */
export function openUploads(client: Client, now: () => Date): Uploads {
  const kept = new Map<number, Uploaded & { at: number }>()
  return {
    async handleOf(file, content, signal) {
      const known = kept.get(file.id)
      if (known && now().getTime() - known.at < keptMs) return known
      const kind = kindOf(file, content)
      if (kind === undefined) return undefined
      const answer = await client(uploading(kind, file.name, content), signal)
      if (!answer.ok) return answer.failure.why === 'refused' ? undefined : answer.failure
      const handle = answer.data[kind === 'file' ? 'token' : 'attachment_id']
      if (typeof handle !== 'string') return configuration('other', 'upload without a handle')
      const uploaded = { kind, handle }
      kept.delete(file.id)
      kept.set(file.id, { ...uploaded, at: now().getTime() })
      const [oldest] = kept.keys()
      if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest)
      return uploaded
    },
    forget: (id) => void kept.delete(id),
  }
}

function kindOf({ type }: FileOfOurs, content: Uint8Array): Kind | undefined {
  const plain = type.split(';')[0]?.trim().toLowerCase() ?? ''
  return (Object.keys(kinds) as Kind[]).find(
    (kind) => kinds[kind].types.includes(plain) && content.byteLength <= kinds[kind].most,
  )
}

function uploading(kind: Kind, name: string, content: Uint8Array): Call {
  return {
    path: `/v2.0/oa/upload/${kind}`,
    form() {
      const form = new FormData()
      form.set('file', new File([content as Uint8Array<ArrayBuffer>], name))
      return form
    },
  }
}
