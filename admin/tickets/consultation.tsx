import type { AdminContext } from '#admin/deps.ts'
import { CheckField, type Filled, type Option, SelectField } from '#admin/inputs.tsx'
import { moment, words } from '#admin/words.ts'
import type { referralShown } from '#core/plan/referrals.ts'

export type ReferralShown = Awaited<ReturnType<typeof referralShown>>

interface Props {
  c: AdminContext
  options: Option[]
  /** what is under way; undefined: one may be asked */
  referral: ReferralShown
  within: string
  filled?: Filled
}

/** Which consultant, and whether the person has agreed already; of what is under way, how far it is: it may be ended. */
export function ConsultationFields({ c, options, referral, ...rest }: Props) {
  const t = words(c)
  if (referral) {
    return (
      <>
        <input type="hidden" name="consultant" value="" />
        <dl class="facts">
          <dt>{t('inbox:field.consultant')}</dt>
          <dd>{referral.consultant}</dd>
          <dt>{t('consultants:case.state')}</dt>
          <dd>{t(`consultants:state.${referral.state}`)}</dd>
          <dt>{t('consultants:case.asked')}</dt>
          <dd>{moment(c, referral.askedAt)}</dd>
        </dl>
      </>
    )
  }
  return (
    <>
      <SelectField
        c={c}
        {...rest}
        name="consultant"
        label={t('inbox:field.consultant')}
        options={options}
        empty={t('consultants:card.choose')}
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
      <CheckField
        name="phone"
        label={t('consultants:card.phone')}
        hint={t('consultants:card.phone.hint')}
      />
    </>
  )
}
