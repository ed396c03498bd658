import type { AdminContext } from '#admin/deps.ts'
import { Form } from '#admin/inputs.tsx'
import { Button, Card, Chip } from '#admin/parts.tsx'
import { moment, number, words } from '#admin/words.ts'
import type { LawDocument } from '#core/law/documents/documents.ts'
import type { LawFileRow } from '#core/law/documents/files.ts'
import type { historyOf } from '#core/law/documents/history.ts'
import type { Validity } from '#core/law/documents/standing.ts'
import type { earlierTexts } from '#core/law/documents/text.ts'
import type { LawEvent } from '#core/law/documents/timeline.ts'
import type { RestingOn } from '#core/law/published/reviews.ts'
import { may } from '#core/staff/roles.ts'
import { dayWord, partsWords, validityWords } from './words.tsx'

/** What stands around a document's facts. */
export interface SideFacts {
  today: string
  timeline: LawEvent[]
  resting: RestingOn[]
  files: LawFileRow[]
  history: Awaited<ReturnType<typeof historyOf>>
  earlier: Awaited<ReturnType<typeof earlierTexts>>
}

type Side = SideFacts & { c: AdminContext; document: LawDocument }

/** The validity in one line, and the days of a document's life in their order. */
export function TimelineCard({ c, timeline, today, validity }: Side & { validity: Validity }) {
  const t = words(c)
  const { by, amendedBy } = validity
  const amended = [...new Map((amendedBy ?? []).map((one) => [one.id, one])).values()]
  return (
    <Card title={t('law:validity')} id="validity">
      <p>
        <b>{validityWords(c, validity)}</b>
        {by && (
          <>
            {' · '}
            <a href={`/admin/law/${by.id}`}>
              {t(`law:by.${by.kind}`, { name: by.number ?? by.title })}
            </a>
          </>
        )}
        {amended.map(({ id, number: name, title }) => (
          <>
            {' · '}
            <a href={`/admin/law/${id}`}>{t('law:by.amends', { name: name ?? title })}</a>
          </>
        ))}
      </p>
      {timeline.length === 0 && <p class="muted">{t('law:timeline.none')}</p>}
      <ol class="law-timeline">
        {timeline.map(({ day, what, by: other, anchors }) => (
          <li class={day > today ? 'law-to-come' : undefined}>
            <time datetime={day}>{dayWord(day)}</time>
            <span>
              {t(`law:event.${what}`)}{' '}
              {other && <a href={`/admin/law/${other.id}`}>{other.number ?? other.title}</a>}
              {anchors && anchors.length > 0 && ` (${partsWords(c, anchors)})`}
            </span>
          </li>
        ))}
      </ol>
    </Card>
  )
}

/** The reverse index: every answer and self-check that cites this document. */
export function RestingCard({ c, resting }: Side) {
  const t = words(c)
  const href = ({ holder, holderId }: RestingOn) => {
    if (holder === 'canned') return `/admin/canned/${holderId}`
    if (holder !== 'published' || !may(c.get('actor'), 'published.read')) return undefined
    return `/admin/published/${holderId}`
  }
  return (
    <Card title={t('law:resting')} id="resting">
      {resting.length === 0 && <p class="muted">{t('law:resting.none')}</p>}
      <ul class="law-relations">
        {resting.map((one) => {
          const title = one.title || t(`law:holder.${one.holder}`)
          const to = href(one)
          const cited = one.anchors.filter((anchor) => anchor !== '')
          return (
            <li>
              <p>
                <Chip>{t(`law:holder.${one.holder}`)}</Chip>{' '}
                {to === undefined ? title : <a href={to}>{title}</a>}
              </p>
              <p class="muted small">
                {[one.unit, cited.length > 0 && partsWords(c, cited)].filter(Boolean).join(' · ')}
              </p>
            </li>
          )
        })}
      </ul>
    </Card>
  )
}

export function FilesCard({ c, document, files, editable }: Side & { editable: boolean }) {
  const t = words(c)
  const path = `/admin/law/${document.id}/files`
  return (
    <Card title={t('law:files')} id="files">
      {files.length === 0 && <p class="muted">{t('law:files.none')}</p>}
      <ul class="law-relations">
        {files.map(({ id, name, size }) => (
          <li class="row-line spread">
            <a href={`${path}/${id}`}>{name}</a>
            <span class="row-line">
              <span class="muted small">{sizeWords(c, size)}</span>
              {editable && (
                <Form c={c} action={`${path}/${id}/removal`}>
                  <Button kind="quiet" icon="x">
                    {t('law:files.remove')}
                  </Button>
                </Form>
              )}
            </span>
          </li>
        ))}
      </ul>
      {editable && (
        <Form c={c} class="form" action={path} enctype="multipart/form-data">
          <div class="field">
            <label for="law-file">{t('law:files.add')}</label>
            <input type="file" id="law-file" name="file" required />
            <p class="hint">{t('law:files.hint')}</p>
          </div>
          <div>
            <Button icon="paperclip">{t('law:files.attach')}</Button>
          </div>
        </Form>
      )}
    </Card>
  )
}

function sizeWords(c: AdminContext, size: number): string {
  const [unit, per] = size < 1024 * 1024 ? ['KB', 1024] : ['MB', 1024 * 1024]
  return `${number(c, Math.max(size / (per as number), 0.1), 1)} ${unit}`
}

export function HistoryCard({ c, document, history, earlier }: Side) {
  const t = words(c)
  return (
    <Card title={t('law:history')} id="history">
      <p class="muted small">
        {t(`law:origin.${document.origin}`, { at: moment(c, document.createdAt, true) })}
      </p>
      <ul class="law-relations">
        {history.map(({ at, action, name }) => (
          <li>
            <p>{t(`audit:${action}`)}</p>
            <p class="muted small">
              {[moment(c, at), name ?? t('law:history.program')].join(' · ')}
            </p>
          </li>
        ))}
      </ul>
      {earlier.length > 0 && (
        <>
          <h3>{t('law:earlier')}</h3>
          <ul class="law-relations">
            {earlier.map(({ version, replacedAt }) => (
              <li>
                <a href={`/admin/law/${document.id}/texts/${version}`}>
                  {t('law:earlier.one', { at: moment(c, replacedAt) })}
                </a>
              </li>
            ))}
          </ul>
        </>
      )}
    </Card>
  )
}
