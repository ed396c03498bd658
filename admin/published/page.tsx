import type { AdminContext } from '#admin/deps.ts'
import { Icon } from '#admin/icon.tsx'
import { CheckField, Form, TextArea } from '#admin/inputs.tsx'
import { Layout } from '#admin/layout.tsx'
import { Button, Card, Notice } from '#admin/parts.tsx'
import { CauseLine } from '#admin/reviews/cause.tsx'
import { moment, words } from '#admin/words.ts'
import type { Labelled } from '#core/law/published/citation-labels.ts'
import type { Removal } from '#core/law/published/proposal.ts'
import type { Publication, PublicText } from '#core/law/published/publication.ts'
import type { Review } from '#core/law/published/review-list.ts'
import { LookBox } from './look-box.tsx'
import { RestsOn } from './rests-on.tsx'
import { DaysLeft, PublicationBadge } from './signs.tsx'

export interface PublicationProps {
  c: AdminContext
  row: Publication
  /** what stands in the form: the correction on its way, else what the row says, else what was typed */
  text: PublicText
  left: Removal[]
  doubts: Labelled[]
  despite: string[]
  citations: Labelled[]
  review: Review | undefined
  may: { write: boolean; review: boolean }
  unit: string | undefined
  field: string | undefined
  nameOf: (staffId: string | null) => string
  code: string | undefined
  daysLeft: number | undefined
  problem: string | undefined
}

/** One answer on its way to the public, or public: its wording, what it rests on, who decides next. */
export function PublicationPage(props: PublicationProps) {
  const { c, row, problem, review, may } = props
  const t = words(c)
  const trail = [{ href: '/admin/published', label: t('panel:nav.published') }]
  return (
    <Layout c={c} title={titleOf(props)} area="published" trail={trail}>
      {problem && <Notice kind="problem">{problem}</Notice>}
      {review && (
        <Notice kind="warning">
          <b>{t('published:page.to-review')}</b>
          <ul>
            {review.causes.map((cause) => (
              <li>
                <CauseLine c={c} cause={cause} />
              </li>
            ))}
          </ul>
          <a href="/admin/reviews">{t('panel:nav.reviews')}</a>
        </Notice>
      )}
      <Why {...props} />
      <div class="columns">
        <div class="stack">
          {may.write || may.review ? <Wording {...props} /> : <Reading {...props} />}
          {row.state === 'published' && row.correction !== null && <PublicNow {...props} />}
        </div>
        <div class="stack">
          <Facts {...props} />
          <RestsOn c={c} citations={props.citations} />
          {may.review && awaits(row) && <Decide {...props} what="return" />}
          {(may.write || may.review) && row.state !== 'withdrawn' && (
            <Decide {...props} what="withdrawal" />
          )}
        </div>
      </div>
    </Layout>
  )
}

function titleOf({ c, row, code }: PublicationProps): string {
  const first = row.question.replace(/\s+/g, ' ').slice(0, 70)
  return first || (code ?? words(c)('panel:nav.published'))
}

/** A wording waits for the reviewer: of something new, or the correction of something public. */
function awaits(row: Publication): boolean {
  return row.state === 'submitted' || row.correction?.stage === 'submitted'
}

/** Why it came back, or is not public. */
function Why({ c, row, nameOf }: PublicationProps) {
  const t = words(c)
  const returned = row.state === 'returned' || row.correction?.stage === 'returned'
  const reason = row.correction?.reason ?? row.reason
  if (!reason || !(returned || row.state === 'withdrawn')) return null
  const key = returned ? 'returned' : row.publishedAt === null ? 'declined' : 'withdrawn'
  return (
    <Notice kind="warning">
      {t(`published:page.${key}`, { name: nameOf(row.reviewerId ?? row.authorId) })} <q>{reason}</q>
    </Notice>
  )
}

