import type { AdminContext } from '#admin/deps.ts'
import { Icon } from '#admin/icon.tsx'
import { Form } from '#admin/inputs.tsx'
import { Button, Card } from '#admin/parts.tsx'
import { moment, words } from '#admin/words.ts'
import type { TicketPage } from '#core/tickets/page.ts'
import type { Similar } from '#core/tickets/similar.ts'
import { typedSources } from '#core/tickets/sources.ts'
import type { ReferralShown } from './consultation.tsx'
import { DifficultyCard } from './difficulty-card.tsx'
import { LawSearch } from './law-search.tsx'
import { LookupsShown, type LookupView } from './lookups.tsx'
import { PublicationCard, type PublicationView } from './publication-card.tsx'
import { RoutingForm, type RoutingProps } from './routing.tsx'
import { firstWords } from './row.tsx'
import { SimilarAnswers } from './similar.tsx'
import { Twins } from './twins.tsx'

export interface SideProps extends RoutingProps {
  similar: Similar[]
  publication: PublicationView
  lawQuestion: string | undefined
  lookups: LookupView
  sectorName: (code: string) => string
  sharedPhone: string | undefined
  referral: ReferralShown
  may: { route: boolean; recommend: boolean; answer: boolean }
}

/** What stands beside the conversation: classification, who asks, what was recommended, similar answers. */
export function Side(props: SideProps) {
  return (
    <aside class="split-side stack" aria-label={words(props.c)('inbox:side')}>
      {props.may.route && <RoutingForm {...props} />}
      <PublicationCard {...props} />
      {props.lawQuestion !== undefined && (
        <LawSearch c={props.c} base={props.base} q={props.lawQuestion} />
      )}
      <LookupsShown {...props} insert={props.may.answer} />
      <SimilarAnswers {...props} insert={props.may.answer} />
      <Facts {...props} />
      <Asker {...props} />
      <Recommendations {...props} />
      <DifficultyCard {...props} />
      <Linked {...props} />
    </aside>
  )
}

function Facts({ c, page, sharedPhone, referral }: SideProps) {
  const t = words(c)
  const { ticket, field, unit, cooperating, assignee, consultant, askedField } = page
  const name = (one: { name: string; nameEn: string } | undefined) =>
    c.get('language') === 'en' ? one?.nameEn : one?.name
  const lines: [string, string | undefined][] = [
    ['field', name(field) ?? t('inbox:row.no-field')],
    ['asked-field', askedField && askedField.id !== field?.id ? name(askedField) : undefined],
    ['unit', unit?.name ?? t('inbox:row.no-unit')],
    ['cooperating', cooperating.map((one) => one.shortName).join(', ') || undefined],
    ['scope', ticket.scope ? t(`tickets:scope.${ticket.scope}`) : undefined],
    ['assignee', assignee?.name ?? t('inbox:row.nobody')],
    ['consultant', consultant?.name ?? referral?.consultant],
    ['referral', referral && t(`consultants:state.${referral.state}`)],
    ['shared-phone', sharedPhone],
    ['source', sourceOf(c, ticket)],
    ['opened', moment(c, ticket.openedAt)],
    ['due', `${moment(c, ticket.dueAt)} (${t('inbox:fact.term', { days: ticket.termDays })})`],
    ['answered', ticket.answeredAt ? moment(c, ticket.answeredAt) : undefined],
    ['satisfaction', ticket.satisfaction ? `${ticket.satisfaction}/5` : undefined],
  ]
  return (
    <Card title={t('inbox:facts')}>
      <dl class="facts">
        {lines.map(
          ([key, value]) =>
            value !== undefined && (
              <>
                <dt>{t(`inbox:fact.${key}`)}</dt>
                <dd>{value}</dd>
              </>
            ),
        )}
      </dl>
    </Card>
  )
}

/** Where a question that staff typed in came from. */
function sourceOf(c: AdminContext, ticket: TicketPage['ticket']): string | undefined {
  if (!(typedSources as readonly string[]).includes(ticket.channel)) return undefined
  const channel = words(c)(`panel:channel.${ticket.channel}`)
  return [channel, ticket.sourceNote].filter(Boolean).join('. ')
}

