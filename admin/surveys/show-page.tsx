import { Copy } from '#admin/copy.tsx'
import type { AdminContext } from '#admin/deps.ts'
import { type Filled, Form, type Option } from '#admin/inputs.tsx'
import { Layout } from '#admin/layout.tsx'
import { Button, ButtonLink, Card, Notice } from '#admin/parts.tsx'
import { moment, number, words } from '#admin/words.ts'
import type { FormFault } from '#core/surveys/form.ts'
import type { Invitations } from '#core/surveys/inviting.ts'
import type { Standing, Survey } from '#core/surveys/surveys.ts'
import { FaultList } from './builder-page.tsx'
import { StandingBadge } from './list-page.tsx'
import { RateTile } from './results-head.tsx'
import { Settings } from './settings-card.tsx'

export interface ShowView {
  c: AdminContext
  survey: Survey
  standing: Standing
  responses: number
  invitations: Invitations
  versions: { version: number; publishedAt: Date; questions: number; responses: number }[]
  faults: FormFault[]
  /** the draft is not what is asked now */
  changed: boolean
  rights: { write: boolean; publish: boolean; enter: boolean }
  links: { name: string; url: string }[]
  units: Option[]
  filled: Filled
}

/** A survey at a glance: how it stands, its next step, where people answer it, its settings and versions. */
export function ShowSurveyPage(view: ShowView) {
  const { c, survey, standing, rights } = view
  const t = words(c)
  const path = `/admin/surveys/${survey.id}`
  return (
    <Layout
      c={c}
      title={survey.title}
      area="surveys"
      trail={[{ href: '/admin/surveys', label: t('panel:nav.surveys') }]}
      lead={
        <>
          <StandingBadge c={c} standing={standing} /> {t(`survey-desk:purpose.${survey.purpose}`)}
          {survey.anonymous && ` · ${t('survey-desk:anonymous')}`}
        </>
      }
      actions={
        <>
          {rights.write && (
            <ButtonLink href={`${path}/form`} icon="list-checks">
              {t('survey-desk:build')}
            </ButtonLink>
          )}
          {rights.enter && standing === 'open' && (
            <ButtonLink href={`${path}/entry`} icon="square-pen">
              {t('survey-desk:entry')}
            </ButtonLink>
          )}
          <ButtonLink href={`${path}/results`} kind="primary" icon="chart-bar">
            {t('survey-desk:results')}
          </ButtonLink>
        </>
      }
    >
      <div class="survey-columns">
        <div class="stack">
          <NextStep {...view} />
          <Answering {...view} />
          {rights.write && <Settings {...view} />}
        </div>
        <div class="stack">
          <Links {...view} />
          <Versions {...view} />
        </div>
      </div>
    </Layout>
  )
}

function NextStep({ c, survey, faults, changed, rights }: ShowView) {
  const t = words(c)
  const path = `/admin/surveys/${survey.id}`
  const deed = (name: string, kind: 'primary' | 'plain' | 'danger', icon: string) => (
    <Form c={c} action={`${path}/${name}`}>
      <input type="hidden" name="version" value={String(survey.version)} />
      <Button kind={kind} icon={icon}>
        {t(`survey-desk:deed.${name}`)}
      </Button>
    </Form>
  )
  const key = survey.current === 0 ? 'draft' : changed ? 'changed' : survey.state
  return (
    <Card title={t('survey-desk:next')}>
      <p>{t(`survey-desk:next.${key}`)}</p>
      {changed && faults.length > 0 && (
        <Notice kind="warning">
          <b>{t('survey-desk:next.faults')}</b>
          <FaultList c={c} faults={faults} />
        </Notice>
      )}
      {rights.publish ? (
        <div class="row-line">
          {changed && faults.length === 0 && deed('publication', 'primary', 'badge-check')}
          {survey.current > 0 &&
            survey.state !== 'open' &&
            deed('opening', changed ? 'plain' : 'primary', 'circle-play')}
          {survey.state === 'open' && deed('closing', 'danger', 'circle-stop')}
          {survey.state === 'open' && deed('sending', 'plain', 'send')}
        </div>
      ) : (
        <p class="muted">{t('survey-desk:next.not-yours')}</p>
      )}
    </Card>
  )
}

function Answering({ c, survey, responses, invitations }: ShowView) {
  const t = words(c)
  const { quota } = survey
  return (
    <div class="tiles">
      <a class="tile" href={`/admin/surveys/${survey.id}/results`}>
        <span class="tile-name">{t('survey-desk:results.responses')}</span>
        <span class="tile-value">{number(c, responses)}</span>
        {quota !== null && (
          <span class="small">{t('survey-desk:quota.of', { n: number(c, quota) })}</span>
        )}
      </a>
      <RateTile c={c} invitations={invitations} />
    </div>
  )
}

function Links({ c, survey, links }: ShowView) {
  const t = words(c)
  return (
    <Card title={t('survey-desk:links')}>
      <img
        class="survey-qr"
        src={`/admin/surveys/${survey.id}/qr.svg`}
        alt={t('survey-desk:links.qr')}
        width="180"
        height="180"
      />
      <dl class="facts survey-links">
        {links.map(({ name, url }) => (
          <>
            <dt>{name}</dt>
            <dd>
              <Copy c={c} text={url} what={name} />
            </dd>
          </>
        ))}
      </dl>
    </Card>
  )
}

function Versions({ c, survey, versions }: ShowView) {
  const t = words(c)
  return (
    <Card title={t('survey-desk:versions')}>
      {versions.length === 0 ? (
        <p class="muted">{t('survey-desk:versions.none')}</p>
      ) : (
        <ul class="list">
          {versions.toReversed().map(({ version, publishedAt, questions, responses }) => (
            <li class="list-row">
              <div class="grow">
                <a href={`/admin/surveys/${survey.id}/versions/${version}`}>
                  {t('survey-desk:version', { version })}
                </a>
                <p class="muted small">
                  {t('survey-desk:template.size', { n: questions })} · {moment(c, publishedAt)}
                </p>
              </div>
              {survey.anonymous ? (
                <span class="small nowrap">
                  {t('survey-desk:versions.responses', { n: number(c, responses) })}
                </span>
              ) : (
                <a
                  class="small nowrap"
                  href={`/admin/surveys/${survey.id}/results?version=${version}`}
                >
                  {t('survey-desk:versions.responses', { n: number(c, responses) })}
                </a>
              )}
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}
