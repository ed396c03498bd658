import type { PendingQuery, Row, Sql } from 'postgres'
import type { Pool } from './pool.ts'

type Query = PendingQuery<Row[]>
type Unsafe = (query: string, params?: unknown[], options?: object) => Query

/** What postgres.js tells of the connection a statement went out on. */
interface Wire {
  onclose: ((error: Error) => void) | null
}

/** One transaction as its deed sees it; the tagged template is postgres.js's own. */
export interface TransactionClient {
  unsafe: Unsafe
  (strings: TemplateStringsArray, ...values: unknown[]): Query
  savepoint<T>(deed: (client: TransactionClient) => Promise<T>): Promise<T>
  /** Several deeds share this transaction side by side: undoing one alone would undo what the others did meanwhile. */
  refuseInner(): void
  /** A statement that travels with the commit, in one flight; when it fails, so does the transaction. */
  last(statement: Query): Query
}

/** Statements of other shapes than these many go out unnamed, so that no server keeps them for ever. */
const mostNamed = 1_000
const mostParams = 60
const named = new Set<string>()

/** In a statement whose best plan depends on its values (lists, searches): it goes out unnamed. */
export const plannedAnew = '/* planned anew */'

/**
 * Lets PostgreSQL keep the plan of a statement. drizzle asks for unnamed ones, which are parsed and planned
 * each time, and which postgres.js sends in two round trips instead of one.
 */
function naming(unsafe: Unsafe): Unsafe {
  return (query, params = [], options) =>
    unsafe(query, params, { ...options, prepare: isNamed(query, params.length) })
}

/** A statement outside transactions. */
export function statementOn(pool: Pool): Unsafe {
  return (query, params, options) => {
    let listed = false
    const run = async () => {
      const line = await pool.take({ alone: false })
      try {
        const sent = naming(line.sql.unsafe as Unsafe)(query, params, options)
        return await (listed ? sent.values() : sent)
      } finally {
        pool.give(line)
      }
    }
    const rows = run()
    const values = () => {
      listed = true
      return rows
    }
    return Object.assign(rows, { values }) as unknown as Query
  }
}

function isNamed(query: string, params: number): boolean {
  if (params === 0 || params > mostParams || query.includes(plannedAnew)) return false
  if (named.has(query)) return true
  if (named.size >= mostNamed) return false
  named.add(query)
  return true
}

/**
 * A transaction whose `begin` travels with its first statement. Takes one connection of the pool; when that is lost,
 * the deed can do nothing more. Rolls back when the deed throws.
 */
export async function transact<T>(
  pool: Pool,
  deed: (client: TransactionClient) => Promise<T>,
): Promise<T> {
  const line = await pool.take({ alone: true })
  const held = line.sql
  const { client, wire, last } = clientOn(held)
  const begun = (held.unsafe as Unsafe)('begin', [], { onexecute: wire.taken })
  begun.catch(() => {})
  try {
    const result = await deed(client)
    wire.check()
    wire.over()
    const flight = [...last, held.unsafe('commit')]
    for (const statement of flight) statement.catch(() => {})
    for (const statement of last) await statement
    if ((await flight.at(-1))?.command === 'COMMIT') return result
    throw new Error('a statement of this transaction failed and nobody looked')
  } catch (error) {
    if (wire.lost()) throw wire.lost()
    wire.over()
    await held.unsafe('rollback').catch(() => {})
    throw error
  } finally {
    wire.letGo()
    pool.give(line)
  }
}

function clientOn(held: Sql) {
  const wire = watch()
  const last: Query[] = []
  let savepoints = 0
  let inner = true
  const unsafe = naming(held.unsafe as Unsafe)
  const client = Object.assign(
    (strings: TemplateStringsArray, ...values: unknown[]) => {
      wire.check()
      return held(strings, ...(values as never[])) as unknown as Query
    },
    {
      unsafe: ((query, params, options) => {
        wire.check()
        return unsafe(query, params, options)
      }) as Unsafe,
      async savepoint<T>(deed: (client: TransactionClient) => Promise<T>): Promise<T> {
        if (!inner) throw new Error('no transaction begins within this one')
        const name = `s${++savepoints}`
        const before = last.length
        await client.unsafe(`savepoint ${name}`)
        try {
          const result = await deed(client)
          // What was to travel with the inner transaction's end travels with it, not with the outer one's.
          const flight = [...last.splice(before), client.unsafe(`release savepoint ${name}`)]
          for (const statement of flight) statement.catch(() => {})
          for (const statement of flight) await statement
          return result
        } catch (error) {
          last.length = before
          await client.unsafe(`rollback to savepoint ${name}`)
          throw error
        }
      },
      refuseInner() {
        inner = false
      },
      last(statement: Query) {
        last.push(statement)
        return statement
      },
    },
  ) as unknown as TransactionClient
  return { client, wire, last }
}

/** Knows when the connection is lost: another statement would go out on a new one, outside the transaction. */
function watch() {
  let wire: Wire | undefined
  let lost: Error | undefined
  let over = false
  const losing = (error: Error) => {
    lost = error
  }
  return {
    taken(found: Wire) {
      wire = found
      wire.onclose = losing
      return true
    },
    lost: () => lost,
    /** What still runs of a failed deed must not write after the rollback. */
    over() {
      over = true
    },
    check() {
      if (lost) throw lost
      if (over) throw new Error('this transaction is over')
    },
    letGo() {
      if (wire) wire.onclose = null
    },
  }
}
