import mammoth from 'mammoth'
import { expect } from 'vitest'
import { openPanel } from '#admin/testing.ts'
import { publishedLaw } from '#core/law/documents/testing-law.ts'
import { lookups } from '#db/schema/assistant.ts'
import { notices } from '#db/schema/notices.ts'
import { recommendations } from '#db/schema/recommendations.ts'
import { test } from '#db/testing.ts'

const now = new Date('2026-11-22T03:00:00Z')

test('a law shows what was told, asked and recommended about it, on its page and in its report', async ({
  db,
  sql,
}) => {
  const panel = await openPanel(db, sql)
  const office = await panel.as('coordinator')
  const id = await publishedLaw(db, '8/2026/NĐ-CP', { inForceOn: '2026-04-01' }, now)
  const other = await publishedLaw(db, '9/2026/NĐ-CP', { inForceOn: '2026-05-01' }, now)
  expect(await (await office.get('/admin/rollout')).text()).toContain('Chưa văn bản nào')
  expect(await (await office.get(`/admin/law/${id}`)).text()).toContain(`/admin/rollout/${id}`)

  const empty = await (await office.get(`/admin/rollout/${id}`)).text()
  expect(empty).toContain(`/admin/notices/new?document=${id}`)
  expect(empty).toContain(`/admin/courses/new?document=${id}`)

  expect(await (await office.get(`/admin/surveys/new?document=${id}`)).text()).toContain(
    'Khảo sát về Nghị định 8/2026/NĐ-CP',
  )
  await office.post('/admin/surveys', { purpose: 'new-law', document: String(id) })
  const written = { createdAt: now, updatedAt: now, authorId: office.actor.id }
  await db.insert(notices).values({
    ...{ kind: 'law', title: 'Nghị định về nhãn', body: '.', documentId: id },
    ...{ state: 'done', ...written },
  } as const)
  const shown = (key: string) => {
    const told = { asked: 'portal', question: 'nhãn', state: 'shown', at: now } as const
    return { ...told, shown: [{ key, coverage: 1 }] }
  }
  await db.insert(lookups).values([shown(`d:${id}:2`), shown(`d:${id}0:2`), shown(`d:${other}:1`)])
  await db.insert(recommendations).values({
    ...{
      title: 'Lùi hạn ghi nhãn mới',
      authority: 'Bộ Khoa học và Công nghệ',
      content: 'Lùi hạn một năm.',
    },
    ...{ documentId: id, staffId: office.actor.id, sentAt: now },
  })

  const list = await (await office.get('/admin/rollout')).text()
  expect(list).toContain('8/2026/NĐ-CP')
  expect(list).not.toContain('9/2026/NĐ-CP')
  const page = await (await office.get(`/admin/rollout/${id}`)).text()
  for (const words of [
    'Nghị định về nhãn',
    'Lùi hạn ghi nhãn mới',
    '1 lượt tra cứu',
    'pháp luật mới: Nghị định 8/2026/NĐ-CP',
  ]) {
    expect(page).toContain(words)
  }
  const report = await office.get(`/admin/rollout/${id}/report.docx`)
  const { value } = await mammoth.extractRawText({
    buffer: Buffer.from(await report.arrayBuffer()),
  })
  expect(value).toContain('Độc lập - Tự do - Hạnh phúc')
  expect(value).toContain('Nghị định về nhãn')
  expect(value).toContain('Bộ Khoa học và Công nghệ')
  expect((await office.get('/admin/rollout/999999')).status).toBe(404)
})
