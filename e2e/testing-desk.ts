import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '../config.ts'
import { openLog } from '../log.ts'
import { type RunningDesk, startDesk } from '../main.ts'
import { freePorts } from './testing-ports.ts'

export interface OpenDesk extends RunningDesk {
  dataDir: string
}

/** The whole program on a free port, with a data folder of its own. */
export async function openDesk(settings: Record<string, string>): Promise<OpenDesk> {
  const dataDir = mkdtempSync(join(tmpdir(), 'hoi-luat-desk-'))
  const port = String(settings.PORT ?? (await freePorts()))
  const config = readConfig({ DATA_DIR: dataDir, ...settings, PORT: port })
  const desk = await startDesk(config, openLog('silent'))
  return {
    ...desk,
    dataDir,
    async stop() {
      await desk.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** A visitor of the web chat without a browser: keeps the cookie, reads what came back. */
export function visitor(url: string) {
  let cookie = ''
  let made = 0
  return {
    async says(text: string, id = `v${++made}-${Math.random()}`): Promise<number> {
      const reply = await fetch(`${url}/chat/messages`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', cookie },
        body: JSON.stringify({ id, text }),
      })
      cookie ||= (reply.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
      return reply.status
    },
    /** Everything said so far, by both. */
    async transcript(): Promise<{ id: string; from: string; text: string }[]> {
      const stop = new AbortController()
      const reply = await fetch(`${url}/chat/events`, { headers: { cookie }, signal: stop.signal })
      const events: { id: string; from: string; text: string }[] = []
      const timer = setTimeout(() => stop.abort(), 400)
      try {
        let rest = ''
        for await (const piece of reply.body as unknown as AsyncIterable<Uint8Array>) {
          rest += Buffer.from(piece).toString()
          for (let end = rest.indexOf('\n\n'); end >= 0; end = rest.indexOf('\n\n')) {
            const data = /^data: (.*)$/m.exec(rest.slice(0, end))?.[1]
            if (data) events.push(JSON.parse(data))
            rest = rest.slice(end + 2)
          }
        }
      } catch {
        // the stream is endless; we end it
      }
      clearTimeout(timer)
      return events
    },
  }
}
