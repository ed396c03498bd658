import type { Office } from '#core/office.ts'
import { otherField } from '#core/profile-shape.ts'
import type { Visit } from './visit.ts'

interface Choice {
  value: string
  name: string
}

interface SelectProps {
  name: string
  label: string
  all: string
  choices: Choice[]
  chosen: string | undefined
}

/** One thing a list can be narrowed by. */
export function Select({ name, label, all, choices, chosen = '' }: SelectProps) {
  return (
    <label class="narrow">
      <span>{label}</span>
      <select name={name}>
        <option value="">{all}</option>
        {choices.map((choice) => (
          <option value={choice.value} selected={choice.value === chosen}>
            {choice.name}
          </option>
        ))}
      </select>
    </label>
  )
}

/** The fields people choose from. */
export function fieldChoices(office: Office, language: Visit['language']): Choice[] {
  return office.fields
    .filter(({ code }) => code !== otherField)
    .map(({ code, name, nameEn }) => ({ value: code, name: language === 'en' ? nameEn : name }))
}
