import { type CourseLink, courseWord } from '#core/training/calendar-links.ts'
import type { PublicCourse, PublicSession } from '#core/training/calendar-public.ts'
import type { Material } from '#core/training/materials.ts'
import { Icon } from '#portal/icon.tsx'
import { Frame, Trail } from '#portal/library/frame.tsx'
import { JsonLd } from '#portal/library/json-ld.tsx'
import { shortened, type Visit } from '#portal/library/visit.ts'
import { eventData } from './event-data.ts'
import { SeatSign, standingOf } from './pieces.tsx'
import { day, hour, sessionTime, wordsOf } from './said.ts'

export interface CourseView {
  visit: Visit
  course: PublicCourse
  sessions: PublicSession[]
  document: { slug: string; title: string; number: string | null } | undefined
  /** those everybody may read */
  materials: Material[]
  /** how many are for those signed up */
  closedMaterials: number
  lessons: number
  /** none: nobody can sign up any more */
  links: CourseLink[]
}

export function CoursePage(view: CourseView) {
  const { visit, course, sessions, links } = view
  const t = wordsOf(visit)
  return (
    <Frame
      visit={visit}
      title={course.title}
      description={shortened(course.summary || course.title, 160)}
      canonical={`/lop/${course.slug}`}
      head={<JsonLd data={eventData(visit, course, sessions)} />}
    >
      <Trail visit={visit} steps={[{ href: '/lop', name: t('title') }]} />
      <p class="found-kind">
        <span>{t(`kind.${course.kind}`)}</span>
        <SeatSign visit={visit} course={course} />
      </p>
      <h1>{course.title}</h1>
      {course.state === 'cancelled' && (
        <p class="note alarm">
          <b>{t('cancelled')}</b> {course.cancelReason}
        </p>
      )}
      {course.summary && <p class="passage">{course.summary}</p>}
      <Sessions {...{ visit, course, sessions }} />
      <Facts {...view} />
      {links.length > 0 && <SignUp {...{ visit, course, links }} />}
      <Materials {...view} />
    </Frame>
  )
}

function Sessions({ visit, course, sessions }: Pick<CourseView, 'visit' | 'course' | 'sessions'>) {
  const t = wordsOf(visit)
  if (sessions.length === 0) return null
  return (
    <section aria-labelledby="sessions">
      <h2 id="sessions">{t('sessions')}</h2>
      <ol class="class-sessions">
        {sessions.map(({ startsAt, endsAt, place, cancelledAt }) => (
          <li>
            <Icon name={cancelledAt ? 'calendar-x' : 'calendar-clock'} />
            <span>
              {cancelledAt && <b>{t('session.cancelled')} </b>}
              <time datetime={startsAt.toISOString()}>
                {sessionTime(visit.language, startsAt, endsAt)}
              </time>
              {place && place !== course.place && <small>{place}</small>}
            </span>
          </li>
        ))}
      </ol>
      {course.state !== 'cancelled' && (
        <p class="again">
          <a href={`/lop/${course.slug}/lich.ics`}>{t('ical')}</a>
        </p>
      )}
    </section>
  )
}

function Facts({ visit, course, document }: CourseView) {
  const t = wordsOf(visit)
  const { office, language } = visit
  const unitName = (id: number) => office.unit(id)?.name
  const fields = course.fieldIds.flatMap((id) => {
    const field = office.fields.find((one) => one.id === id)
    return field ? [language === 'en' ? field.nameEn : field.name] : []
  })
  const facts: [string, string | undefined][] = [
    ['place', course.mode === 'online' ? t('mode.online') : course.place],
    ['mode', course.mode === 'both' ? t('mode.both') : undefined],
    ['unit', unitName(course.leadUnitId)],
    ['cooperating', course.cooperatingUnitIds.flatMap((id) => unitName(id) ?? []).join('; ')],
    ['speakers', course.speakers],
    ['fields', fields.join('; ')],
    ['seats', course.seats === null ? undefined : String(course.seats)],
    ['closes', course.closesAt ? `${hour(course.closesAt)} ${day(course.closesAt)}` : undefined],
  ]
  return (
    <dl class="class-facts">
      {facts.map(
        ([name, value]) =>
          value && (
            <div>
              <dt>{t(`fact.${name}`)}</dt>
              <dd>{value}</dd>
            </div>
          ),
      )}
      {document && (
        <div>
          <dt>{t('fact.document')}</dt>
          <dd>
            <a href={`/van-ban/${document.slug}`}>
              {[document.number, document.title].filter(Boolean).join(' · ')}
            </a>
          </dd>
        </div>
      )}
    </dl>
  )
}

const icons: Record<string, string> = { Zalo: 'message-circle', Messenger: 'messages-square' }

function SignUp({ visit, course, links }: Pick<CourseView, 'visit' | 'course' | 'links'>) {
  const t = wordsOf(visit)
  const full = standingOf(course, visit.now).key === 'full'
  return (
    <section class="class-sign-up" aria-labelledby="sign-up">
      <div>
        <h2 id="sign-up">{t(full ? 'sign-up.waiting' : 'sign-up')}</h2>
        <p>{t(full ? 'sign-up.waiting.lead' : 'sign-up.lead')}</p>
        <ul class="class-ways">
          {links.map(({ name, url, say }) => (
            <li>
              {name === 'Web' ? (
                <form method="post" action="/chat" enctype="multipart/form-data">
                  <input type="hidden" name="id" value={crypto.randomUUID()} />
                  <input type="hidden" name="text" value={courseWord(visit.language, course)} />
                  <button type="submit" class="button">
                    <Icon name="message-square" />
                    {t('sign-up.web')}
                  </button>
                </form>
              ) : (
                <a class="button quiet" href={url} rel="nofollow">
                  <Icon name={icons[name] ?? 'send'} />
                  {t('sign-up.by', { name })}
                </a>
              )}
              {say && <small>{t('sign-up.say', { word: say })}</small>}
            </li>
          ))}
        </ul>
        {course.collectsQuestions && <p>{t('sign-up.questions')}</p>}
        <Phone visit={visit} />
      </div>
      <figure>
        <img
          src={`/lop/${course.slug}/ma.svg`}
          width="168"
          height="168"
          alt={t('sign-up.qr.alt')}
          loading="lazy"
        />
        <figcaption>{t('sign-up.qr')}</figcaption>
      </figure>
    </section>
  )
}

function Phone({ visit }: { visit: Visit }) {
  const { phone } = visit.office.organisation
  if (!phone) return null
  return (
    <p>
      {wordsOf(visit)('sign-up.phone')} <a href={`tel:${phone.replace(/[^\d+]/g, '')}`}>{phone}</a>
    </p>
  )
}

function Materials({ visit, course, materials, closedMaterials, lessons }: CourseView) {
  const t = wordsOf(visit)
  if (materials.length + closedMaterials + lessons === 0) return null
  return (
    <section aria-labelledby="materials">
      <h2 id="materials">{t('materials')}</h2>
      {materials.length > 0 && (
        <ul class="class-files">
          {materials.map(({ id, name, size }) => (
            <li>
              <a href={`/lop/${course.slug}/tep/${id}`}>
                <Icon name="file-down" />
                {name}
              </a>{' '}
              <small>{t('kb', { n: Math.max(1, Math.round(size / 1024)) })}</small>
            </li>
          ))}
        </ul>
      )}
      {closedMaterials > 0 && <p>{t('materials.closed', { n: closedMaterials })}</p>}
      {lessons > 0 && <p>{t('lessons.some', { n: lessons })}</p>}
    </section>
  )
}
