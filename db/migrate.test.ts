import { expect } from 'vitest'
import { connect } from './client.ts'
import { migrateUp } from './migrate.ts'
import { test } from './testing.ts'

test('processes that start together migrate an empty database once', async ({ sql, url }) => {
  const name = `${new URL(url).pathname.slice(1)}_blank`
  await sql.unsafe(`create database ${name}`)
  const blank = new URL(url)
  blank.pathname = name
  const { sql: there, close } = connect(blank.href, { max: 1 })
  try {
    await Promise.all([1, 2, 3, 4].map(() => migrateUp(blank.href)))
    const applied = () => there`select hash from drizzle.__drizzle_migrations order by id`
    const once = await applied()
    expect(once.length).toBeGreaterThan(0)
    expect(new Set(once.map(({ hash }) => hash)).size).toBe(once.length)
    await migrateUp(blank.href)
    expect(await applied()).toEqual(once)
  } finally {
    await close()
    await sql.unsafe(`drop database ${name} with (force)`)
  }
})
