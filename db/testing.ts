import { randomBytes } from 'node:crypto'
import type { Sql } from 'postgres'
import { test as base, inject } from 'vitest'
import { connect } from './client.ts'

/** The database that the last file of this worker left as it found it, for the next one: making one costs a copy. */
let left: string | undefined

/**
 * A test with the real database: `db` and `sql` share `connections`, `url` is for a process of its own. Each file has a
 * database to itself; each test begins with it empty.
 */
export const test = base
  .extend('testServer', { scope: 'file' }, () => inject('testServer'))
  // Each learns the tables and plans every statement for itself: few are cheap.
  .extend('connections', { scope: 'file' }, 3)
  .extend('database', { scope: 'file' }, async ({ testServer, connections }, { onCleanup }) => {
    const { url: serverUrl, template } = testServer
    const server = connect(serverUrl, { max: 1 })
    const name = `test_${randomBytes(6).toString('hex')}`
    if (left) await server.sql.unsafe(`alter database ${left} rename to ${name}`)
    else await server.sql.unsafe(`create database ${name} template ${template}`)
    left = undefined
    const url = new URL(serverUrl)
    url.pathname = name
    const connection = connect(url.href, { max: connections })
    const shape = await shapeOf(connection.sql)
    onCleanup(async () => {
      const same = (await shapeOf(connection.sql).catch(() => '')) === shape
      await connection.close()
      if (same) left = await letGo(server.sql, name)
      else await server.sql.unsafe(`drop database ${name} with (force)`)
      await server.close()
    })
    return { db: connection.db, sql: connection.sql, url: url.href }
  })
  .extend('emptied', async ({ database }) => {
    await database.sql`select testing.empty_all()`
    return database
  })
  .extend('db', ({ emptied }) => emptied.db)
  .extend('sql', ({ emptied }) => emptied.sql)
  .extend('url', ({ emptied }) => emptied.url)

/** What a file may have changed for good: what there is in the database, and how much room the emptied tables take. */
async function shapeOf(sql: Sql): Promise<string> {
  const [row] = await sql`
    select (select count(*) from pg_class) as relations, (select count(*) from pg_proc) as functions,
      (select count(*) from pg_trigger) as triggers,
      (select count(*) from pg_class where relkind = 'r' and pg_relation_size(oid) > 1000000) as large`
  return JSON.stringify(row)
}

/** Whoever still works in the database, or comes back to it under this name, finds it gone. */
async function letGo(server: Sql, name: string): Promise<string> {
  const parked = `${name}_left`
  await server.unsafe(`alter database ${name} allow_connections false`)
  await server`select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = ${name}`
  await server.unsafe(`alter database ${name} rename to ${parked}`)
  await server.unsafe(`alter database ${parked} allow_connections true`)
  return parked
}
