import { sql } from 'drizzle-orm'
import { expect } from 'vitest'
import { type Db, driverOf } from './client.ts'
import { test } from './testing.ts'

async function make(db: Db): Promise<void> {
  await db.execute(sql`drop table if exists marks`)
  await db.execute(sql`create table marks (id int primary key)`)
}

test('a transaction whose deed throws leaves nothing', async ({ db }) => {
  await make(db)
  const failing = db.transaction(async (tx) => {
    await tx.execute(sql`insert into marks values (${1})`)
    throw new Error('no')
  })
  await expect(failing).rejects.toThrow('no')
  expect(await db.execute(sql`select * from marks`)).toEqual([])
})

test('a statement that travels with the commit is part of the transaction', async ({ db }) => {
  await make(db)
  await db.transaction(async (tx) => {
    const driver = driverOf(tx)
    driver.last(driver`insert into marks values (${2})`)
  })
  expect(await db.execute(sql`select * from marks`)).toEqual([{ id: 2 }])
  const failing = db.transaction(async (tx) => {
    await tx.execute(sql`insert into marks values (${3})`)
    const driver = driverOf(tx)
    driver.last(driver`insert into marks values (${2})`)
  })
  await expect(failing).rejects.toThrow('duplicate key')
  expect(await db.execute(sql`select * from marks`)).toEqual([{ id: 2 }])
})

test('a failed statement that nobody looked at still fails the transaction', async ({ db }) => {
  const failing = db.transaction(async (tx) => {
    await tx.execute(sql`select 1 / 0`).catch(() => {})
  })
  await expect(failing).rejects.toThrow('nobody looked')
})

test('a transaction within a transaction is undone alone', async ({ db }) => {
  await make(db)
  await db.transaction(async (tx) => {
    await tx.execute(sql`insert into marks values (${4})`)
    await tx
      .transaction(async (inner) => {
        await inner.execute(sql`insert into marks values (${5})`)
        throw new Error('only this')
      })
      .catch(() => {})
    await tx.execute(sql`insert into marks values (${6})`)
  })
  expect(await db.execute(sql`select * from marks order by id`)).toEqual([{ id: 4 }, { id: 6 }])
})

test('what travels with the end of an inner transaction is there after it, and undone with it', async ({
  db,
}) => {
  await make(db)
  await db.transaction(async (tx) => {
    await tx.transaction(async (inner) => {
      const driver = driverOf(inner)
      driver.last(driver`insert into marks values (${8})`)
    })
    expect(await tx.execute(sql`select * from marks`)).toEqual([{ id: 8 }])
    const failing = tx.transaction(async (inner) => {
      const driver = driverOf(inner)
      driver.last(driver`insert into marks values (${9})`)
      throw new Error('only this')
    })
    await expect(failing).rejects.toThrow('only this')
    const refused = tx.transaction(async (inner) => {
      const driver = driverOf(inner)
      driver.last(driver`insert into marks values (${8})`)
    })
    await expect(refused).rejects.toThrow('duplicate key')
  })
  expect(await db.execute(sql`select * from marks`)).toEqual([{ id: 8 }])
})

test('a lost connection ends its transaction and leaves the pool usable', async ({ db }) => {
  await make(db)
  let after: unknown
  const failing = db.transaction(async (tx) => {
    await tx.execute(sql`insert into marks values (${7})`)
    const [row] = await tx.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`)
    await db.execute(sql`select pg_terminate_backend(${row?.pid})`)
    await new Promise((resolve) => setTimeout(resolve, 100))
    after = await tx.execute(sql`insert into marks values (${8})`).catch((error) => error)
  })
  await expect(failing).rejects.toThrow(/terminat|CONNECTION_CLOSED/)
  expect(after).toBeInstanceOf(Error)
  const all = Array.from({ length: 30 }, () => db.execute(sql`select id from marks`))
  expect((await Promise.all(all)).flat()).toEqual([])
})
