import type { Context } from 'hono'
import { type PublicCourse, publicCourses, type When } from '#core/training/calendar-public.ts'
import { Frame, Pager } from '#portal/library/frame.tsx'
import { addressOf, pageOf, type Visit, visitOf } from '#portal/library/visit.ts'
import { secure } from '#portal/secure.ts'
import type { PortalSettings } from '#portal/settings.ts'
import { CourseCard } from './pieces.tsx'
import { monthKey, wordsOf } from './said.ts'

const views: { when: When; query: string | undefined }[] = [
  { when: 'coming', query: undefined },
  { when: 'alone', query: 'tu-hoc' },
  { when: 'past', query: 'da-qua' },
]

/** `/lop`: the calendar of classes, month by month: to come, to follow alone, and past; by field. */
export async function showClasses(c: Context, settings: PortalSettings): Promise<Response> {
  const visit = await visitOf(c, settings)
  const asked = visit.query.get('khi') ?? undefined
  const view = views.find(({ query }) => query === asked) ?? views[0]
  const when = view?.when ?? 'coming'
  const field = visit.office.fields.find(({ code }) => code === visit.query.get('linh-vuc'))
  const page = pageOf(visit.query.get('trang') ?? undefined)
  const list = await publicCourses(settings.db, { when, fieldId: field?.id, page }, visit.now)
  secure(c, "'none'", 'private, no-cache')
  return c.html(<ClassesPage {...{ visit, when, page, list }} field={field?.code} />)
}

interface ListView {
  visit: Visit
  when: When
  field: string | undefined
  page: number
  list: { rows: PublicCourse[]; total: number; perPage: number }
}

function ClassesPage({ visit, when, field, page, list }: ListView) {
  const t = wordsOf(visit)
  const query = views.find((view) => view.when === when)?.query
  const hrefOf = (to: number) =>
    addressOf('/lop', [
      ['khi', query],
      ['linh-vuc', field],
      ['trang', to === 1 ? undefined : String(to)],
    ])
  return (
    <Frame
      visit={visit}
      title={t('title')}
      description={t('description', { organisation: visit.office.name(visit.language) })}
      canonical={hrefOf(page)}
      head={
        <link rel="alternate" type="text/calendar" href="/lich-lop.ics" title={t('feed.title')} />
      }
    >
      <h1>{t('title')}</h1>
      <p>{t('lead')}</p>
      <nav class="sorts" aria-label={t('views')}>
        <ul>
          {views.map((view) => (
            <li>
              <a
                href={addressOf('/lop', [
                  ['khi', view.query],
                  ['linh-vuc', field],
                ])}
                {...(view.when === when && { 'aria-current': 'page' as const })}
              >
                {t(`view.${view.when}`)}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <FieldPicker visit={visit} field={field} query={query} />
      {list.rows.length === 0 ? (
        <p class="note">
          {t(`none.${when}`)} <a href="/chat">{t('none.subscribe')}</a>
        </p>
      ) : (
        <Months visit={visit} rows={list.rows} when={when} />
      )}
      <Pager
        visit={visit}
        page={page}
        pages={Math.ceil(list.total / list.perPage)}
        hrefOf={hrefOf}
      />
      <p class="class-feed">
        <a href="/lich-lop.ics">{t('feed')}</a> <span>{t('feed.hint')}</span>
      </p>
    </Frame>
  )
}

function FieldPicker({
  visit,
  field,
  query,
}: {
  visit: Visit
  field: string | undefined
  query: string | undefined
}) {
  const t = wordsOf(visit)
  return (
    <form class="class-filter" action="/lop">
      {query && <input type="hidden" name="khi" value={query} />}
      <label class="narrow">
        <span>{t('field')}</span>
        <select name="linh-vuc">
          <option value="">{t('field.all')}</option>
          {visit.office.fields.map(({ code, name, nameEn }) => (
            <option value={code} selected={code === field}>
              {visit.language === 'en' ? nameEn : name}
            </option>
          ))}
        </select>
      </label>
      <button type="submit" class="button quiet">
        {t('field.apply')}
      </button>
    </form>
  )
}

/** The rows under the months they fall in; those without a day yet come last. */
function Months({ visit, rows, when }: { visit: Visit; rows: PublicCourse[]; when: When }) {
  const t = wordsOf(visit)
  const months = new Map<string, PublicCourse[]>()
  for (const row of rows) {
    const title = row.startsAt
      ? t('month', monthKey(row.startsAt))
      : t(when === 'alone' ? 'anytime' : 'undated')
    months.set(title, [...(months.get(title) ?? []), row])
  }
  return (
    <>
      {[...months].map(([title, courses]) => (
        <section>
          <h2>{title}</h2>
          <ul class="class-list">
            {courses.map((course) => (
              <li>
                <CourseCard visit={visit} course={course} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  )
}
