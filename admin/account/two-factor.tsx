import { Hono } from 'hono'
import { raw } from 'hono/html'
import { toString as drawQr } from 'qrcode'
import { z } from 'zod'
import { type Auth, authHeaders, passCookies } from '#admin/auth.ts'
import type { AdminContext, AdminDeps, AdminEnv } from '#admin/deps.ts'
import { flash } from '#admin/flash.ts'
import { line, readForm } from '#admin/forms.ts'
import { emptyForm, type Filled, Form, TextField } from '#admin/inputs.tsx'
import { Layout } from '#admin/layout.tsx'
import { Button, Card, Notice } from '#admin/parts.tsx'
import { words } from '#admin/words.ts'
import { audit } from '#core/staff/audit.ts'
import { mayTryPassword } from './routes.tsx'

const withPassword = z.object({ password: line(128) })
const withCode = z.object({ code: line(20) })

/** The second factor of one's own account: enrol, confirm, new backup codes, off. */
export function twoFactorRoutes({ db }: AdminDeps, auth: Auth) {
  const note = (c: AdminContext, action: string) =>
    audit(db, { at: new Date(), staffId: c.get('actor').id, action, ip: c.get('ip') })
  const password = async (c: AdminContext) => {
    const form = await readForm(c, withPassword)
    if (!form.ok) return { refused: start(c, form, 422) }
    if (!(await mayTryPassword(db, c.get('actor').id)))
      return { refused: start(c, fault('password', 'staff:password.too-many'), 422) }
    return { body: form.data }
  }
  const wrong = (c: AdminContext) => start(c, fault('password', 'staff:password.wrong'), 422)

  return new Hono<AdminEnv>()
    .get('/account/two-factor', (c) => start(c, emptyForm))
    .post('/account/two-factor', async (c) => {
      const { body, refused } = await password(c)
      if (refused) return refused
      const call = { body, headers: authHeaders(c), asResponse: true as const }
      const answer = await auth.api.enableTwoFactor(call)
      if (!answer.ok) return wrong(c)
      const enrolled = (await answer.json()) as { totpURI: string; backupCodes: string[] }
      return c.html(<EnrolPage c={c} {...enrolled} qr={await qrOf(enrolled.totpURI)} />)
    })
    .post('/account/two-factor/confirm', async (c) => {
      const form = await readForm(c, withCode)
      if (!form.ok) return c.html(<ConfirmPage c={c} filled={form} />, 422)
      const body = { code: form.data.code.replace(/\s/g, '') }
      const call = { body, headers: authHeaders(c), asResponse: true as const }
      const answer = await auth.api.verifyTOTP(call)
      if (!answer.ok)
        return c.html(<ConfirmPage c={c} filled={fault('code', 'staff:signin.code-wrong')} />, 422)
      passCookies(c, answer.headers)
      await note(c, 'account.two-factor-on')
      flash(c, 'done', 'staff:two-factor.done')
      return c.redirect('/admin/account', 303)
    })
    .post('/account/two-factor/codes', async (c) => {
      const { body, refused } = await password(c)
      if (refused) return refused
      const call = { body, headers: authHeaders(c), asResponse: true as const }
      const answer = await auth.api.generateBackupCodes(call)
      if (!answer.ok) return wrong(c)
      await note(c, 'account.backup-codes')
      const { backupCodes } = (await answer.json()) as { backupCodes: string[] }
      return c.html(<CodesPage c={c} backupCodes={backupCodes} />)
    })
    .post('/account/two-factor/off', async (c) => {
      const { body, refused } = await password(c)
      if (refused) return refused
      const call = { body, headers: authHeaders(c), asResponse: true as const }
      const answer = await auth.api.disableTwoFactor(call)
      if (!answer.ok) return wrong(c)
      passCookies(c, answer.headers)
      await note(c, 'account.two-factor-off')
      flash(c, 'done', 'staff:two-factor.ended')
      return c.redirect('/admin/account', 303)
    })
}

function fault(field: string, key: string): Filled {
  return { typed: {}, faults: { [field]: key } }
}

function qrOf(uri: string): Promise<string> {
  return drawQr(uri, { type: 'svg', margin: 0, errorCorrectionLevel: 'M' })
}

type Page = { c: AdminContext }

