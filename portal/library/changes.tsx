import type { Context } from 'hono'
import { dayOf } from '#core/calendar/calendar.ts'
import { nameOf, pathOf, placeOf } from '#core/law/documents/citation.ts'
import type { ProvisionChange } from '#core/law/parse/diff.ts'
import { type PublicDocument, publicDocument } from '#core/law/public/documents.ts'
import { changesAfter, earlierReadings } from '#core/law/public/readings.ts'
import { secure } from '#portal/secure.ts'
import type { PortalSettings } from '#portal/settings.ts'
import { Frame, Trail } from './frame.tsx'
import { showMissing } from './missing.tsx'
import { partOf, type Visit, visitOf, written } from './visit.ts'

/** What earlier texts differ in, as far as somebody has just asked: two laws take a moment to compare. */
export type Compared = Map<string, ProvisionChange[]>

const mostKept = 20
const mostShown = 300

/** `/van-ban/:slug/thay-doi/:version`: what a later text of a document changed in an earlier one. */
export async function showChanges(
  c: Context,
  settings: PortalSettings,
  compared: Compared,
): Promise<Response> {
  const visit = await visitOf(c, settings)
  const { db } = settings
  const document = await publicDocument(db, partOf(c, 'slug'))
  const readings = document ? await earlierReadings(db, document.id, document.shownAt) : []
  const reading = readings.find(({ version }) => String(version) === c.req.param('version'))
  if (!document || !reading) return showMissing(c, visit)
  const key = `${document.id}:${reading.version}:${document.textVersion}`
  const changes = compared.get(key) ?? (await changesAfter(db, document.id, reading.version))
  compared.set(key, changes)
  const [oldest] = compared.keys()
  if (compared.size > mostKept && oldest !== undefined) compared.delete(oldest)
  secure(c, "'none'", 'private, no-cache')
  return c.html(
    <ChangesPage {...{ visit, document, changes }} day={written(dayOf(reading.replacedAt))} />,
  )
}

interface ChangesView {
  visit: Visit
  document: PublicDocument
  changes: ProvisionChange[]
  day: string
}

function ChangesPage({ visit, document, changes, day }: ChangesView) {
  const { t, language } = visit
  const path = `/van-ban/${document.slug}`
  const name = nameOf(document, language)
  return (
    <Frame visit={visit} title={t('reading.title', { name, day })} unlisted>
      <Trail visit={visit} steps={[{ href: path, name }]} />
      <h1>{t('reading.title', { name, day })}</h1>
      <p class="note">{t('reading.lead')}</p>
      {changes.length === 0 && <p>{t('reading.none')}</p>}
      {changes.slice(0, mostShown).map((change) => (
        <Change change={change} slug={document.slug} visit={visit} />
      ))}
      {changes.length > mostShown && (
        <p class="note">{t('reading.more', { n: changes.length - mostShown })}</p>
      )}
    </Frame>
  )
}

function Change({ change, slug, visit }: { change: ProvisionChange; slug: string; visit: Visit }) {
  const { t } = visit
  const { what, anchor, was, words } = change
  const place = placeOf(anchor || was, 'vi') || t('reading.around')
  return (
    <article class="found">
      <h2>
        {what === 'removed' ? place : <a href={pathOf(slug, anchor)}>{place}</a>}{' '}
        <small>{t(`reading.${what}`)}</small>
      </h2>
      <p class="words" lang="vi">
        {words.map((run) =>
          run.what === 'added' ? (
            <ins>{run.text}</ins>
          ) : run.what === 'removed' ? (
            <del>{run.text}</del>
          ) : (
            run.text
          ),
        )}
      </p>
    </article>
  )
}
