import type { Child } from 'hono/jsx'
import type { AdminContext } from '#admin/deps.ts'
import { dayWord, StandingBadge } from '#admin/law/words.tsx'
import { Layout } from '#admin/layout.tsx'
import { ButtonLink, Card, Empty } from '#admin/parts.tsx'
import { moment, number, words } from '#admin/words.ts'
import { nameOf } from '#core/law/documents/citation.ts'
import type { RolledOut, Rollout } from '#core/plan/rollout.ts'
import type { Deed } from '#core/staff/deeds.ts'
import { may } from '#core/staff/roles.ts'

/** The laws whose rollout has begun. */
export function RolloutsPage({ c, rows }: { c: AdminContext; rows: RolledOut[] }) {
  const t = words(c)
  const counts = ['notices', 'courses', 'surveys', 'recommendations'] as const
  return (
    <Layout c={c} title={t('panel:nav.rollout')} area="rollout" lead={t('rollout:lead')}>
      {rows.length === 0 ? (
        <Card>
          <Empty icon="route" title={t('rollout:none')}>
            <p class="muted">{t('rollout:none-how')}</p>
            <ButtonLink href="/admin/law?state=published" icon="scale">
              {t('panel:nav.law')}
            </ButtonLink>
          </Empty>
        </Card>
      ) : (
        <div class="table-wrap">
          <table class="table stacked">
            <thead>
              <tr>
                <th>{t('rollout:document')}</th>
                <th>{t('rollout:in-force')}</th>
                {counts.map((key) => (
                  <th class="num">{t(`rollout:part.${key}`)}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr>
                  <th scope="row">
                    <a href={`/admin/rollout/${row.id}`}>{nameOf(row, c.get('language'))}</a>
                    {row.number !== null && <span class="sub">{row.title}</span>}
                  </th>
                  <td class="nowrap" data-label={t('rollout:in-force')}>
                    {dayWord(row.inForceOn)}
                  </td>
                  {counts.map((key) => (
                    <td class="num" data-label={t(`rollout:part.${key}`)}>
                      {number(c, row[key])}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Layout>
  )
}

/** One law: what was done about it, and what can be done next. */
export function RolloutPage({ c, rollout }: { c: AdminContext; rollout: Rollout }) {
  const t = words(c)
  const { document, validity } = rollout
  const name = nameOf(document, c.get('language'))
  return (
    <Layout
      c={c}
      title={t('rollout:title', { name })}
      area="rollout"
      trail={[{ href: '/admin/rollout', label: t('panel:nav.rollout') }]}
      {...(!name.includes(document.title) && { lead: document.title })}
      actions={
        <>
          <ButtonLink href={`/admin/law/${document.id}`} icon="scale">
            {t('rollout:open-document')}
          </ButtonLink>
          <ButtonLink href={`/admin/rollout/${document.id}/report.docx`} icon="file-text">
            {t('rollout:report')}
          </ButtonLink>
        </>
      }
    >
      <div class="stack">
        <p class="row-line">{validity && <StandingBadge c={c} validity={validity} />}</p>
        {document.summary !== '' && <p>{document.summary}</p>}
        <NoticesCard c={c} rollout={rollout} />
        <CoursesCard c={c} rollout={rollout} />
        <QuestionsCard c={c} rollout={rollout} />
        <SurveysCard c={c} rollout={rollout} />
        <RecommendationsCard c={c} rollout={rollout} />
      </div>
    </Layout>
  )
}

type Shown = { c: AdminContext; rollout: Rollout }

/** A part of the rollout: its rows, or what to do as nothing was done yet. */
function Part({
  c,
  name,
  start,
  head,
  rows,
}: {
  c: AdminContext
  name: string
  /** where one more is begun, with the law filled in, and who may */
  start: { href: string; deed: Deed }
  head: string[]
  rows: Child[][]
}) {
  const t = words(c)
  const more = may(c.get('actor'), start.deed) && (
    <ButtonLink href={start.href} kind="quiet" icon="plus">
      {t(`rollout:start.${name}`)}
    </ButtonLink>
  )
  return (
    <Card id={name} title={t(`rollout:part.${name}`)} actions={more}>
      {rows.length === 0 ? (
        <p class="muted">{t(`rollout:none.${name}`)}</p>
      ) : (
        <div class="table-wrap">
          <table class="table stacked">
            <thead>
              <tr>
                {head.map((key, at) => (
                  <th class={at > 1 ? 'num' : undefined}>{t(`rollout:head.${key}`)}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr>
                  {row.map((cell, at) =>
                    at === 0 ? (
                      <th scope="row">{cell}</th>
                    ) : (
                      <td
                        class={at > 1 ? 'num' : undefined}
                        data-label={t(`rollout:head.${head[at]}`)}
                      >
                        {cell}
                      </td>
                    ),
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  )
}

function NoticesCard({ c, rollout: { notices, document } }: Shown) {
  const t = words(c)
  const reads = may(c.get('actor'), 'notices.read')
  return (
    <Part
      c={c}
      name="notices"
      start={{ href: `/admin/notices/new?document=${document.id}`, deed: 'notices.write' }}
      head={['title', 'state', 'day', 'people', 'sent']}
      rows={notices.map(({ id, title, state, sentAt, people, sent }) => [
        reads ? <a href={`/admin/notices/${id}`}>{title}</a> : title,
        t(`notices:state.${state}`),
        moment(c, sentAt, true),
        number(c, people),
        number(c, sent),
      ])}
    />
  )
}

function CoursesCard({ c, rollout: { courses, document } }: Shown) {
  const t = words(c)
  return (
    <Part
      c={c}
      name="courses"
      start={{ href: `/admin/courses/new?document=${document.id}`, deed: 'training.write' }}
      head={['title', 'state', 'day', 'seated', 'attended']}
      rows={courses.map(({ id, title, state, startsAt, seated, attended }) => [
        <a href={`/admin/courses/${id}`}>{title}</a>,
        t(`courses:state.${state}`),
        moment(c, startsAt, true),
        number(c, seated),
        number(c, attended),
      ])}
    />
  )
}

function QuestionsCard({ c, rollout }: Shown) {
  const t = words(c)
  const { questions, published, lookups } = rollout
  return (
    <Card id="questions" title={t('rollout:part.questions')}>
      <p>
        {t('rollout:questions', {
          n: number(c, questions.n),
          answered: number(c, questions.answered),
          published: number(c, published),
          lookups: number(c, lookups),
        })}
      </p>
      {may(c.get('actor'), 'ticket.read') && questions.latest.length > 0 && (
        <ul class="list">
          {questions.latest.map(({ code, question, state }) => (
            <li class="list-row">
              <a class="grow" href={`/admin/tickets/${code}`}>
                <b>{code}</b> {question}
              </a>
              <span class="muted small">{t(`panel:state.${state}`)}</span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}

function SurveysCard({ c, rollout: { surveys, document } }: Shown) {
  const t = words(c)
  return (
    <Part
      c={c}
      name="surveys"
      start={{
        href: `/admin/surveys/new?document=${document.id}`,
        deed: 'surveys.write',
      }}
      head={['title', 'state', 'invited', 'n', 'satisfied']}
      rows={surveys.map(({ id, title, state, invited, n, satisfaction }) => [
        <a href={`/admin/surveys/${id}`}>{title}</a>,
        t(`survey-desk:state.${state}`),
        number(c, invited),
        number(c, n),
        satisfaction?.percent == null
          ? '–'
          : t('rollout:satisfied', {
              percent: number(c, satisfaction.percent, 1),
              n: number(c, satisfaction.n),
            }),
      ])}
    />
  )
}

function RecommendationsCard({ c, rollout: { recommendations, document } }: Shown) {
  const t = words(c)
  return (
    <Part
      c={c}
      name="recommendations"
      start={{
        href: `/admin/recommendations/new?document=${document.id}`,
        deed: 'recommendations.write',
      }}
      head={['content', 'authority', 'difficulties', 'sent-at', 'outcome']}
      rows={recommendations.map((one) => [
        <a href={`/admin/recommendations/${one.id}`}>{one.title || one.content.slice(0, 120)}</a>,
        one.authority,
        number(c, one.difficulties),
        moment(c, one.sentAt, true),
        one.outcome ? t(`tickets:outcome.${one.outcome}`) : t('rollout:no-reply'),
      ])}
    />
  )
}