function Asker({ c, page, sectorName }: SideProps) {
  const { person, business, ticket } = page
  const t = words(c)
  const lines: [string, string | null | undefined][] = [
    ['business', business?.name],
    ['tax-code', business?.taxCode],
    ['size', business?.size && t(`inbox:size.${business.size}`)],
    ['sector', business?.sector && sectorName(business.sector)],
    ['person', person?.name],
    ['phone', person?.phone],
    ['commune', ticket.commune ?? person?.commune ?? business?.commune],
  ]
  const known = lines.filter(([, value]) => value)
  return (
    <Card title={t('inbox:asker')}>
      {known.length === 0 ? (
        <p class="muted">{t(person ? 'inbox:asker.unknown' : 'inbox:asker.hidden')}</p>
      ) : (
        <dl class="facts">
          {known.map(([key, value]) => (
            <>
              <dt>{t(`inbox:fact.${key}`)}</dt>
              <dd>{value}</dd>
            </>
          ))}
        </dl>
      )}
      <Twins c={c} twins={page.twins} />
      {person && (
        <p class="hint">
          <Icon name="shield-check" size={14} /> {t('inbox:asker.audited')}
        </p>
      )}
    </Card>
  )
}

const outcomes = ['accepted', 'partly', 'declined'] as const

function Recommendations({ c, page, base, may }: SideProps) {
  const t = words(c)
  if (page.recommendations.length === 0) return null
  return (
    <Card title={t('inbox:recommendations')}>
      {page.recommendations.map((one) => (
        <div class="recommendation">
          <p>
            <b>{one.authority}</b> <span class="muted small">{moment(c, one.sentAt, true)}</span>
          </p>
          <p class="prose">{one.content}</p>
          {one.repliedAt !== null && (
            <p class="prose">
              <b>{t(`tickets:outcome.${one.outcome}`)}</b> {moment(c, one.repliedAt, true)}
              <br />
              {one.reply}
            </p>
          )}
          {one.repliedAt === null && may.recommend && (
            <ReplyForm c={c} base={base} id={one.id} version={page.ticket.version} />
          )}
        </div>
      ))}
    </Card>
  )
}

function ReplyForm(props: { c: AdminContext; base: string; id: number; version: number }) {
  const { c, base, id, version } = props
  const t = words(c)
  const action = `${base}/recommendation/${id}/reply`
  return (
    <details class="no-print">
      <summary>{t('inbox:reply.record')}</summary>
      <Form
        c={c}
        action={action}
        class="form"
        hx-post={action}
        hx-target="#pane"
        hx-swap="innerHTML"
      >
        <input type="hidden" name="version" value={version} />
        <div class="field">
          <label for={`reply-${id}`}>{t('inbox:reply.text')}</label>
          <textarea id={`reply-${id}`} name="reply" rows={3} required />
        </div>
        <fieldset class="field">
          <legend>{t('inbox:reply.outcome')}</legend>
          {outcomes.map((outcome, index) => (
            <label class="choice">
              <input type="radio" name="outcome" value={outcome} checked={index === 0} />
              {t(`tickets:outcome.${outcome}`)}
            </label>
          ))}
        </fieldset>
        <Button kind="primary">{t('inbox:reply.save')}</Button>
      </Form>
    </details>
  )
}

function Linked({ c, page }: SideProps) {
  const t = words(c)
  const { mergedInto, mergedFrom, others } = page
  const groups = [
    { title: t('inbox:linked.into'), tickets: mergedInto ? [mergedInto] : [] },
    { title: t('inbox:linked.from'), tickets: mergedFrom },
    { title: t('inbox:linked.others'), tickets: others },
  ].filter(({ tickets }) => tickets.length > 0)
  if (groups.length === 0) return null
  return (
    <Card title={t('inbox:linked')}>
      {groups.map(({ title, tickets }) => (
        <>
          <h3>{title}</h3>
          <ul class="plain-list">
            {tickets.map((one) => (
              <li>
                {one.question === null ? (
                  <span class="mono">{one.code}</span>
                ) : (
                  <>
                    <a href={`/admin/tickets/${one.code}`} class="mono">
                      {one.code}
                    </a>{' '}
                    {firstWords(one.question, 80)}
                  </>
                )}
              </li>
            ))}
          </ul>
        </>
      ))}
    </Card>
  )
}
