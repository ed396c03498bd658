import type { AdminContext } from '#admin/deps.ts'
import { CheckField, type Filled, type Option, SelectField } from '#admin/inputs.tsx'
import { words } from '#admin/words.ts'

/** Which consultant, and whether the person has agreed already; nobody: the referral ends. */
export function ConsultationFields({
  c,
  options,
  ...rest
}: {
  c: AdminContext
  options: Option[]
  within: string
  filled?: Filled
}) {
  const t = words(c)
  return (
    <>
      <SelectField
        c={c}
        {...rest}
        name="consultant"
        label={t('inbox:field.consultant')}
        options={options}
        empty={t('inbox:field.no-consultant')}
        required={false}
        {...(options.length === 0 && { hint: t('consultants:card.none') })}
      />
      <SelectField
        c={c}
        {...rest}
        name="how"
        label={t('consultants:card.how')}
        options={(['oral', 'paper'] as const).map((how) => ({
          value: how,
          label: t(`consultants:card.how.${how}`),
        }))}
        empty={t('consultants:card.how.chat')}
        required={false}
      />
      <CheckField name="phone" label={t('consultants:card.phone')} />
    </>
  )
}
