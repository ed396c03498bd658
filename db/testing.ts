import { randomBytes } from 'node:crypto'
import { test as base, inject } from 'vitest'
import { connect } from './client.ts'

/**
 * A test with the real database: `db` and `sql` share up to ten connections, `url` is for a
 * process of its own. Each file has a database to itself; each test begins with it empty.
 */
export const test = base
  .extend('testServer', { scope: 'file' }, () => inject('testServer'))
  .extend('database', { scope: 'file' }, async ({ testServer }, { onCleanup }) => {
    const { url: serverUrl, template } = testServer
    const server = connect(serverUrl, { max: 1 })
    const name = `test_${randomBytes(6).toString('hex')}`
    await server.sql.unsafe(`create database ${name} template ${template}`)
    const url = new URL(serverUrl)
    url.pathname = name
    const connection = connect(url.href, { max: 10 })
    onCleanup(async () => {
      await connection.close()
      await server.sql.unsafe(`drop database ${name} with (force)`)
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
