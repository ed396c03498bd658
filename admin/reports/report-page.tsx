import type { AdminContext } from '#admin/deps.ts'
import { CheckField, type Filled, Form, TextArea, TextField } from '#admin/inputs.tsx'
import { Layout } from '#admin/layout.tsx'
import { Badge, Button, ButtonLink, Card, Notice } from '#admin/parts.tsx'
import { moment, number, words } from '#admin/words.ts'
import {
  isForm,
  isLate,
  isOpen,
  mayIssueReport,
  mayWriteReport,
  type Report,
  type ReportRow,
} from '#core/plan/report.ts'
import type { Content } from '#core/plan/report-content.ts'
import { plainDay } from '#core/plan/report-paper.ts'
import { reportTitle } from '#core/plan/report-title.ts'
import { FormSheet } from './form-sheet.tsx'
import { State, stateName } from './list-page.tsx'
import { PaperSheet } from './paper.tsx'

export interface ReportView {
  c: AdminContext
  report: Report
  content: Content
  /** what the unit is called; undefined: the whole office */
  unit: string | undefined
  row: ReportRow | undefined
  /** of the whole office's: the divisions' own */
  divisions: (ReportRow & { unitName: string })[]
  /** divisions that have not handed in */
  missing: string[]
  /** of a form: the office's own answers that were published */
  published: number
  today: string
  filled: Filled
}

/** One report: as it will be printed, where it stands, and what may be done with it. */
export function ReportPage(view: ReportView) {
  const { c, report, content, unit, filled } = view
  const t = words(c)
  const { id } = report
  return (
    <Layout
      c={c}
      title={`${reportTitle(report, c.get('language'))} · ${unit ?? t('reports:whole')}`}
      area="reports"
      trail={[
        { href: `/admin/reports?year=${report.period.slice(0, 4)}`, label: t('panel:nav.reports') },
      ]}
      actions={
        <>
          <ButtonLink href={`/admin/reports/${id}/report.docx`} icon="download">
            {t('reports:docx')}
          </ButtonLink>
          {isForm(report.kind) && (
            <ButtonLink href={`/admin/reports/${id}/report.xlsx`} icon="table">
              {t('reports:xlsx')}
            </ButtonLink>
          )}
        </>
      }
    >
      <div class={isForm(report.kind) ? 'stack' : 'report-columns'}>
        <div class="stack">
          {filled.faults.form && <Notice kind="problem">{t(filled.faults.form)}</Notice>}
          {report.state === 'issued' ? (
            <Notice kind="info">{t('reports:frozen', { at: moment(c, report.issuedAt) })}</Notice>
          ) : (
            <Notice kind="info">{t('reports:live')}</Notice>
          )}
          {content.kind === 'form' ? (
            <>
              <FormSheet c={c} id={id} paper={content.paper} />
              <p class="hint no-print">
                {t('reports:form.committee', { n: number(c, view.published) })}
              </p>
            </>
          ) : (
            <PaperSheet id={id} paper={content.paper} />
          )}
        </div>
        <div class={isForm(report.kind) ? 'report-below' : 'stack report-side'}>
          <Facts {...view} />
          <Deeds {...view} />
          <Divisions {...view} />
        </div>
      </div>
    </Layout>
  )
}

function Facts({ c, report, row, unit, today }: ReportView) {
  const t = words(c)
  return (
    <Card title={t('reports:facts')}>
      <dl class="facts">
        <dt>{t('reports:facts.state')}</dt>
        <dd>
          {stateName(t, report)}{' '}
          {isLate(report, today) && (
            <Badge tone="late">
              {t(isOpen(report) ? 'reports:late' : 'reports:late.handed-in')}
            </Badge>
          )}
        </dd>
        <dt>{t('reports:facts.unit')}</dt>
        <dd>{unit ?? t('reports:whole')}</dd>
        <dt>{t('reports:matrix.due')}</dt>
        <dd>{plainDay(report.dueOn)}</dd>
        <dt>{t('reports:facts.days')}</dt>
        <dd>
          {plainDay(report.fromOn)} – {plainDay(report.toOn)}
        </dd>
        {row?.writerName && (
          <>
            <dt>{t('reports:facts.writer')}</dt>
            <dd>{row.writerName}</dd>
          </>
        )}
        {report.handedInAt && (
          <>
            <dt>{t('reports:facts.handed-in')}</dt>
            <dd>{moment(c, report.handedInAt)}</dd>
          </>
        )}
        {report.issuedAt && (
          <>
            <dt>{t('reports:facts.issued')}</dt>
            <dd>
              {moment(c, report.issuedAt)}
              {row?.issuerName && ` · ${row.issuerName}`}
            </dd>
          </>
        )}
      </dl>
      {report.reason && (
        <Notice kind="warning">{t('reports:returned.because', { reason: report.reason })}</Notice>
      )}
    </Card>
  )
}

