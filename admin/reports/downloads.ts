import type { AdminContext } from '#admin/deps.ts'
import { download } from '#admin/download.ts'
import { NotFound } from '#admin/faults.ts'
import { xlsx } from '#admin/workbook.ts'
import type { Report } from '#core/plan/report.ts'
import type { Content } from '#core/plan/report-content.ts'
import { formXlsx } from '#core/plan/report-form-xlsx.ts'
import { reportTitle } from '#core/plan/report-title.ts'

const types = {
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx,
}

/** A report as a file: docx of any, xlsx of a form. */
export async function reportFile(
  c: AdminContext,
  { report, content, unit }: { report: Report; content: Content; unit: string | undefined },
  format: keyof typeof types,
) {
  const bytes = await bytesOf(content, format)
  const name = [reportTitle(report, 'vi'), unit].filter(Boolean).join(' - ')
  return c.body(new Uint8Array(bytes).buffer, 200, download(`${name}.${format}`, types[format]))
}

async function bytesOf(content: Content, format: keyof typeof types): Promise<Uint8Array> {
  if (content.kind === 'narrative') {
    if (format === 'xlsx') throw new NotFound()
    const { reportDocx } = await import('#core/plan/report-docx.ts')
    return reportDocx(content.paper)
  }
  if (format === 'xlsx') return formXlsx(content.paper)
  const { formDocx } = await import('#core/plan/report-form-docx.ts')
  return formDocx(content.paper)
}
