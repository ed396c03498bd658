import type { AdminContext } from '#admin/deps.ts'
import { Form } from '#admin/inputs.tsx'
import { Layout } from '#admin/layout.tsx'
import { Badge, Button, ButtonLink, Card, Empty } from '#admin/parts.tsx'
import { words } from '#admin/words.ts'
import { daysToPublish } from '#core/law/published/due.ts'
import type { Identity } from '#core/law/published/identities.ts'
import { neutralWord, type Proposal, type Removal } from '#core/law/published/proposal.ts'
import { DaysLeft } from './signs.tsx'

/** A sent answer with every identity in it set off: the officer replaces or keeps each, then goes on to the wording. */
export function ProposalPage(props: { c: AdminContext; proposal: Proposal; now: Date }) {
  const { c, proposal, now } = props
  const t = words(c)
  const { ticket, removals, text, found, sentAt } = proposal
  const trail = [
    { href: '/admin/published', label: t('panel:nav.published') },
    { href: `/admin/tickets/${ticket.code}`, label: ticket.code },
  ]
  const lead = (
    <>
      {t('published:propose.lead')} {sentAt && <DaysLeft c={c} days={daysToPublish(sentAt, now)} />}
    </>
  )
  return (
    <Layout c={c} title={t('published:propose.title')} area="published" trail={trail} lead={lead}>
      <div class="columns">
        <div class="stack">
          <Part title={t('published:part.question')} text={text.question} found={found.question} />
          <Part title={t('published:part.body')} text={text.body} found={found.body} />
          {text.basis !== '' && (
            <Part title={t('published:part.basis')} text={text.basis} found={found.basis} />
          )}
        </div>
        <div class="stack">
          <Card title={t('published:propose.removals')}>
            <Form c={c} action="/admin/published" class="form">
              <input type="hidden" name="ticket" value={ticket.code} />
              {removals.length === 0 ? (
                <Empty icon="shield-check" title={t('published:propose.none')} />
              ) : (
                removals.map((one, at) => <Choice c={c} removal={one} at={at} />)
              )}
              <p class="hint">{t('published:propose.next')}</p>
              <div class="form-actions">
                <Button kind="primary" icon="arrow-right">
                  {t('published:propose.go')}
                </Button>
                <ButtonLink href={`/admin/tickets/${ticket.code}`}>{t('panel:back')}</ButtonLink>
              </div>
            </Form>
          </Card>
          <Decline c={c} code={ticket.code} />
        </div>
      </div>
    </Layout>
  )
}

function Part({ title, text, found }: { title: string; text: string; found: Identity[] }) {
  const parts: (string | { mark: string; kind: string })[] = []
  let at = 0
  for (const one of found) {
    parts.push(text.slice(at, one.from), { mark: one.text, kind: one.kind })
    at = one.to
  }
  parts.push(text.slice(at))
  return (
    <Card title={title}>
      <p class="prose">
        {parts.map((part) =>
          typeof part === 'string' ? part : <mark class="identity">{part.mark}</mark>,
        )}
      </p>
    </Card>
  )
}

function Choice({ c, removal, at }: { c: AdminContext; removal: Removal; at: number }) {
  const t = words(c)
  const { key, kind, text, times } = removal
  return (
    <fieldset class="removal">
      <legend>
        <mark class="identity">{text}</mark>{' '}
        <Badge icon="user-round">{t(`published:kind.${kind}`)}</Badge>
        {times > 1 && <span class="muted small"> {t('published:look.times', { times })}</span>}
      </legend>
      <input type="hidden" name={`key-${at}`} value={key} />
      <div class="removal-choices">
        <label class="choice">
          <input type="radio" name={`how-${at}`} value="replace" checked />
          {t('published:propose.replace')}
        </label>
        <input
          type="text"
          name={`word-${at}`}
          value={neutralWord(kind)}
          maxlength={80}
          aria-label={t('published:propose.word', { text })}
        />
        <label class="choice">
          <input type="radio" name={`how-${at}`} value="keep" />
          {t('published:propose.keep')}
        </label>
      </div>
    </fieldset>
  )
}

function Decline({ c, code }: { c: AdminContext; code: string }) {
  const t = words(c)
  return (
    <Card title={t('published:decline.title')}>
      <details>
        <summary>{t('published:decline.open')}</summary>
        <Form c={c} action="/admin/published" class="form">
          <input type="hidden" name="ticket" value={code} />
          <input type="hidden" name="deed" value="decline" />
          <div class="field">
            <label for="decline-reason">{t('published:reason')}</label>
            <textarea id="decline-reason" name="reason" rows={2} maxlength={1000} required />
            <p class="hint">{t('published:decline.hint')}</p>
          </div>
          <div>
            <Button icon="eye-off">{t('published:decline.do')}</Button>
          </div>
        </Form>
      </details>
    </Card>
  )
}
