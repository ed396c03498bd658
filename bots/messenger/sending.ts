import type { Channel, Outgoing, SendFacts, Sent } from '#core/channel.ts'
import type { MessengerAdapter } from './adapter.ts'
import { type Failure, knownFailure } from './failures.ts'
import type { Graph } from './graph.ts'
import { kindOf, messageOf } from './outgoing.ts'
import { watchThrottling } from './throttling.ts'

/** The bytes of a stored file, undefined when it is gone; throws when it cannot be read just now. */
export type OpenFile = (id: number) => Promise<Uint8Array | undefined>

interface Ways {
  adapter: MessengerAdapter
  graph: Graph
  openFile: OpenFile
  /** the page may answer as a human agent: App Review and the setting allow it */
  humanAgent: boolean
  now(): Date
}

/** Sends one part to a person; see `Channel.send`. */
export function sender(ways: Ways): Channel['send'] {
  const { adapter, now } = ways
  const throttling = watchThrottling()
  const uploads = openUploads(ways)

  async function say(to: string, part: Outgoing, signal: AbortSignal, tag?: 'HUMAN_AGENT') {
    const attachment = part.file ? await uploads.idOf(part.file, signal) : undefined
    if (typeof attachment === 'object') return attachment
    const sending = { message: messageOf(part, attachment), ...(tag && { tag }) }
    return { ok: true as const, id: await adapter.say(to, sending, signal) }
  }

  /** Within the day without the tag; with it where it is allowed and Meta's clock, not ours, says that the day is over. */
  async function sayAsAllowed(
    to: string,
    part: Outgoing,
    signal: AbortSignal,
    facts: SendFacts | undefined,
  ) {
    const silence = facts ? now().getTime() - facts.lastHeardAt.getTime() : 0
    const allowed = ways.humanAgent && facts?.byStaff === true && silence < 7 * day
    if (allowed && silence >= day) return say(to, part, signal, 'HUMAN_AGENT')
    try {
      return await say(to, part, signal)
    } catch (error) {
      if (!allowed || knownFailure(error).failure.why !== 'closed') throw error
      return say(to, part, signal, 'HUMAN_AGENT')
    }
  }

  return async (to, part, signal, facts): Promise<Sent> => {
    try {
      const sent = await sayAsAllowed(to, part, signal, facts)
      throttling.taken(to)
      return sent
    } catch (error) {
      const { failure, throttled } = knownFailure(error)
      if (part.file && failure.why === 'refused') uploads.forget(part.file.id)
      if (!throttled) return failure
      const wait = throttling.note(to, Date.now(), failure.retryAfterMs)
      return { ...failure, retryAfterMs: wait.retryAfterMs, wide: failure.wide ?? wait.wide }
    }
  }
}

/**
 * HUMAN_AGENT is for what a person typed, from the end of the first day until seven days after the last message
 * (Messenger Platform policy); automation under it is a violation.
 */
const day = 24 * 60 * 60 * 1000

/** Send API: attachments of at most 25 MB. */
const fileBytes = 25 * 1024 * 1024
const uploadsKept = 200

/** Uploads files once, so that neither a retry nor the next person pays for it again. */
function openUploads({ graph, openFile }: Ways) {
  const known = new Map<number, string>()

  async function upload(
    file: NonNullable<Outgoing['file']>,
    content: Uint8Array,
    signal: AbortSignal,
  ): Promise<string> {
    const form = new FormData()
    const attachment = { type: kindOf(file.type), payload: { is_reusable: true } }
    form.set('message', JSON.stringify({ attachment }))
    form.set('filedata', new Blob([content as Uint8Array<ArrayBuffer>], file), file.name)
    const { attachment_id } = await graph.post('me/message_attachments', form, signal)
    return String(attachment_id)
  }

  return {
    /** The file's id at Meta, or why there is none; throws what the Graph API throws. */
    async idOf(file: NonNullable<Outgoing['file']>, signal: AbortSignal) {
      const before = known.get(file.id)
      if (before !== undefined) return before
      const content = await contentOf(file.id, openFile)
      if ('ok' in content) return content
      const id = await upload(file, content, signal)
      if (known.size >= uploadsKept) known.clear()
      known.set(file.id, id)
      return id
    },
    forget: (id: number) => void known.delete(id),
  }
}

async function contentOf(id: number, openFile: OpenFile): Promise<Uint8Array | Failure> {
  try {
    const content = await openFile(id)
    if (content === undefined) return { ok: false, why: 'refused', detail: `file ${id} is gone` }
    if (content.length <= fileBytes) return content
    return { ok: false, why: 'refused', detail: `file ${id} is larger than 25 MB` }
  } catch {
    return { ok: false, why: 'later', detail: `file ${id} cannot be read` }
  }
}
