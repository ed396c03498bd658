import type { Health } from '#core/channel.ts'
import { say } from '#core/language.ts'
import { type Failure, knownFailure } from './failures.ts'
import type { Graph } from './graph.ts'

/** How the page stands with Meta, in words for the panel's channels page. */
export interface Standing {
  current(): Health
  connected(): void
  failed(failure: Failure): void
}

export function openStanding(): Standing {
  let health: Health = { ok: false, detail: words('connecting') }
  return {
    current: () => health,
    connected: () => {
      health = { ok: true, detail: words('working') }
    },
    failed: (failure) => {
      health = failing(failure)
    },
  }
}

const patienceMs = 5_000

/** Asks Meta whether the token still speaks for this page. */
export async function pageHealth(graph: Graph, pageId: string): Promise<Health> {
  try {
    const page = await graph.get('me', 'id,name', AbortSignal.timeout(patienceMs))
    if (page.id !== undefined && String(page.id) !== pageId) {
      return { ok: false, detail: words('other-page', { page: String(page.name ?? page.id) }) }
    }
    return { ok: true, detail: words('working') }
  } catch (error) {
    return failing(knownFailure(error).failure)
  }
}

function failing({ why, detail }: Failure): Health {
  return { ok: false, detail: words(why === 'later' ? 'unreachable' : 'refused', { detail }) }
}

function words(key: string, values: Record<string, string | number> = {}): string {
  return say('vi', `messenger:health.${key}`, values)
}
