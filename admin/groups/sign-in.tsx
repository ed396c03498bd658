import type { AdminContext } from '#admin/deps.ts'
import { CheckField, type Filled, Form } from '#admin/inputs.tsx'
import { Button, Notice } from '#admin/parts.tsx'
import { words } from '#admin/words.ts'
import type { SignInStep } from '#core/groups/desk.ts'

interface Step {
  c: AdminContext
  step: SignInStep
  filled: Filled
}

/** Signing in by QR, step by step; looks every two seconds how far it has come. */
export function SignInSteps({ c, step, filled }: Step) {
  const t = words(c)
  const underWay = step.step === 'starting' || step.step === 'scan' || step.step === 'confirm'
  const looking = underWay && {
    'hx-get': '/admin/groups/sign-in',
    'hx-trigger': 'every 2s',
    'hx-swap': 'outerHTML',
  }
  return (
    <div id="sign-in" class="stack" aria-live="polite" {...looking}>
      {step.step === 'starting' && <p class="muted">{t('groups:sign-in.starting')}</p>}
      {step.step === 'scan' && (
        <>
          <p>{t('groups:sign-in.scan')}</p>
          <img class="qr" src={step.image} alt={t('groups:sign-in.qr')} width="208" height="208" />
        </>
      )}
      {step.step === 'confirm' && (
        <Notice kind="info">{t('groups:sign-in.confirm', { name: step.name })}</Notice>
      )}
      {'detail' in step && (
        <Notice kind="warning">{t(`groups:sign-in.${step.step}`, { detail: step.detail })}</Notice>
      )}
      {underWay ? (
        <Form c={c} action="/admin/groups/sign-in/end">
          <Button icon="x">{t('groups:cancel')}</Button>
        </Form>
      ) : (
        <Form c={c} class="form" action="/admin/groups/sign-in" filled={filled}>
          <CheckField name="understood" label={t('groups:understood')} />
          <div>
            <Button kind="primary" icon="qr-code">
              {t('groups:begin')}
            </Button>
          </div>
        </Form>
      )}
    </div>
  )
}
