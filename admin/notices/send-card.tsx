import type { AdminContext } from '#admin/deps.ts'
import { Form } from '#admin/inputs.tsx'
import { Button, Card } from '#admin/parts.tsx'
import { words } from '#admin/words.ts'
import { dayOf, placeOf } from '#core/calendar/calendar.ts'
import type { Notice } from '#core/notices/notice.ts'
import { may } from '#core/staff/roles.ts'

interface Sending {
  c: AdminContext
  notice: Notice
  approval: boolean
}

/** When it goes out, and the button that sends it or hands it to the leadership. */
export function SendCard({ c, notice, approval }: Sending) {
  const t = words(c)
  const actor = c.get('actor')
  const approving = approval && notice.state === 'submitted'
  const sends = approving
    ? may(actor, 'notices.approve')
    : !approval && (may(actor, 'notices.send') || may(actor, 'notices.approve'))
  const submits = notice.state !== 'submitted' && !sends && may(actor, 'notices.write')
  if (!sends && !submits) return <p class="muted">{t('notices:send.not-you')}</p>
  const base = `/admin/notices/${notice.id}`
  const way = sends ? 'schedule' : 'submission'
  // While it is being written, what stands in its form goes along: nothing else is sent than what is seen.
  const form = notice.state === 'submitted' ? 'notice-send' : 'notice-form'
  const verb = approving ? 'approve' : sends ? 'send' : 'submit'
  return (
    <Card title={t(`notices:${verb}.title`)}>
      <Form c={c} class="form" id="notice-send" action={`${base}/${way}`}>
        <p class="muted">{t(`notices:${verb}.lead`)}</p>
        <When c={c} notice={notice} form={form} />
        <p class="hint">{t(notice.urgent ? 'notices:quiet.urgent' : 'notices:quiet')}</p>
        <div class="form-actions">
          <Button
            kind="primary"
            icon={sends ? 'send' : 'stamp'}
            form={form}
            formaction={`${base}/${way}`}
          >
            {t(`notices:${verb}`)}
          </Button>
        </div>
      </Form>
      {approving && (
        <Form c={c} class="form notice-return" action={`${base}/return`}>
          <label for="f-reason">{t('notices:return.reason')}</label>
          <textarea id="f-reason" name="reason" rows={3} required maxlength={1_000} />
          <div>
            <Button icon="undo-2">{t('notices:return')}</Button>
          </div>
        </Form>
      )}
    </Card>
  )
}

function When({ c, notice, form }: { c: AdminContext; notice: Notice; form: string }) {
  const t = words(c)
  const at = notice.sendAt !== null && notice.sendAt > new Date() ? notice.sendAt : undefined
  const { minute } = at ? placeOf(at) : { minute: 8 * 60 }
  const clock = [Math.floor(minute / 60), minute % 60].map((n) => String(n).padStart(2, '0'))
  const day = dayOf(at ?? new Date(Date.now() + 86_400_000))
  return (
    <fieldset class="notice-when">
      <legend>{t('notices:when')}</legend>
      <label class="choice">
        <input type="radio" form={form} name="when" value="now" checked={at === undefined} />
        {t('notices:when.now')}
      </label>
      <label class="choice">
        <input type="radio" form={form} name="when" value="at" checked={at !== undefined} />
        {t('notices:when.at')}
      </label>
      <div class="row-line">
        <label class="visually-hidden" for="f-day">
          {t('notices:when.day')}
        </label>
        <input type="date" form={form} id="f-day" name="day" value={day} />
        <label class="visually-hidden" for="f-time">
          {t('notices:when.time')}
        </label>
        <input type="time" form={form} id="f-time" name="time" value={clock.join(':')} />
      </div>
    </fieldset>
  )
}

export function Remove({ c, notice }: { c: AdminContext; notice: Notice }) {
  const t = words(c)
  return (
    <details class="notice-remove">
      <summary>{t('notices:remove')}</summary>
      <Form c={c} class="form" action={`/admin/notices/${notice.id}/removal`}>
        <p class="muted">{t('notices:remove.why')}</p>
        <div>
          <Button kind="danger" icon="trash-2">
            {t('notices:remove')}
          </Button>
        </div>
      </Form>
    </details>
  )
}
