import type { AdminContext } from '#admin/deps.ts'
import { words } from '#admin/words.ts'
import type { Office } from '#core/office.ts'

const sizes = ['micro', 'small', 'medium', 'household', 'cooperative'] as const

/** What the office's fields, units and communes are called on this page. */
export function labelsOf(c: AdminContext, office: Office) {
  const t = words(c)
  const english = c.get('language') === 'en'
  const fields = office.fields.map(({ id, name, nameEn }) => ({
    ...{ value: id, label: english ? nameEn || name : name },
  }))
  const byId = new Map(fields.map(({ value, label }) => [value, label]))
  return {
    fields,
    field: (id: number | null) =>
      (id === null ? undefined : byId.get(id)) ?? t('difficulties:field.none'),
    units: office.units.map(({ id, name }) => ({ value: id, label: name })),
    unit: (id: number | null) => office.unit(id)?.name ?? t('difficulties:rec.unit.none'),
    communes: office.communes.map(({ kind, name }) => {
      const full = `${kind} ${name}`
      return { value: full, label: full }
    }),
    sizes: sizes.map((size) => ({ value: size, label: t(`directory:size.${size}`) })),
  }
}

export type Labels = ReturnType<typeof labelsOf>

/** YYYY-MM-DD as dd/MM/yyyy. */
export function shown(day: string | null): string {
  return day === null ? '–' : day.split('-').reverse().join('/')
}