function Deeds(view: ReportView) {
  const { c, report } = view
  if (report.state === 'issued') return null
  const actor = c.get('actor')
  const writes = mayWriteReport(actor, report) && isOpen(report)
  return (
    <>
      {writes && <Write {...view} />}
      {mayIssueReport(actor, report) && <Decide {...view} />}
    </>
  )
}

function Write({ c, report }: ReportView) {
  const t = words(c)
  const { id, kind, unitId, version } = report
  return (
    <Card>
      <div class="stack">
        <ButtonLink href={`/admin/reports/${id}/edit`} kind="primary" icon="pencil">
          {t(isForm(kind) ? 'reports:edit.form' : 'reports:edit')}
        </ButtonLink>
        {unitId === null && !isForm(kind) && (
          <Form c={c} action={`/admin/reports/${id}/take-in`}>
            <input type="hidden" name="version" value={version} />
            <Button icon="combine">{t('reports:take-in')}</Button>
            <p class="hint">{t('reports:take-in.why')}</p>
          </Form>
        )}
        <Form c={c} action={`/admin/reports/${id}/hand-in`}>
          <input type="hidden" name="version" value={version} />
          <Button icon="send">
            {t(unitId === null ? 'reports:hand-in.whole' : 'reports:hand-in')}
          </Button>
          <p class="hint">{t('reports:hand-in.why')}</p>
        </Form>
      </div>
    </Card>
  )
}

function Decide({ c, report, missing, filled }: ReportView) {
  const t = words(c)
  const { id, unitId, version, state } = report
  const whole = unitId === null
  const title = t(whole ? 'reports:issue' : 'reports:issue.unit')
  return (
    <>
      <Card title={title}>
        <Form c={c} class="form" action={`/admin/reports/${id}/issue`}>
          <input type="hidden" name="version" value={version} />
          <TextField
            c={c}
            name="number"
            label={t('reports:issue.number')}
            hint={t('reports:issue.number.hint')}
            required={false}
            value={report.number}
            filled={filled}
            attributes={{ maxlength: 40 }}
          />
          {missing.length > 0 && (
            <CheckField
              name="anyway"
              label={t('reports:issue.anyway', { what: missing.join('; ') })}
            />
          )}
          <p class="hint">{t(whole ? 'reports:issue.why' : 'reports:issue.why.unit')}</p>
          <Button kind="primary" icon="stamp">
            {title}
          </Button>
        </Form>
      </Card>
      {state === 'handed-in' && (
        <Card title={t('reports:return')}>
          <Form c={c} class="form" action={`/admin/reports/${id}/return`}>
            <input type="hidden" name="version" value={version} />
            <TextArea
              c={c}
              name="reason"
              label={t('reports:return.reason')}
              rows={3}
              filled={filled}
              attributes={{ maxlength: 1000 }}
            />
            <Button icon="undo-2">{t('reports:return')}</Button>
          </Form>
        </Card>
      )}
    </>
  )
}

function Divisions({ c, divisions, today }: ReportView) {
  const t = words(c)
  if (divisions.length === 0) return null
  return (
    <Card title={t('reports:divisions')}>
      <ul class="list">
        {divisions.map((one) => (
          <li class="list-row">
            <span class="grow">{one.unitName}</span>
            <State c={c} report={one} today={today} />
          </li>
        ))}
      </ul>
    </Card>
  )
}
