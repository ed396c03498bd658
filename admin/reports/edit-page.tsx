import type { AdminContext } from '#admin/deps.ts'
import { type Filled, Form, TextArea, TextField } from '#admin/inputs.tsx'
import { Layout } from '#admin/layout.tsx'
import { Button, ButtonLink, Card, Notice } from '#admin/parts.tsx'
import { moment, number, words } from '#admin/words.ts'
import { say } from '#core/language.ts'
import { isForm, type Report } from '#core/plan/report.ts'
import { longestPart } from '#core/plan/report-drafts.ts'
import { formColumns, otherRows } from '#core/plan/report-form.ts'
import { type Section, sectionsOf } from '#core/plan/report-sections.ts'
import { reportTitle } from '#core/plan/report-title.ts'

export interface EditView {
  c: AdminContext
  report: Report
  unit: string | undefined
  /** what the paper says where nothing was written */
  defaults: Record<string, string>
  /** what the records say, by column of a form */
  recorded: number[]
  /** of a form: the office's own answers that were published */
  published: number
  filled: Filled
  /** what somebody else saved meanwhile, where it differs from what was typed */
  theirs: Record<string, string>
  /** what is shown was typed earlier and never saved */
  restored?: boolean
  /** who else is writing in it now */
  others: { name: string; at: Date }[]
}

/** The parts that staff write, and the figures of a form that they type in. */
export function ReportEditPage(view: EditView) {
  const { c, report, unit, filled } = view
  const t = words(c)
  const back = `/admin/reports/${report.id}`
  const title = reportTitle(report, c.get('language'))
  return (
    <Layout
      c={c}
      title={t(isForm(report.kind) ? 'reports:edit.form' : 'reports:edit')}
      area="reports"
      lead={isForm(report.kind) ? undefined : t('reports:edit.lead')}
      trail={[
        { href: `/admin/reports?year=${report.period.slice(0, 4)}`, label: t('panel:nav.reports') },
        { href: back, label: `${title} · ${unit ?? t('reports:whole')}` },
      ]}
      actions={
        <ButtonLink href={back} icon="eye">
          {t('reports:preview')}
        </ButtonLink>
      }
    >
      <Told {...view} />
      <Form c={c} class="form report-form" action={`${back}/edit`} filled={filled}>
        <input type="hidden" name="version" value={report.version} />
        {isForm(report.kind) ? <FormFields {...view} /> : <Texts {...view} />}
        <div class="form-actions">
          <Button kind="primary" icon="save">
            {t('panel:save')}
          </Button>
        </div>
      </Form>
    </Layout>
  )
}

/** Who else is writing, and that what was typed before stands here again. */
function Told({ c, report, others, restored }: EditView) {
  const t = words(c)
  if (others.length === 0 && !restored) return null
  return (
    <div class="stack report-form">
      {others.length > 0 && (
        <Notice kind="warning">
          {t('reports:drafts.others', {
            names: others.map(({ name, at }) => `${name} (${moment(c, at)})`).join(', '),
          })}
        </Notice>
      )}
      {restored && (
        <Notice kind="info">
          <Form c={c} class="row-line" action={`/admin/reports/${report.id}/drafts`}>
            <span>{t('reports:drafts.restored')}</span>
            <Button kind="quiet">{t('reports:drafts.drop')}</Button>
          </Form>
        </Notice>
      )}
    </div>
  )
}

function Texts(view: EditView) {
  return (
    <Card>
      {sectionsOf(view.report.unitId === null).map((section) => (
        <Text {...view} section={section} />
      ))}
    </Card>
  )
}

