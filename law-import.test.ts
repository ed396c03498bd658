import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect } from 'vitest'
import { tempDataDir } from '#core/files/testing.ts'
import { documentByNumber } from '#core/law/documents/documents.ts'
import { docxOfText, pdfOf } from '#core/law/import/testing-files.ts'
import { decreeText } from '#core/law/parse/testing-texts.ts'
import { test } from '#db/testing.ts'

test('the command imports files, says what became of each, and fails when one was refused', {
  timeout: 60_000,
}, async ({ db, url }) => {
  const folder = await tempDataDir()
  const put = async (name: string, content: string | Uint8Array) => {
    await writeFile(join(folder, name), content)
    return join(folder, name)
  }
  const decree = await put('nghị định.docx', docxOfText(decreeText))
  const scan = await put('quét.pdf', pdfOf([[], []]))
  const run = async (...given: string[]) => {
    const env = { DATA_DIR: folder, DATABASE_URL: url }
    const command = ['law-import.ts', ...given]
    const child = spawn(process.execPath, command, { cwd: import.meta.dirname, env })
    const [said, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')])
    return { said, code }
  }
  const first = await run(decree, scan, join(folder, 'không có.txt'), '--publish')
  expect(first.code).toBe(1)
  expect(first.said).toContain('nghị định.docx: đã đưa vào cơ sở Nghị định 902/2032/NĐ-CP')
  expect(first.said).toContain('quét.pdf: không nhận. PDF là bản quét ảnh')
  expect(first.said).toContain('không có.txt: không mở được')
  expect(first.said).toContain('Đã nhập 1/3 tệp')
  expect(await documentByNumber(db, '902/2032/NĐ-CP')).toMatchObject({ state: 'published' })

  const later = await put('sau.txt', decreeText.replace('mở từ 6 giờ', 'mở từ 7 giờ'))
  const second = await run(decree, later)
  expect(second.code).toBe(1)
  expect(second.said).toContain('nghị định.docx: Nghị định 902/2032/NĐ-CP không có gì thay đổi')
  expect(second.said).toMatch(/sau\.txt:\s+Sửa: khoản 1 Điều 1/u)
})
