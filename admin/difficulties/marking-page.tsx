import type { AdminContext } from '#admin/deps.ts'
import { Layout } from '#admin/layout.tsx'
import { Button, ButtonLink, Card, Csrf, Empty, Notice } from '#admin/parts.tsx'
import { number, words } from '#admin/words.ts'
import type { Markable, Marking } from '#core/plan/difficulty-marking.ts'
import { type Labels, shown } from './labels.ts'

interface MarkingProps {
  c: AdminContext
  labels: Labels
  /** the field and days looked through; without a field nothing was asked yet */
  which: Omit<Marking, 'fieldId'> & { fieldId: number | undefined }
  rows: Markable[]
  count: number
  fault?: string | undefined
}

/** Every specific question of a field in a period, to be marked as difficulties at once. */
export function MarkingPage(props: MarkingProps) {
  const { c, which, rows, fault } = props
  const t = words(c)
  return (
    <Layout
      c={c}
      title={t('difficulties:marking')}
      area="difficulties"
      lead={t('difficulties:marking.lead')}
      trail={[{ href: '/admin/difficulties', label: t('difficulties:title') }]}
    >
      <Which {...props} />
      {fault && <Notice kind="problem">{t(fault)}</Notice>}
      {which.fieldId !== undefined &&
        (rows.length === 0 ? (
          <Card>
            <Empty icon="circle-check" title={t('difficulties:marking.none')} />
          </Card>
        ) : (
          <Chosen {...props} />
        ))}
    </Layout>
  )
}

function Which({ c, labels, which }: MarkingProps) {
  const t = words(c)
  return (
    <form method="get" action="/admin/difficulties/marking" class="filters">
      <div class="field">
        <label for="field">{t('difficulties:field')}</label>
        <select id="field" name="field" required>
          <option value="">{t('difficulties:groups.choose-field')}</option>
          {labels.fields.map(({ value, label }) => (
            <option value={value} selected={value === which.fieldId}>
              {label}
            </option>
          ))}
        </select>
      </div>
      {(['from', 'to'] as const).map((name) => (
        <div class="field">
          <label for={name}>{t(`difficulties:${name}`)}</label>
          <input type="date" id={name} name={name} value={which[name]} required />
        </div>
      ))}
      <Button icon="eye">{t('difficulties:marking.show')}</Button>
    </form>
  )
}

function Chosen({ c, which, rows, count }: MarkingProps) {
  const t = words(c)
  return (
    <form method="post" action="/admin/difficulties/marking" class="stack">
      <Csrf c={c} />
      <input type="hidden" name="field" value={which.fieldId} />
      <input type="hidden" name="from" value={which.from} />
      <input type="hidden" name="to" value={which.to} />
      <p>
        <b>{t('difficulties:marking.count', { n: number(c, count) })}</b>
        {count > rows.length && (
          <span class="muted"> {t('difficulties:marking.more', { n: rows.length })}</span>
        )}
      </p>
      <div class="table-wrap">
        <table class="table stacked">
          <thead>
            <tr>
              <th class="shrink">{t('difficulties:choose')}</th>
              <th>{t('difficulties:content')}</th>
              <th>{t('difficulties:source.ticket')}</th>
              <th>{t('difficulties:commune')}</th>
              <th>{t('difficulties:day')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ ticketId, code, content, commune, askedOn }) => (
              <tr>
                <td class="shrink">
                  <input type="checkbox" name="ids" value={ticketId} id={`q-${ticketId}`} checked />
                </td>
                <th scope="row">
                  <label for={`q-${ticketId}`}>{content}</label>
                </th>
                <td data-label={t('difficulties:source.ticket')}>
                  <a href={`/admin/tickets/${code}`} class="mono nowrap">
                    {code}
                  </a>
                </td>
                <td data-label={t('difficulties:commune')}>{commune ?? '–'}</td>
                <td data-label={t('difficulties:day')}>{shown(askedOn)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div class="form-actions">
        <Button kind="primary" icon="triangle-alert">
          {t('difficulties:marking.do')}
        </Button>
      </div>
    </form>
  )
}

interface MarkedProps {
  c: AdminContext
  /** the moment of the deed, ISO */
  at: string
  rows: { id: number; content: string }[]
  again: string
}

/** What was just marked, and the button that takes it back. */
export function MarkedPage({ c, at, rows, again }: MarkedProps) {
  const t = words(c)
  return (
    <Layout
      c={c}
      title={t('difficulties:marked', { n: number(c, rows.length) })}
      area="difficulties"
      lead={t('difficulties:marked.lead')}
      trail={[{ href: '/admin/difficulties', label: t('difficulties:title') }]}
      actions={
        <ButtonLink href={again} icon="list-checks">
          {t('difficulties:marking.again')}
        </ButtonLink>
      }
    >
      {rows.length === 0 ? (
        <Card>
          <Empty icon="circle-check" title={t('difficulties:marked.none')} />
        </Card>
      ) : (
        <ul class="list">
          {rows.map(({ id, content }) => (
            <li class="list-row">
              <a class="grow" href={`/admin/difficulties/${id}`}>
                {content.slice(0, 240)}
              </a>
            </li>
          ))}
        </ul>
      )}
      {rows.length > 0 && (
        <form method="post" action="/admin/difficulties/unmarking" class="form-actions">
          <Csrf c={c} />
          <input type="hidden" name="at" value={at} />
          <Button kind="danger" icon="undo-2">
            {t('difficulties:marked.undo', { n: number(c, rows.length) })}
          </Button>
        </form>
      )}
    </Layout>
  )
}
