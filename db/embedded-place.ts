import { randomBytes } from 'node:crypto'
import {
  chmod,
  chown,
  lchown,
  mkdir,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Binaries } from './embedded-binaries.ts'
import { type Account, endProcessesIn, run } from './embedded-processes.ts'

/** A number outside every range that systems hand out, so nothing else runs under it. */
const RESERVED = { uid: 60_999, gid: 60_999 }

/** initdb wants an account that has a name; the reserved number has none, these have one nearly everywhere. */
const NAMED = [
  { uid: 65_534, gid: 65_534 },
  { uid: 1, gid: 1 },
]

const SQLITE_BUSY = 5

export const USER = 'hoi_luat'

/** Where one data folder keeps its database: all of it inside the folder, so it is moved, copied and deleted with it. */
export interface Place {
  dataDir: string
  home: string
  cluster: string
  log: string
  as: Account
  owner: Account
}

/**
 * The folder a program of PostgreSQL is told to work in. Root changes into it before giving up its
 * rights, so the data may lie under parents the account cannot enter.
 */
export function seenFromInside(folder: string): string {
  return process.platform === 'linux' ? '/proc/self/cwd' : folder
}

/** Makes the data folder usable and says under which account its database runs. */
export async function findPlace(folder: string): Promise<Place> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const dataDir = await realpath(folder)
    const home = join(dataDir, 'postgres')
    await mkdir(home, { recursive: true, mode: 0o700 })
    const root = process.getuid?.() === 0
    const { uid, gid } = await stat(dataDir)
    const owner = root ? { uid, gid } : undefined
    if (owner) await chown(home, owner.uid, owner.gid)
    const cluster = join(home, 'cluster')
    const as = root ? await accountFor(cluster, { uid, gid }) : undefined
    return { dataDir, home, cluster, log: join(home, 'log'), as, owner }
  } catch (cause) {
    throw new Error(
      `The data folder ${folder} cannot be used: ${(cause as Error).message}. Give this account ` +
        'the right to write there, or set DATA_DIR to a folder of its own.',
      { cause },
    )
  }
}

async function accountFor(cluster: string, folder: { uid: number; gid: number }): Promise<Account> {
  const kept = await stat(cluster).catch(() => undefined)
  const usual = folder.uid === 0 ? RESERVED : folder
  if (!kept) return usual
  if (kept.uid !== 0) return { uid: kept.uid, gid: kept.gid }
  // Brought back by root from a copy that had forgotten who owned it.
  await giveTo(cluster, usual)
  return usual
}

/**
 * Takes the data folder for this process until it ends, however it ends: the kernel gives the lock
 * back. Throws when another process holds it.
 */
export async function holdPlace(place: Place): Promise<() => void> {
  const holder = join(place.home, 'holder')
  const lock = await lockFile(join(place.home, 'lock')).catch(async (cause) => {
    const pid = await readFile(holder, 'utf8').catch(() => 'unknown')
    throw new Error(
      cause.errcode === SQLITE_BUSY
        ? `The data folder ${place.dataDir} is in use by another running program (process ${pid}). ` +
            'Stop that one first, or set DATA_DIR to another folder.'
        : `The data folder ${place.dataDir} cannot be locked: ${cause.message}. Give this account ` +
            'the right to write there, or set DATA_DIR to another folder.',
      { cause },
    )
  })
  await writeFile(holder, String(process.pid))
  for (const file of ['lock', 'holder']) await giveToOwner(place, join(place.home, file))
  return () => lock.close()
}

/** Node has no file lock of its own; an open SQLite transaction is one. */
async function lockFile(path: string): Promise<DatabaseSync> {
  const lock = new DatabaseSync(path)
  try {
    lock.exec('begin exclusive')
    return lock
  } catch (error) {
    lock.close()
    throw error
  }
}

async function giveToOwner({ owner }: Place, file: string) {
  if (owner) await chown(file, owner.uid, owner.gid)
}

async function giveTo(folder: string, { uid, gid }: { uid: number; gid: number }) {
  await chown(folder, uid, gid)
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    await lchown(join(entry.parentPath, entry.name), uid, gid)
  }
}

/**
 * Makes the place ready for a server: ends what an earlier run left behind, creates the database
 * when there is none. Returns the database's password.
 */
export async function preparePlace(place: Place, binaries: Binaries, fast: boolean) {
  const begun = join(place.home, 'new')
  await endProcessesIn(join(begun, 'cluster'))
  await rm(begun, { recursive: true, force: true })
  const version = await readFile(join(place.cluster, 'PG_VERSION'), 'utf8').catch(() => undefined)
  if (version === undefined) await create(place, begun, binaries, fast)
  else checkKept(place, Number(version), binaries, await stat(place.cluster))
  await chmod(place.cluster, 0o700)
  return readFile(join(place.home, 'password'), 'utf8').catch((cause) => {
    throw new Error(
      `The data folder ${place.dataDir} has a database but no password for it ` +
        '(postgres/password). Bring that file back from a backup.',
      { cause },
    )
  })
}

function checkKept(place: Place, major: number, binaries: Binaries, kept: { uid: number }) {
  if (major !== binaries.major) {
    throw new Error(
      `The database in ${place.dataDir} is of PostgreSQL ${major}; this program brings ` +
        `${binaries.major}. Start the version that made it, dump the data and load it here.`,
    )
  }
  if (!place.as && process.getuid && kept.uid !== process.getuid()) {
    throw new Error(
      `The database in ${place.dataDir} belongs to account ${kept.uid}. Start the program as that ` +
        'account or as root, or set DATA_DIR to another folder.',
    )
  }
}

/** Builds the database beside its place and moves it there whole: a start cut short leaves none. */
async function create(place: Place, begun: string, binaries: Binaries, fast: boolean) {
  const cluster = join(begun, 'cluster')
  const accounts = place.as ? [place.as, ...NAMED] : [undefined]
  let output = ''
  for (const as of accounts) {
    await rm(begun, { recursive: true, force: true })
    await mkdir(cluster, { recursive: true, mode: 0o700 })
    const password = join(begun, 'password')
    await writeFile(password, randomBytes(24).toString('hex'), { mode: 0o600 })
    if (as) await giveTo(begun, as)
    const made = await run(binaries.initdb, initArguments(cluster, fast), { as, cwd: cluster })
    output = made.output
    if (made.code === 0) {
      if (place.as) await giveTo(cluster, place.as)
      await giveToOwner(place, password)
      await rename(password, join(place.home, 'password'))
      await rename(cluster, place.cluster)
      return rm(begun, { recursive: true, force: true })
    }
    if (!output.includes('user does not exist')) break
  }
  throw new Error(
    `No database can be created in ${place.dataDir}: ${output.split('\n').slice(-4).join(' ')}. ` +
      'Remove the cause, or set DATABASE_URL to a PostgreSQL server of your own.',
  )
}

function initArguments(cluster: string, fast: boolean): string[] {
  return [
    `--pgdata=${seenFromInside(cluster)}`,
    '--pwfile=../password',
    `--username=${USER}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    // The system's own locales differ between machines; this one knows Vietnamese letters on all.
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    ...(fast ? ['--no-sync'] : []),
  ]
}