const trail = (c: AdminContext) => [
  { href: '/admin/account', label: words(c)('staff:account.title') },
]

function start(c: AdminContext, filled: Filled, status: 200 | 422 = 200) {
  return c.html(<StartPage c={c} filled={filled} />, status)
}

/** Every deed asks for the password again: a screen left open must not cost the account. */
function StartPage({ c, filled }: Page & { filled: Filled }) {
  const t = words(c)
  const on = c.get('me').twoFactorEnabled
  const path = '/admin/account/two-factor'
  return (
    <Layout
      c={c}
      title={t('staff:two-factor')}
      area="account"
      trail={trail(c)}
      lead={t('staff:two-factor.lead')}
    >
      <Card>
        <Form c={c} class="form" action={on ? `${path}/codes` : path} filled={filled}>
          <TextField
            c={c}
            name="password"
            type="password"
            label={t('staff:password.current')}
            filled={filled}
            attributes={{ autocomplete: 'current-password' }}
          />
          <div class="form-actions">
            {on ? (
              <>
                <Button icon="list-restart">{t('staff:two-factor.new-codes')}</Button>
                <Button kind="danger" icon="shield-off" formaction={`${path}/off`}>
                  {t('staff:two-factor.end')}
                </Button>
              </>
            ) : (
              <Button kind="primary" icon="shield-check">
                {t('staff:two-factor.enrol')}
              </Button>
            )}
          </div>
        </Form>
      </Card>
    </Layout>
  )
}

function EnrolPage({
  c,
  totpURI,
  backupCodes,
  qr,
}: Page & { totpURI: string; backupCodes: string[]; qr: string }) {
  const t = words(c)
  const secret = new URL(totpURI).searchParams.get('secret') ?? ''
  return (
    <Layout c={c} title={t('staff:two-factor.enrol')} area="account" trail={trail(c)}>
      <div class="stack">
        <Card title={t('staff:two-factor.scan')}>
          <div class="row-line">
            <div class="qr" role="img" aria-label={t('staff:two-factor.qr')}>
              {raw(qr)}
            </div>
            <div class="form">
              <p>{t('staff:two-factor.by-hand')}</p>
              <p class="copy">
                <code>{secret.replace(/(.{4})/g, '$1 ').trim()}</code>
              </p>
            </div>
          </div>
        </Card>
        <Card title={t('staff:two-factor.codes')}>
          <Codes c={c} backupCodes={backupCodes} />
        </Card>
        <Card title={t('staff:two-factor.confirm')}>
          <ConfirmForm c={c} filled={emptyForm} />
        </Card>
      </div>
    </Layout>
  )
}

function ConfirmPage({ c, filled }: Page & { filled: Filled }) {
  const t = words(c)
  return (
    <Layout c={c} title={t('staff:two-factor.confirm')} area="account" trail={trail(c)}>
      <Card>
        <Notice kind="info">{t('staff:two-factor.still-scanned')}</Notice>
        <ConfirmForm c={c} filled={filled} />
      </Card>
    </Layout>
  )
}

function ConfirmForm({ c, filled }: Page & { filled: Filled }) {
  const t = words(c)
  return (
    <Form c={c} class="form" action="/admin/account/two-factor/confirm">
      <TextField
        c={c}
        name="code"
        label={t('staff:signin.code')}
        filled={{ ...filled, typed: {} }}
        attributes={{ inputmode: 'numeric', autocomplete: 'one-time-code', maxlength: 8 }}
      />
      <div>
        <Button kind="primary" icon="check">
          {t('staff:two-factor.confirm-do')}
        </Button>
      </div>
    </Form>
  )
}

function CodesPage({ c, backupCodes }: Page & { backupCodes: string[] }) {
  return (
    <Layout c={c} title={words(c)('staff:two-factor.codes')} area="account" trail={trail(c)}>
      <Card>
        <Codes c={c} backupCodes={backupCodes} />
      </Card>
    </Layout>
  )
}

function Codes({ c, backupCodes }: Page & { backupCodes: string[] }) {
  return (
    <div class="form">
      <p>{words(c)('staff:two-factor.codes-why')}</p>
      <ul class="codes mono">
        {backupCodes.map((code) => (
          <li>{code}</li>
        ))}
      </ul>
    </div>
  )
}