function Wording(props: PublicationProps) {
  const { c, row, text, left, doubts, despite, may } = props
  const t = words(c)
  const action = `/admin/published/${row.id}`
  const submits = may.write && !awaits(row) && row.state !== 'withdrawn'
  return (
    <Card title={t(row.publishedAt === null ? 'published:page.wording' : 'published:page.correct')}>
      <Form c={c} action={action} class="form">
        <input type="hidden" name="version" value={row.version} />
        <TextArea
          c={c}
          name="question"
          label={t('published:part.question')}
          value={text.question}
          rows={5}
          hint={t('published:page.question-hint')}
        />
        <TextArea c={c} name="body" label={t('published:part.body')} value={text.body} rows={14} />
        <TextArea
          c={c}
          name="basis"
          label={t('published:part.basis')}
          value={text.basis}
          rows={3}
          required={false}
        />
        <LookBox c={c} id={row.id} left={left} doubts={doubts} despite={despite} />
        <CheckField name="confirmed" label={t('published:page.confirm')} />
        <div class="form-actions">
          {may.review && (
            <Button kind="primary" icon="book-open-check" name="deed" value="publish">
              {t(row.publishedAt === null ? 'published:page.publish' : 'published:page.republish')}
            </Button>
          )}
          {submits && (
            <Button kind={may.review ? 'plain' : 'primary'} icon="stamp" name="deed" value="submit">
              {t('published:page.submit')}
            </Button>
          )}
          <Button kind="quiet" icon="save" name="deed" value="save">
            {t('published:page.save')}
          </Button>
        </div>
      </Form>
      {row.state === 'published' && row.correction !== null && (
        <Form c={c} action={`${action}/correction/removal`} class="form-actions">
          <input type="hidden" name="version" value={row.version} />
          <Button kind="quiet" icon="trash-2">
            {t('published:page.drop-correction')}
          </Button>
        </Form>
      )}
    </Card>
  )
}

function Reading({ c, text }: PublicationProps) {
  const t = words(c)
  return (
    <Card title={t('published:part.question')}>
      <p class="prose">{text.question}</p>
      <h3>{t('published:part.body')}</h3>
      <p class="prose">{text.body}</p>
      {text.basis && <p class="prose">{text.basis}</p>}
    </Card>
  )
}

/** What the public reads while another wording is on its way. */
function PublicNow({ c, row }: PublicationProps) {
  return (
    <Card title={words(c)('published:page.public-now')}>
      <p class="prose">
        <b>{row.question}</b>
      </p>
      <p class="prose">{row.body}</p>
      {row.basis && <p class="prose">{row.basis}</p>}
    </Card>
  )
}

function Facts({ c, row, unit, field, nameOf, code, daysLeft }: PublicationProps) {
  const t = words(c)
  const waiting = row.state !== 'published' && row.state !== 'withdrawn'
  const lines: [string, string | undefined][] = [
    ['unit', unit],
    ['field', field],
    ['author', nameOf(row.correction?.authorId ?? row.authorId) || undefined],
    ['reviewer', row.state === 'published' ? nameOf(row.reviewerId) || undefined : undefined],
    ['published', row.publishedAt ? moment(c, row.publishedAt) : undefined],
    ['corrected', row.correctedAt ? moment(c, row.correctedAt) : undefined],
    ['edition', row.edition > 1 ? String(row.edition) : undefined],
  ]
  return (
    <Card title={t('published:page.state')}>
      <p class="row-line">
        <PublicationBadge c={c} state={row.state} stage={row.correction?.stage} />
        {waiting && daysLeft !== undefined && <DaysLeft c={c} days={daysLeft} />}
      </p>
      <dl class="facts">
        {code && (
          <>
            <dt>{t('published:fact.ticket')}</dt>
            <dd>
              <a class="mono" href={`/admin/tickets/${code}`}>
                {code}
              </a>
            </dd>
          </>
        )}
        {lines.map(
          ([key, value]) =>
            value !== undefined && (
              <>
                <dt>{t(`published:fact.${key}`)}</dt>
                <dd>{value}</dd>
              </>
            ),
        )}
      </dl>
      {row.state === 'published' && (
        <p>
          <a href={`/hoi-dap/${row.slug}`} target="_blank" rel="noopener">
            <Icon name="external-link" size={14} /> {t('published:page.on-portal')}
          </a>
        </p>
      )}
    </Card>
  )
}

function Decide(props: PublicationProps & { what: 'return' | 'withdrawal' }) {
  const { c, row, what } = props
  const t = words(c)
  const key = what === 'withdrawal' && row.publishedAt === null ? 'drop' : what
  return (
    <Card title={t(`published:${key}.title`)}>
      <details>
        <summary>{t(`published:${key}.open`)}</summary>
        <Form c={c} action={`/admin/published/${row.id}/${what}`} class="form">
          <input type="hidden" name="version" value={row.version} />
          <div class="field">
            <label for={`${what}-reason`}>{t('published:reason')}</label>
            <textarea id={`${what}-reason`} name="reason" rows={2} maxlength={1000} required />
            <p class="hint">{t(`published:${key}.hint`)}</p>
          </div>
          <div>
            <Button
              kind={key === 'withdrawal' ? 'danger' : 'plain'}
              icon={what === 'return' ? 'undo-2' : 'eye-off'}
            >
              {t(`published:${key}.do`)}
            </Button>
          </div>
        </Form>
      </details>
    </Card>
  )
}
