import { readXlsx } from 'hucre/xlsx'
import { expect } from 'vitest'
import { openPanel } from '#admin/testing.ts'
import { tempDataDir } from '#core/files/testing.ts'
import { takeRegister } from '#core/plan/register-taking.ts'
import { taxCodeAt } from '#core/plan/testing-register.ts'
import { makeDesk } from '#core/tickets/testing-desk.ts'
import { test } from '#db/testing.ts'

const head = 'MST;Tên DN;Quy mô\n'
const csv = (text: string) => new File([head + text], 'so.csv')

test('an import tells what it would do, and the businesses are found by name and tax code', async ({
  db,
  sql,
}) => {
  await makeDesk(db)
  const panel = await openPanel(db, sql, { dataDir: await tempDataDir() })
  const coordinator = await panel.as('coordinator')
  const [one, two] = [`${taxCodeAt(1)};HTX Quế Văn Bàn;hợp tác xã\n`, `${taxCodeAt(2)};Hộ Sa Pa;\n`]
  const take = async (text: string) => {
    const page = await (await coordinator.submit('/admin/register', { file: csv(text) })).text()
    const [, path = ''] = /action="(\/admin\/register\/\d+)\/start"/.exec(page) ?? []
    await coordinator.submit(`${path}/start`, { version: '2' })
    await takeRegister(db, new Date())
    return page
  }
  expect(await take(one)).toContain('1 doanh nghiệp mới, 0 doanh nghiệp được cập nhật')
  const again = await take(one.replace('Văn Bàn', 'Bảo Yên') + two)
  expect(again).toContain('1 doanh nghiệp mới, 1 doanh nghiệp được cập nhật, 0 không đổi')
  const first = await (await coordinator.get('/admin/register')).text()
  expect(first.indexOf('type="file"')).toBeLessThan(first.indexOf('so.csv</a>'))
  expect(first).toContain('/admin/register/businesses?size=cooperative')
  const list = async (query: string) =>
    (await coordinator.get(`/admin/register/businesses?${query}`)).text()
  expect(await list('q=que+bao+yen')).toContain(taxCodeAt(1))
  expect(await list(`q=${taxCodeAt(2).slice(0, 7)}&size=-`)).toContain('Hộ Sa Pa')
  expect(await list('size=cooperative')).not.toContain('Hộ Sa Pa')
  const file = await coordinator.get('/admin/register/businesses/export.xlsx?size=cooperative')
  const { sheets } = await readXlsx(new Uint8Array(await file.arrayBuffer()))
  expect(sheets[0]?.rows.map((row) => row[0])).toEqual(['Mã số thuế', taxCodeAt(1)])
  const officer = await panel.as('officer')
  expect((await officer.get('/admin/register/businesses')).status).toBe(403)
})

test('a file of more than 24 MB is refused with what to do', async ({ db, sql }) => {
  await makeDesk(db)
  const panel = await openPanel(db, sql, { dataDir: await tempDataDir() })
  const coordinator = await panel.as('coordinator')
  const send = (bytes: number) =>
    coordinator.post('/admin/register', { file: new File([new Uint8Array(bytes)], 'so.xlsx') })
  const little = await send(24 * 1024 * 1024 + 1)
  expect([little.status, (await little.text()).includes('so.xlsx lớn hơn 24 MB')]).toEqual([
    422,
    true,
  ])
  const much = await send(26 * 1024 * 1024)
  expect([much.status, (await much.text()).includes('lớn quá 24 MB')]).toEqual([413, true])
})
