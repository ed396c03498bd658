import type { AdminContext } from './deps.ts'
import { PlainPage } from './layout.tsx'
import { Button, Notice } from './parts.tsx'
import { words } from './words.ts'

/** What must not be written into a page again, even for the one who typed it. */
const secret = /password|current|repeated|code|token/i

/**
 * The session has ended while somebody was working. A partial update changes nothing but the message place, so that
 * what is being typed stays where it is; a plain form comes back with what was sent, to be sent once more. Sign-in
 * opens beside it: the form's token is the person's own and still holds afterwards.
 */
export async function askToSignIn(c: AdminContext) {
  if (c.req.header('HX-Request') === undefined) return sendAgain(c)
  c.header('HX-Retarget', '#flash')
  c.header('HX-Reswap', 'innerHTML')
  const notice = (
    <Notice kind="problem">
      <p>{words(c)('panel:expired')}</p>
      <SignInBeside c={c} next={openPage(c)} />
    </Notice>
  )
  return c.html(notice, 401)
}

async function sendAgain(c: AdminContext) {
  const t = words(c)
  const body = Object.entries(await c.req.parseBody({ all: true }))
  const typed = body.flatMap(([name, value]) => [value].flat().map((one) => ({ name, value: one })))
  const whole = typed.every(({ name, value }) => typeof value === 'string' && !secret.test(name))
  const kept = whole && typed.length > 0
  const page = (
    <PlainPage c={c} title={t('panel:expired.title')}>
      <p class="lead">{t(kept ? 'panel:expired.kept' : 'panel:expired.lost')}</p>
      <SignInBeside c={c} next="/admin" />
      {kept && (
        <form method="post" action={c.req.path} class="form">
          {typed.map(({ name, value }) => (
            <input type="hidden" name={name} value={String(value)} />
          ))}
          <div class="form-actions">
            <Button icon="send">{t('panel:expired.again')}</Button>
          </div>
        </form>
      )}
    </PlainPage>
  )
  return c.html(page, 401)
}

function SignInBeside({ c, next }: { c: AdminContext; next: string }) {
  return (
    <p>
      <a href={`/admin/signin?next=${encodeURIComponent(next)}`} target="_blank" rel="noopener">
        {words(c)('panel:expired.sign-in')}
      </a>
    </p>
  )
}

function openPage(c: AdminContext): string {
  const address = c.req.header('HX-Current-URL')
  if (address === undefined || !URL.canParse(address)) return '/admin'
  const { pathname, search } = new URL(address)
  return pathname.startsWith('/admin') ? pathname + search : '/admin'
}
