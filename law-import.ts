import { access } from 'node:fs/promises'
import { basename } from 'node:path'
import { parseArgs } from 'node:util'
import { type Language, say } from '#core/language.ts'
import { placeOf } from '#core/law/documents/citation.ts'
import { describeDocument, type Imported, importFile } from '#core/law/import/import-file.ts'
import type { ImportingDeps } from '#core/law/import/importing.ts'
import type { ProvisionChange } from '#core/law/parse/diff.ts'
import { Refusal } from '#core/refusal.ts'
import { connect } from '#db/client.ts'
import { startEmbedded } from '#db/embedded.ts'
import { findRunning } from '#db/embedded-running.ts'
import { migrateUp } from '#db/migrate.ts'
import { configFromEnvironment, WrongSettings } from './config.ts'
import { openDataFolder } from './data-folder.ts'
import { errorAsText, openLog } from './log.ts'

const options = {
  publish: { type: 'boolean', default: false },
  replace: { type: 'boolean', default: false },
  english: { type: 'boolean', default: false },
} as const

/**
 * `npm run law:import -- FILE... [--publish] [--replace] [--english]`: files become documents as in the panel, on the
 * database of the settings, whether the desk runs or not. Ends with 1 when a file was not taken.
 */
async function run(): Promise<number> {
  const { values, positionals } = parseArgs({ options, allowPositionals: true })
  const language: Language = values.english ? 'en' : 'vi'
  if (positionals.length === 0) {
    print(say(language, 'law-import:command.usage'))
    return 2
  }
  const config = configFromEnvironment({ LOG_LEVEL: 'error' })
  const log = openLog(config.logLevel)
  const dataDir = await openDataFolder(config.dataDir)
  const database = await openDatabase(config.databaseUrl, dataDir, log)
  const { db, close } = connect(database.url, { max: 4 })
  try {
    const deps = { db, dataDir, log, now: () => new Date() }
    let failed = 0
    for (const path of positionals) {
      if (!(await importOne(deps, path, values, language))) failed++
    }
    const done = positionals.length - failed
    print(say(language, 'law-import:command.done', { done, all: positionals.length }))
    return failed === 0 ? 0 : 1
  } finally {
    await close()
    await database.stop()
  }
}

/** The server of the settings; else the one the desk keeps running; else the folder's own, for as long as it takes. */
async function openDatabase(
  given: string | undefined,
  dataDir: string,
  log: ReturnType<typeof openLog>,
) {
  const running = given ?? (await findRunning(dataDir))
  const own = running === undefined ? await startEmbedded(dataDir, log) : undefined
  const url = running ?? own?.url ?? ''
  await migrateUp(url)
  return { url, stop: async () => own?.stop() }
}

async function importOne(
  deps: ImportingDeps,
  path: string,
  wish: { publish: boolean; replace: boolean },
  language: Language,
): Promise<boolean> {
  const name = basename(path)
  try {
    await access(path)
    const imported = await importFile(deps, path, wish)
    for (const line of await linesOf(deps, imported, language)) print(`${name}: ${line}`)
    return !['refused', 'held', 'differs'].includes(imported.what)
  } catch (error) {
    if (error instanceof Refusal) print(`${name}: ${say(language, error.key, error.values)}`)
    else if (isMissing(error)) print(`${name}: ${say(language, 'law-import:command.missing')}`)
    else throw error
    return false
  }
}

async function linesOf(
  { db }: ImportingDeps,
  imported: Imported,
  language: Language,
): Promise<string[]> {
  const t = (key: string, values?: Record<string, string | number>) =>
    say(language, `law-import:${key}`, values)
  if ('reason' in imported) {
    const why = say(language, imported.reason.key, imported.reason.values)
    const where = imported.what === 'held' ? [t('command.held', { id: imported.importId })] : []
    return [`${t(`command.${imported.what === 'held' ? 'waits' : 'refused'}`)} ${why}`, ...where]
  }
  const document = await describeDocument(db, imported.documentId)
  const state = t(`command.state-${document.state}`)
  const first = t(`command.${imported.what}`, { ...document, state })
  if (!('changes' in imported)) return [first]
  const more = imported.what === 'differs' ? [t('command.held', { id: imported.importId })] : []
  return [first, ...imported.changes.slice(0, 50).map((change) => place(change, language)), ...more]
}

function place({ what, anchor }: ProvisionChange, language: Language): string {
  const cited = placeOf(anchor, language)
  return `  ${say(language, `law-import:what.${what}`)}: ${cited}`
}

function isMissing(error: unknown): boolean {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined
  return ['ENOENT', 'EACCES', 'EISDIR', 'ENOTDIR'].includes(code ?? '')
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

run().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof WrongSettings ? error.message : errorAsText(error)}\n`)
    process.exit(1)
  },
)
