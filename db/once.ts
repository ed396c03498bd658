import { is, Param, Placeholder } from 'drizzle-orm'
import { type Db, driverOf } from './client.ts'

type Values = Record<string, unknown>

interface Preparable<R> {
  prepare(name: string): { execute(values?: Values): Promise<R> }
}

/** What drizzle makes of a query: its text, its parameters, and whose connection runs it. */
interface Built<R> {
  client: unknown
  queryString: string
  params: unknown[]
  execute(): Promise<R>
}

export interface Once<R> {
  run(db: Db, values: Values): Promise<R>
  /** Sends it together with the transaction's commit, after what was given before. */
  last(tx: Db, values: Values): void
}

/**
 * A query with placeholders, built the first time and run on whatever database or transaction: for what nearly every
 * message of every person runs, where drizzle's building would cost more than running it.
 */
export function once<R>(build: (db: Db) => Preparable<R>): Once<R> {
  let built: Built<R> | undefined
  const builtOn = (db: Db) => {
    built ??= build(db).prepare('once') as unknown as Built<R>
    return built
  }
  return {
    run(db, values) {
      const query = builtOn(db)
      const own = { client: driverOf(db), params: filled(query.params, values) }
      return Object.assign(Object.create(query) as Built<R>, own).execute()
    },
    last(tx, values) {
      const { queryString, params } = builtOn(tx)
      const driver = driverOf(tx)
      driver.last(driver.unsafe(queryString, filled(params, values)))
    },
  }
}

function filled(params: unknown[], values: Values): unknown[] {
  return params.map((param) => {
    if (is(param, Placeholder)) return values[param.name] ?? null
    if (!is(param, Param) || !is(param.value, Placeholder)) return param
    const value = values[param.value.name] ?? null
    return value === null ? null : param.encoder.mapToDriverValue(value)
  })
}
