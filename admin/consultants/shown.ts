import type { AdminContext } from '#admin/deps.ts'
import type { Field } from '#core/office.ts'

export function nameOf(c: AdminContext, { name, nameEn }: Field): string {
  return c.get('language') === 'en' ? nameEn : name
}
