import { Copy } from '#admin/copy.tsx'
import type { AdminContext, ZaloConsent } from '#admin/deps.ts'
import { words } from '#admin/words.ts'
import { type PlatformName, stepsOf } from './platforms.ts'

interface Guide {
  c: AdminContext
  name: PlatformName
  /** the platform as people call it */
  title: string
  publicUrl: string
}

/** How to connect a platform, step by step, folded away. */
export function Guide({ c, name, title, publicUrl }: Guide) {
  const t = words(c)
  const steps = stepsOf(name, publicUrl)
  return (
    <details id={`how-${name}`}>
      <summary>
        {t('connecting:how', { count: steps.length })}
        <span class="visually-hidden">: {title}</span>
      </summary>
      <ol class="guide-steps">
        {steps.map(({ settings, paste }, index) => (
          <li>
            {t(`connecting:${name}.step-${index + 1}`)}
            {settings && (
              <Copy
                c={c}
                text={settings.map((setting) => `${setting}=`).join('\n')}
                what={settings.join(', ')}
              />
            )}
            {paste !== undefined && <Copy c={c} text={paste} what={paste} />}
          </li>
        ))}
      </ol>
      <p class="hint">{t('connecting:restart')}</p>
    </details>
  )
}

/** How an administrator gives Zalo's permission anew; open when the channel needs it. */
export function ConsentGuide({
  c,
  zalo,
  open,
}: {
  c: AdminContext
  zalo: ZaloConsent
  open: boolean
}) {
  const t = words(c)
  const { steps, callbackUrl, codeChallenge } = zalo.consentSteps(c.get('language'))
  const pasted = [
    { text: callbackUrl, what: 'Callback URL' },
    { text: codeChallenge, what: t('connecting:consent.challenge') },
  ]
  return (
    <details id="consent-zalo" open={open}>
      <summary>{t('connecting:consent')}</summary>
      <p class="hint">{t('connecting:consent.hint')}</p>
      <ol class="guide-steps">
        {steps.map((step) => {
          const paste = pasted.find(({ text }) => step.includes(text))
          return (
            <li>
              {paste ? step.replace(paste.text, '').trim() : step}
              {paste && <Copy c={c} {...paste} />}
            </li>
          )
        })}
      </ol>
    </details>
  )
}