function Text(view: EditView & { section: Section }) {
  const { c, report, defaults, filled, section } = view
  const t = words(c)
  const { key, shape } = section
  const shared = {
    ...{ c, name: key, label: t(`reports:section.${key}`), filled },
    value: report.narrative[key] ?? defaults[key] ?? '',
  }
  return (
    <>
      {shape === 'line' ? (
        <TextField {...shared} attributes={{ maxlength: 200, required: false }} />
      ) : (
        <>
          <TextArea
            {...shared}
            rows={shape === 'list' ? 5 : 4}
            attributes={{
              ...{ maxlength: longestPart, lang: 'vi', required: false },
              'data-draft': `/admin/reports/${report.id}/drafts/${key}`,
            }}
          />
          <p id={`f-${key}-draft`} class="hint" role="status" />
        </>
      )}
      <Theirs {...view} name={key} />
    </>
  )
}

/** What somebody else saved for a field meanwhile, beside what was typed. */
function Theirs({ c, theirs, name }: EditView & { name: string }) {
  const text = theirs[name]
  if (text === undefined) return null
  return (
    <div class="report-theirs">
      <b>{words(c)('reports:theirs')}</b>
      <p class="prose">{text === '' ? '–' : text}</p>
    </div>
  )
}

function FormFields(view: EditView) {
  const { c, report, recorded, published, filled } = view
  const t = words(c)
  const texts = (names: string[], label: (name: string) => string) =>
    names.map((name) => (
      <>
        <TextField
          {...{ c, name, filled, label: label(name) }}
          value={report.narrative[name]}
          attributes={{ maxlength: 300, required: false }}
        />
        <Theirs {...view} name={name} />
      </>
    ))
  return (
    <div class="stack">
      <Card title={t('reports:typed.own')}>
        <div class="form-grid">
          {formColumns.map(({ figure }, at) => (
            <div>
              <TextField
                c={c}
                name={`own-${at + 1}`}
                label={`(${at + 1}) ${say(c.get('language'), `reports:form.c${at + 1}`)}`}
                hint={[
                  t('reports:typed.hint', { n: number(c, recorded[at] ?? 0) }),
                  figure === 'committee-answers' &&
                    t('reports:typed.committee', { n: number(c, published) }),
                ]
                  .filter(Boolean)
                  .join('. ')}
                value={report.typed[`own-${at + 1}`]}
                filled={filled}
                attributes={{ inputmode: 'numeric', maxlength: 20, required: false }}
              />
              <Theirs {...view} name={`own-${at + 1}`} />
            </div>
          ))}
        </div>
      </Card>
      {report.kind === '21b' && <Others {...view} />}
      <Card>
        {report.kind === '21b' && texts(['own-note'], () => t('reports:typed.note'))}
        {texts(['notes'], () => t('reports:typed.notes'))}
        {texts(['maker', 'checker', 'signer'], (who) => t(`reports:form.sign.${who}`))}
      </Card>
    </div>
  )
}

/** Form 21b: what other departments sent; a few rows more than are filled. */
function Others(view: EditView) {
  const { c, report, filled } = view
  const t = words(c)
  const used = otherRows.filter((row) => (report.narrative[row] ?? '') !== '').length
  return (
    <Card title={t('reports:typed.other')}>
      <p class="muted">{t('reports:typed.other.lead')}</p>
      {otherRows.slice(0, Math.min(otherRows.length, used + 3)).map((row, index) => (
        <fieldset class="report-row">
          <legend class="visually-hidden">{t('reports:typed.name', { n: index + 1 })}</legend>
          <TextField
            {...{ c, name: row, filled }}
            label={t('reports:typed.name', { n: index + 1 })}
            value={report.narrative[row]}
            attributes={{ maxlength: 200, required: false }}
          />
          <Theirs {...view} name={row} />
          <div class="report-cells">
            {formColumns.map((_, at) => (
              <TextField
                {...{ c, name: `${row}-${at + 1}`, filled }}
                label={`(${at + 1})`}
                value={report.typed[`${row}-${at + 1}`]}
                attributes={{ inputmode: 'numeric', maxlength: 20, required: false }}
              />
            ))}
          </div>
          <TextField
            {...{ c, name: `${row}-note`, filled }}
            label={t('reports:typed.note')}
            value={report.narrative[`${row}-note`]}
            attributes={{ maxlength: 300, required: false }}
          />
        </fieldset>
      ))}
    </Card>
  )
}
