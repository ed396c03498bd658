import { shown } from '#admin/difficulties/labels.ts'
import { Form } from '#admin/inputs.tsx'
import { Button, ButtonLink, Card, Csrf } from '#admin/parts.tsx'
import { moment, words } from '#admin/words.ts'
import type { ShowProps } from './show-page.tsx'

/** What it was drawn from, and whether each who raised it was told how it ended. */
export function Sources({ c, page, writes }: ShowProps & { writes: boolean }) {
  const t = words(c)
  const open = writes && page.state !== 'replied'
  const action = `/admin/recommendations/${page.id}/sources`
  return (
    <Card title={t('difficulties:rec.sources', { n: page.sources.length })}>
      <ul class="list">
        {page.sources.map((one) => (
          <li class="list-row">
            <div class="grow">
              <a href={`/admin/difficulties/${one.id}`}>{one.content.slice(0, 240)}</a>
              <p class="muted small">
                {[
                  one.ticketCode ?? t(`difficulties:source.${one.source}`),
                  one.commune,
                  shown(one.raisedOn),
                  one.group,
                  one.toldAt
                    ? t('difficulties:rec.told', { day: moment(c, one.toldAt, true) })
                    : t(`difficulties:rec.${one.known ? 'not-told' : 'nobody'}`),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </p>
            </div>
            {open && (
              <form method="post" action={action}>
                <Csrf c={c} />
                <input type="hidden" name="version" value={page.version} />
                <Button kind="quiet" name="drop" value={String(one.id)}>
                  {t('difficulties:rec.sources.drop')}
                </Button>
              </form>
            )}
          </li>
        ))}
      </ul>
      {open && (
        <div class="form-actions">
          <ButtonLink href={`/admin/recommendations/${page.id}/difficulties`} icon="plus">
            {t('difficulties:picking')}
          </ButtonLink>
        </div>
      )}
    </Card>
  )
}

/** Those without a chat: their contact data stand on their own page, where each reading is noted. */
export function ToPhone({ c, page, untold }: ShowProps) {
  const t = words(c)
  if (untold.length === 0) return null
  return (
    <Card title={t('difficulties:rec.phone')}>
      <ul class="list">
        {untold.map(({ personId, content }) => (
          <li class="list-row">
            <div class="grow">
              <a href={`/admin/people/${personId}`}>
                {t('difficulties:rec.phone.person', { id: personId })}
              </a>
              <p class="muted small">{content.slice(0, 160)}</p>
            </div>
            <form method="post" action={`/admin/recommendations/${page.id}/phoned`}>
              <Csrf c={c} />
              <Button icon="phone" name="person" value={String(personId)}>
                {t('difficulties:rec.phone.done')}
              </Button>
            </form>
          </li>
        ))}
      </ul>
    </Card>
  )
}

/** Tickets still open that it came from: ended as recommended when somebody confirms it. */
export function OpenTickets({ c, page, open, filled }: ShowProps) {
  const t = words(c)
  if (open.length === 0) return null
  const fault = filled.faults.confirm
  return (
    <Card title={t('difficulties:rec.tickets')}>
      <p class="hint">{t('difficulties:rec.tickets.lead')}</p>
      <Form c={c} action={`/admin/recommendations/${page.id}/tickets`} class="form">
        {open.map(({ id, code, version, question }) => (
          <div class="check">
            <input
              type="checkbox"
              name="tickets"
              value={`${id}:${version}`}
              id={`ticket-${id}`}
              checked
            />
            <label for={`ticket-${id}`}>
              <span class="mono">{code}</span> {question.slice(0, 120)}
            </label>
          </div>
        ))}
        <div class={fault ? 'check field-faulty' : 'check'}>
          <input type="checkbox" name="confirm" value="on" id="confirm" required />
          <label for="confirm">{t('difficulties:rec.tickets.confirm')}</label>
        </div>
        {fault && (
          <p class="fault" role="alert">
            {t(fault)}
          </p>
        )}
        <Button kind="primary">{t('difficulties:rec.tickets.end')}</Button>
      </Form>
    </Card>
  )
}
