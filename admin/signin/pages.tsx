import type { AdminContext } from '#admin/deps.ts'
import { type Filled, Form, TextField } from '#admin/inputs.tsx'
import { PlainPage } from '#admin/layout.tsx'
import { Button, Notice } from '#admin/parts.tsx'
import { words } from '#admin/words.ts'

interface SignIn {
  c: AdminContext
  next: string
  /** there is an administrator, so that somebody can sign in */
  ready: boolean
  filled?: Filled
  /** minutes until the next attempt */
  wait?: number
}

export function SignInPage({ c, next, ready, filled, wait }: SignIn) {
  const t = words(c)
  const other = c.get('language') === 'vi' ? 'en' : 'vi'
  const query = `next=${encodeURIComponent(next)}`
  return (
    <PlainPage c={c} title={t('staff:signin.title')}>
      <p class="lead">{t('staff:signin.lead')}</p>
      {!ready && <Notice kind="info">{t('staff:signin.not-ready')}</Notice>}
      {wait !== undefined && (
        <Notice kind="problem">{t('staff:signin.too-many', { minutes: wait })}</Notice>
      )}
      <Form c={c} class="form" action={`/admin/signin?${query}`} {...(filled && { filled })}>
        <TextField
          c={c}
          name="email"
          type="email"
          label={t('staff:email')}
          {...(filled && { filled })}
          attributes={{ autocomplete: 'username', autofocus: true, maxlength: 200 }}
        />
        <TextField
          c={c}
          name="password"
          type="password"
          label={t('staff:password')}
          {...(filled && { filled })}
          attributes={{ autocomplete: 'current-password', maxlength: 128 }}
        />
        <Button kind="primary" icon="log-in">
          {t('staff:signin.do')}
        </Button>
      </Form>
      <div class="gate-foot row-line spread">
        <span>{t('staff:signin.forgot')}</span>
        <a href={`/admin/signin?lang=${other}&${query}`} lang={other} hreflang={other}>
          {t(`panel:language.${other}`)}
        </a>
      </div>
    </PlainPage>
  )
}

export function CodePage({ c, next, filled }: { c: AdminContext; next: string; filled?: Filled }) {
  const t = words(c)
  return (
    <PlainPage c={c} title={t('staff:signin.code-title')}>
      <p class="lead">{t('staff:signin.code-lead')}</p>
      <Form c={c} class="form" action={`/admin/signin/code?next=${encodeURIComponent(next)}`}>
        <TextField
          c={c}
          name="code"
          label={t('staff:signin.code')}
          hint={t('staff:signin.code-hint')}
          {...(filled && { filled: { ...filled, typed: {} } })}
          attributes={{ autocomplete: 'one-time-code', autofocus: true, maxlength: 40 }}
        />
        <Button kind="primary" icon="shield-check">
          {t('staff:signin.code-do')}
        </Button>
      </Form>
      <p class="gate-foot">
        <a href="/admin/signin">{t('staff:signin.start-over')}</a>
      </p>
    </PlainPage>
  )
}
