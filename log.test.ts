import { sql } from 'drizzle-orm'
import { expect } from 'vitest'
import { test } from '#db/testing.ts'
import { errorAsText, openLog } from './log.ts'

const secret = 'Tôi là Lý Thị Mẩy,\n    at 0987654321'

function written() {
  const lines: string[] = []
  const log = openLog('debug', { write: (line) => lines.push(line) })
  return { log, lines, last: () => JSON.parse(lines.at(-1) ?? '{}') }
}

async function failureOf(query: PromiseLike<unknown>): Promise<Error> {
  return Promise.resolve(query).then(
    () => Promise.reject(new Error('nothing failed')),
    (error: Error) => error,
  )
}

test('a failed query is logged as what the database said, without a parameter', async ({ db }) => {
  const { log, lines, last } = written()
  const failure = await failureOf(db.execute(sql`select ${secret} from nowhere`))
  expect(failure.message).toContain(secret)
  log.error({ err: failure }, 'not stored')
  expect(last().err).toMatchObject({ message: 'relation "nowhere" does not exist', code: '42P01' })
  expect(last().err.stack).toMatch(/\n +at .*\.(ts|js)/)
  log.error({ err: new Error('outer', { cause: new AggregateError([failure], 'all') }) }, 'deep')
  expect(last().err.cause.cause ?? last().err.cause.errors[0]).toMatchObject({ code: '42P01' })
  log.error({ err: new Error(`${failure}`) }, `${failure}`)
  expect(lines.join('')).not.toMatch(/Mẩy|0987654321/)
  expect(errorAsText(new Error('start', { cause: failure }))).toMatch(/start[\s\S]*42P01|nowhere/)
  expect(errorAsText(failure)).not.toMatch(/Mẩy|0987654321/)
})

test('a value that PostgreSQL quotes, a key that is taken and a call with a payload stay out of the log', async ({
  db,
}) => {
  const { log, lines } = written()
  const unreadable = await failureOf(db.execute(sql`select ${secret}::text::bigint`))
  const taken = await failureOf(
    db.transaction(async (tx) => {
      await tx.execute(sql`create temp table numbers (phone text primary key) on commit drop`)
      await tx.execute(sql`insert into numbers values (${secret})`)
      await tx.execute(sql`insert into numbers values (${secret})`)
    }),
  )
  const call = Object.assign(new Error('403 at https://api.telegram.org/bot12:aB-c/sendMessage'), {
    on: { payload: { text: secret } },
  })
  for (const err of [unreadable, taken, call]) log.error({ err }, 'failed')
  expect(lines).toHaveLength(3)
  expect(lines[0]).toContain('invalid input syntax for type bigint')
  expect(lines[1]).toContain('numbers_pkey')
  expect(lines[2]).toContain('403 at https://api.telegram.org/bot…/sendMessage')
  expect(lines.join('')).not.toMatch(/Mẩy|0987654321|aB-c/)
})
