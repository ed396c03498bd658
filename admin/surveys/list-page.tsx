import type { AdminContext } from '#admin/deps.ts'
import { Layout } from '#admin/layout.tsx'
import { Pager, Tabs } from '#admin/paging.tsx'
import { Badge, ButtonLink, Card, Empty, type Tone } from '#admin/parts.tsx'
import { moment, number, words } from '#admin/words.ts'
import { may } from '#core/staff/roles.ts'
import { type ListState, listStates, type SurveyRow } from '#core/surveys/listing.ts'
import type { Standing } from '#core/surveys/surveys.ts'
import { percent } from './shares.tsx'

const path = '/admin/surveys'

const looks: Record<Standing, { tone: Tone; icon: string }> = {
  draft: { tone: 'neutral', icon: 'pencil' },
  soon: { tone: 'accent', icon: 'calendar-clock' },
  open: { tone: 'good', icon: 'circle-play' },
  closed: { tone: 'neutral', icon: 'circle-stop' },
  full: { tone: 'watch', icon: 'users' },
}

export function StandingBadge({ c, standing }: { c: AdminContext; standing: Standing }) {
  return <Badge {...looks[standing]}>{words(c)(`survey-desk:standing.${standing}`)}</Badge>
}

interface List {
  c: AdminContext
  state: ListState
  rows: SurveyRow[]
  more: boolean
  page: number
  target: number
}

/** Every survey with how it stands, how many answered, and how satisfied they are. */
export function SurveyListPage(view: List) {
  const { c, state, rows, more, page } = view
  const t = words(c)
  const writes = may(c.get('actor'), 'surveys.write')
  const hrefOf = (one: ListState) => (one === 'open' ? path : `${path}?state=${one}`)
  return (
    <Layout
      c={c}
      title={t('panel:nav.surveys')}
      area="surveys"
      lead={t('survey-desk:lead')}
      actions={
        writes && (
          <ButtonLink href={`${path}/new`} kind="primary" icon="plus">
            {t('survey-desk:new')}
          </ButtonLink>
        )
      }
    >
      <Tabs
        label={t('survey-desk:states')}
        now={hrefOf(state)}
        items={listStates.map((one) => ({
          href: hrefOf(one),
          label: t(`survey-desk:state.${one}`),
        }))}
      />
      {rows.length === 0 ? (
        <Card>
          <Empty icon="clipboard-list" title={t(`survey-desk:none.${state}`)}>
            {writes && (
              <ButtonLink href={`${path}/new`} icon="plus">
                {t('survey-desk:new')}
              </ButtonLink>
            )}
          </Empty>
        </Card>
      ) : (
        <Table {...view} />
      )}
      <Pager c={c} page={page} more={more} path={path} />
    </Layout>
  )
}

function Table({ c, rows, target }: List) {
  const t = words(c)
  return (
    <div class="table-wrap">
      <table class="table survey-table">
        <thead>
          <tr>
            <th scope="col">{t('survey-desk:column.title')}</th>
            <th scope="col">{t('survey-desk:column.standing')}</th>
            <th scope="col" class="num">
              {t('survey-desk:results.responses')}
            </th>
            <th scope="col" class="num">
              {t('survey-desk:rate.response')}
            </th>
            <th scope="col" class="num">
              {t('survey-desk:column.satisfied', { target })}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row c={c} row={row} target={target} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Row({ c, row, target }: { c: AdminContext; row: SurveyRow; target: number }) {
  const t = words(c)
  const { survey, standing, unit, responses, invitations, satisfaction } = row
  const rate = satisfaction?.percent ?? undefined
  const short = rate !== undefined && rate < target
  return (
    <tr>
      <th scope="row">
        <a href={`${path}/${survey.id}`}>{survey.title}</a>
        <span class="sub">
          {[t(`survey-desk:purpose.${survey.purpose}`), unit].filter(Boolean).join(' · ')}
        </span>
      </th>
      <td>
        <StandingBadge c={c} standing={standing} />
        <span class="sub nowrap">{span(c, survey.opensAt, survey.closesAt)}</span>
      </td>
      <td class="num">
        <a href={`${path}/${survey.id}/results`}>
          {number(c, responses)}
          {survey.quota !== null && ` / ${number(c, survey.quota)}`}
        </a>
      </td>
      <td class="num">
        {invitations.invited === 0 ? (
          <span class="muted">–</span>
        ) : (
          <>
            {percent(c, invitations.answered / invitations.invited)}
            <span class="sub">
              {t('survey-desk:rate.invited', { n: number(c, invitations.invited) })}
            </span>
          </>
        )}
      </td>
      <td class={short ? 'num rate-short' : 'num'}>
        {rate === undefined ? (
          <span class="muted">–</span>
        ) : (
          <>
            {short && <span title={t('numbers:target.below')}>▼ </span>}
            {percent(c, rate / 100)}
            <span class="sub">n = {number(c, satisfaction?.n ?? 0)}</span>
          </>
        )}
      </td>
    </tr>
  )
}

function span(c: AdminContext, from: Date | null, to: Date | null): string {
  if (!from && !to) return ''
  return `${from ? moment(c, from, true) : '…'} – ${to ? moment(c, to, true) : '…'}`
}
