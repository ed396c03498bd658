import { expect } from 'vitest'
import { connect } from './client.ts'
import { test } from './testing.ts'

const leaveOne = `insert into people (created_at) values (now())`

for (const turn of ['first', 'second']) {
  test(`the ${turn} test of a file begins with empty tables and counters`, async ({ sql, url }) => {
    await sql.unsafe(leaveOne)
    const { sql: other, close } = connect(url, { max: 1 })
    expect(await other`select id from people`).toEqual([{ id: 1 }])
    await close()
  })
}
