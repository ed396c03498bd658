import type { PgDatabase } from 'drizzle-orm/pg-core'
import { drizzle } from 'drizzle-orm/postgres-js'
import type { PostgresJsQueryResultHKT } from 'drizzle-orm/postgres-js/session'
import postgres, { type Sql } from 'postgres'
import { openPool } from './pool.ts'
import { statementOn, type TransactionClient, transact } from './transaction.ts'

type NoSchema = Record<string, never>

/** What every function that touches data takes first: the database, or a transaction in it. */
export type Db = PgDatabase<PostgresJsQueryResultHKT, NoSchema>

export interface Connection {
  db: Db
  /** the driver itself, with connections of its own: for what drizzle has no words for, such as listening */
  sql: Sql
  close: () => Promise<void>
}

/**
 * For connections whose statements ask for a handful of rows by their keys, as conversations and queues do: a plan
 * is made once, and reads no whole table, though the table was nearly empty when it was made.
 */
const byKey = {
  plan_cache_mode: 'force_generic_plan',
  enable_seqscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
}

/**
 * An address as the driver takes it: it leaves out what libpq reads from `?host=/folder`, the folder with the server's
 * Unix socket.
 */
export function driverAddress(url: string): [url: string, { path?: string }] {
  const address = new URL(url)
  const folder = address.searchParams.get('host')
  if (!folder?.startsWith('/')) return [url, {}]
  address.searchParams.delete('host')
  return [address.href, { path: `${folder}/.s.PGSQL.${address.port || 5432}` }]
}

/**
 * Opens a pool of at most `max` connections to the PostgreSQL at `url`; the first query connects. `keyed` says that
 * its statements find their rows by key. `close` waits up to five seconds for running queries.
 */
export function connect(
  url: string,
  { max, keyed = false }: { max: number; keyed?: boolean },
): Connection {
  const [address, place] = driverAddress(url)
  const sql = postgres(address, {
    ...place,
    max,
    prepare: true,
    connection: { application_name: 'hoi-luat', TimeZone: 'UTC', ...(keyed && byKey) },
    // Our ids and counts stay far below 2^53; the driver would hand them over as strings.
    types: { int8: { to: 20, from: [20], parse: Number, serialize: String } },
    onnotice: () => {},
  }) as unknown as Sql
  const pool = openPool((onclose) => postgres({ ...sql.options, ...ofOne, onclose } as object), max)
  const client = {
    options: sql.options,
    unsafe: statementOn(pool),
    begin: (deed: (client: TransactionClient) => Promise<unknown>) => transact(pool, deed),
  }
  const close = async () => {
    await Promise.all([pool.close(), sql.end({ timeout: 5 })])
  }
  return { db: drizzle(client as unknown as Sql), sql, close }
}

/** The driver would end a connection that has grown old between two statements of a transaction. */
const ofOne = { max: 1, max_lifetime: null }

/**
 * The driver under a transaction, for the few statements that every message of every person runs: drizzle builds a
 * statement anew each time, which there costs more than running it.
 */
export function driverOf(tx: Db): TransactionClient {
  return (tx._.session as unknown as { client: TransactionClient }).client
}

/** Sends a statement together with the transaction's commit, after those given before. */
export function lastly(tx: Db, query: { toSQL(): { sql: string; params: unknown[] } }): void {
  const driver = driverOf(tx)
  const { sql, params } = query.toSQL()
  driver.last(driver.unsafe(sql, params))
}
