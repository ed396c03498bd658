import type { AdminContext } from '#admin/deps.ts'
import { type Filled, Form, SelectField, TextArea } from '#admin/inputs.tsx'
import { Layout } from '#admin/layout.tsx'
import { Pager } from '#admin/paging.tsx'
import { Badge, Button, Card, Empty, type Tone } from '#admin/parts.tsx'
import { moment, number, type T, words } from '#admin/words.ts'
import {
  judgements,
  type LookupCounts,
  type ReviewedLookup,
  results,
  verdicts,
} from '#core/assistant/review.ts'

interface Lookups {
  c: AdminContext
  rows: ReviewedLookup[]
  more: boolean
  counts: LookupCounts
  page: number
}

export function LookupsPage({ c, rows, more, counts, page }: Lookups) {
  const t = words(c)
  return (
    <Layout c={c} title={t('panel:nav.assistant')} area="assistant" lead={t('lookups:lead')}>
      <div class="stack">
        <Counts c={c} counts={counts} />
        <Filters c={c} />
      </div>
      {rows.length === 0 ? (
        <Card>
          <Empty icon="search-check" title={t('lookups:none')} />
        </Card>
      ) : (
        <div class="table-wrap">
          <table class="table stacked">
            <thead>
              <tr>
                <th>{t('lookups:at')}</th>
                <th>{t('lookups:question')}</th>
                <th>{t('lookups:shown')}</th>
                <th>{t('lookups:verdict')}</th>
                <th>{t('lookups:judgement')}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <Line c={c} row={row} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <Pager c={c} page={page} more={more} path="/admin/assistant" />
    </Layout>
  )
}

/** Every rate with the number it is of. */
function Counts({ c, counts }: { c: AdminContext; counts: LookupCounts }) {
  const t = words(c)
  const { asked, shown, helped, sent, wrong } = counts
  const rate = (part: number, whole: number) =>
    whole === 0 ? '–' : `${number(c, (100 * part) / whole, 0)} %`
  const rows = [
    { key: 'shown', value: rate(shown, asked), part: shown, whole: asked },
    { key: 'helped', value: rate(helped, shown), part: helped, whole: shown },
    { key: 'sent', value: rate(sent, shown), part: sent, whole: shown },
    { key: 'wrong', value: rate(wrong, shown), part: wrong, whole: shown },
  ]
  return (
    <Card>
      <dl class="facts">
        {rows.map(({ key, value, part, whole }) => (
          <div>
            <dt>{t(`lookups:count.${key}`)}</dt>
            <dd>
              <b>{value}</b>{' '}
              <span class="muted small">
                {t('lookups:of', { part: number(c, part), whole: number(c, whole) })}
              </span>
            </dd>
          </div>
        ))}
      </dl>
    </Card>
  )
}

function Filters({ c }: { c: AdminContext }) {
  const t = words(c)
  const asked = (name: string) => c.req.query(name) ?? ''
  const pick = (name: string, values: readonly string[]) => (
    <div class="field">
      <label for={name}>{t(`lookups:${name}`)}</label>
      <select id={name} name={name}>
        <option value="">{t('lookups:all')}</option>
        {values.map((value) => (
          <option value={value} selected={value === asked(name)}>
            {t(`lookups:${name}.${value}`)}
          </option>
        ))}
      </select>
    </div>
  )
  return (
    <form method="get" action="/admin/assistant" class="filters">
      <div class="field field-wide">
        <label for="q">{t('lookups:search')}</label>
        <input type="search" id="q" name="q" value={asked('q')} maxlength={100} />
      </div>
      {pick('result', results)}
      {pick('verdict', verdicts)}
      {pick('judgement', judgements)}
      {pick('asked', ['chat', 'portal', 'ticket'])}
      <div class="field">
        <label for="from">{t('lookups:from')}</label>
        <input type="date" id="from" name="from" value={asked('from')} />
      </div>
      <div class="field">
        <label for="to">{t('lookups:to')}</label>
        <input type="date" id="to" name="to" value={asked('to')} />
      </div>
      <Button icon="list-filter">{t('panel:filter')}</Button>
    </form>
  )
}

const verdictTones: Record<string, Tone> = { helped: 'good', sent: 'watch', human: 'watch' }

function Line({ c, row }: { c: AdminContext; row: ReviewedLookup }) {
  const t = words(c)
  const { verdict } = row
  return (
    <tr>
      <td class="nowrap" data-label={t('lookups:at')}>
        {moment(c, row.at)}
        <span class="sub muted small">{t(`lookups:asked.${row.asked}`)}</span>
      </td>
      <th scope="row" data-label={t('lookups:question')}>
        <a href={`/admin/assistant/${row.id}`}>{questionOf(row, t)}</a>
      </th>
      <td data-label={t('lookups:shown')}>
        <Shown row={row} t={t} />
      </td>
      <td data-label={t('lookups:verdict')}>
        {verdict === null ? (
          <span class="muted">{t('lookups:verdict.none')}</span>
        ) : (
          <Badge tone={verdictTones[verdict] ?? 'neutral'}>{t(`lookups:verdict.${verdict}`)}</Badge>
        )}
        <TicketLink row={row} />
      </td>
      <td data-label={t('lookups:judgement')}>
        <Judgement row={row} t={t} />
      </td>
    </tr>
  )
}

function questionOf({ question }: ReviewedLookup, t: T): string {
  if (question === '') return t('lookups:erased')
  const characters = Array.from(question)
  return characters.length <= 160 ? question : `${characters.slice(0, 160).join('')}…`
}

function Shown({ row, t }: { row: ReviewedLookup; t: T }) {
  if (row.shown.length === 0) return <Badge>{t('lookups:result.nothing')}</Badge>
  return (
    <ul>
      {row.shown.map(({ label, path }) => (
        <li>{path ? <a href={path}>{label}</a> : label}</li>
      ))}
    </ul>
  )
}

function TicketLink({ row }: { row: ReviewedLookup }) {
  if (row.ticketCode === null) return null
  return (
    <a class="sub small nowrap" href={`/admin/tickets/${row.ticketCode}`}>
      {row.ticketCode}
    </a>
  )
}

function Judgement({ row, t }: { row: ReviewedLookup; t: T }) {
  if (row.judgement === null) return <span class="muted">–</span>
  return (
    <Badge tone={row.judgement === 'wrong' ? 'alarm' : 'good'}>
      {t(`lookups:judgement.${row.judgement}`)}
    </Badge>
  )
}

export function LookupPage({
  c,
  lookup,
  filled,
}: {
  c: AdminContext
  lookup: ReviewedLookup
  filled: Filled
}) {
  const t = words(c)
  const trail = [{ href: '/admin/assistant', label: t('panel:nav.assistant') }]
  return (
    <Layout c={c} title={t('lookups:one')} area="assistant" trail={trail}>
      <div class="columns">
        <Card title={t('lookups:question')}>
          <p class="prose">{lookup.question === '' ? questionOf(lookup, t) : lookup.question}</p>
          <p class="muted small">
            {moment(c, lookup.at)} · {t(`lookups:asked.${lookup.asked}`)} ·{' '}
            {t(`lookups:verdict.${lookup.verdict ?? 'none'}`)} <TicketLink row={lookup} />
          </p>
          <h3>{t('lookups:shown')}</h3>
          <Shown row={lookup} t={t} />
          <DraftText draft={lookup.draft} t={t} />
        </Card>
        <Card title={t('lookups:judge')}>
          <Form c={c} class="form" action={`/admin/assistant/${lookup.id}`} filled={filled}>
            <SelectField
              c={c}
              name="judgement"
              label={t('lookups:judge-how')}
              empty={t('lookups:judge-pick')}
              value={lookup.judgement}
              filled={filled}
              options={(['right', 'wrong'] as const).map((value) => ({
                value,
                label: t(`lookups:judgement.${value}`),
              }))}
            />
            <TextArea
              c={c}
              name="note"
              label={t('lookups:note')}
              hint={t('lookups:note-hint')}
              required={false}
              value={lookup.judgedNote}
              filled={filled}
              attributes={{ maxlength: 1_000 }}
            />
            <div>
              <Button kind="primary">{t('panel:save')}</Button>
            </div>
          </Form>
          {lookup.judgedAt !== null && (
            <p class="muted small">
              {t('lookups:judged-by', {
                name: lookup.judgedBy ?? '–',
                at: moment(c, lookup.judgedAt),
              })}
            </p>
          )}
        </Card>
      </div>
    </Layout>
  )
}

/** What the language model wrote from the passages, sentence by sentence. */
function DraftText({ draft, t }: { draft: Record<string, unknown> | null; t: T }) {
  const sentences = Array.isArray(draft?.sentences) ? draft.sentences : []
  const texts = sentences.flatMap((one: { text?: unknown }) =>
    typeof one?.text === 'string' ? [one.text] : [],
  )
  if (texts.length === 0) return null
  return (
    <>
      <h3>{t('lookups:draft')}</h3>
      <p class="prose">{texts.join(' ')}</p>
    </>
  )
}
