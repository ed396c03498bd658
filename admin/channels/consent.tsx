import { Hono } from 'hono'
import { z } from 'zod'
import type { AdminContext, AdminDeps, AdminEnv } from '#admin/deps.ts'
import { NotFound } from '#admin/faults.ts'
import { flash } from '#admin/flash.ts'
import { line, optionalLine, readForm } from '#admin/forms.ts'
import { Form } from '#admin/inputs.tsx'
import { Layout } from '#admin/layout.tsx'
import { Button, ButtonLink, Card } from '#admin/parts.tsx'
import { by } from '#admin/request.ts'
import { redirect } from '#admin/session.ts'
import { words } from '#admin/words.ts'
import { audit } from '#core/staff/audit.ts'
import { consentPath } from './platforms.ts'

const back = '/admin/channels'
const longest = 2_000
const returned = z.object({ code: line(longest), oa_id: optionalLine(60) })

/**
 * Where Zalo sends an administrator back with a code. The link is made in Zalo's console, so no state of ours comes
 * back with it: a page asks whether the administrator meant it, and only its form spends the code.
 */
export function consentRoutes({ db, zalo }: AdminDeps) {
  return new Hono<AdminEnv>()
    .get(consentPath, (c) => {
      if (zalo === undefined) throw new NotFound()
      const given = returned.safeParse(c.req.query())
      if (given.success) {
        return c.html(<ConfirmPage c={c} code={given.data.code} oaId={given.data.oa_id} />)
      }
      flash(c, 'warning', 'connecting:consent.cancelled')
      return redirect(c, back)
    })
    .post(consentPath, async (c) => {
      if (zalo === undefined) throw new NotFound()
      const read = await readForm(c, returned)
      if (!read.ok) {
        flash(c, 'warning', 'connecting:consent.cancelled')
        return redirect(c, back)
      }
      const { code, oa_id: oaId } = read.data
      const { ok, detail } = await zalo.authorize({ code, oaId: oaId || undefined })
      const { actor, ip, now } = by(c)
      const action = ok ? 'channels.consented' : 'channels.consent-failed'
      const subject = { subject: 'channel', subjectId: 'zalo' }
      await audit(db, { at: now, staffId: actor.id, action, ...subject, ip })
      if (ok) flash(c, 'done', 'zalo:consent.done')
      else flash(c, 'problem', 'connecting:consent.failed', { detail: detail.slice(0, 400) })
      return redirect(c, back)
    })
}

function ConfirmPage({ c, code, oaId }: { c: AdminContext; code: string; oaId: string }) {
  const t = words(c)
  return (
    <Layout
      c={c}
      title={t('connecting:consent.title')}
      area="channels"
      trail={[{ href: back, label: t('panel:nav.channels') }]}
    >
      <Card>
        <p>{t('connecting:consent.lead')}</p>
        <dl class="facts channel-about">
          <dt>{t('connecting:consent.oa')}</dt>
          <dd>{oaId || t('connecting:consent.oa-unknown')}</dd>
        </dl>
        <p class="muted">{t('connecting:consent.not-me')}</p>
        <Form c={c} class="actions" action={`/admin${consentPath}`}>
          <input type="hidden" name="code" value={code} />
          <input type="hidden" name="oa_id" value={oaId} />
          <Button kind="primary" icon="key-round">
            {t('connecting:consent.do')}
          </Button>
          <ButtonLink href={back}>{t('connecting:consent.skip')}</ButtonLink>
        </Form>
      </Card>
    </Layout>
  )
}
