import { Copy } from '#admin/copy.tsx'
import type { AdminContext } from '#admin/deps.ts'
import { Form, TextArea } from '#admin/inputs.tsx'
import { Badge, Button, ButtonLink, Card, Csrf, Notice, StateBadge } from '#admin/parts.tsx'
import { moment, number, words } from '#admin/words.ts'
import type { Office } from '#core/office.ts'
import { may } from '#core/staff/roles.ts'
import type { CourseLink } from '#core/training/calendar-links.ts'
import type { Course } from '#core/training/course.ts'
import type { CourseWhole } from '#core/training/course-list.ts'
import { placeOfCourse } from '#core/training/held-by.ts'
import { CourseFrame, pathOf } from './frame.tsx'
import { quarterWords } from './list-page.tsx'

export interface ShowView {
  c: AdminContext
  whole: CourseWhole
  office: Office
  document: { id: number; name: string } | undefined
  /** how many were in each session */
  there: Map<number, number>
  links: CourseLink[]
  publicUrl: string
  /** asked beforehand; absent where they are not for whoever looks */
  asked?: { code: string; question: string; state: string }[]
  now: Date
}

/** One class at a glance: when and where, how it stands, the ways in for people, and what to do next. */
export function ShowPage(view: ShowView) {
  const { c, whole } = view
  const { course } = whole
  const t = words(c)
  const edits = mayDo(c, course, 'training.write') && !isOver(course)
  return (
    <CourseFrame
      c={c}
      whole={whole}
      tab="show"
      actions={
        edits && (
          <ButtonLink href={`${pathOf(course)}/edit`} icon="pencil">
            {t('courses:edit')}
          </ButtonLink>
        )
      }
    >
      {course.state === 'cancelled' && (
        <Notice kind="warning">
          {t('courses:cancelled', { reason: course.cancelReason ?? '' })}
        </Notice>
      )}
      <div class="columns course-columns">
        <div class="stack">
          <Card title={t('courses:form.when')}>
            <Sessions {...view} />
          </Card>
          <Card title={t('courses:form.what')}>
            {course.summary && <p class="prose">{course.summary}</p>}
            <Facts {...view} />
          </Card>
          {view.asked && course.collectsQuestions && <Asked c={c} asked={view.asked} />}
        </div>
        <div class="stack">
          <Next {...view} />
          {course.state !== 'draft' && course.state !== 'cancelled' && <Ways {...view} />}
        </div>
      </div>
    </CourseFrame>
  )
}

function isOver({ state }: Course): boolean {
  return state === 'closed' || state === 'cancelled'
}

function mayDo(c: AdminContext, course: Course, deed: 'training.write' | 'training.publish') {
  return may(c.get('actor'), deed, placeOfCourse(course))
}

function Sessions({ c, whole, there, now }: ShowView) {
  const t = words(c)
  const { course, sessions } = whole
  if (sessions.length === 0) {
    return (
      <p class="muted">
        {course.plannedFor ? quarterWords(t, course.plannedFor) : t('courses:undated')}
      </p>
    )
  }
  const attends = may(c.get('actor'), 'training.attend') && course.state !== 'draft'
  return (
    <ol class="course-times">
      {sessions.map((session) => {
        const path = `${pathOf(course)}/sessions/${session.id}`
        const n = there.get(session.id) ?? 0
        return (
          <li>
            <div class="grow">
              <b>
                {moment(c, session.startsAt)} – {moment(c, session.endsAt).slice(11)}
              </b>
              <p class="muted small">
                {[session.place || course.place, n > 0 && t('courses:there', { n })]
                  .filter(Boolean)
                  .join(' · ')}
              </p>
            </div>
            {attends && !isOver(course) && (
              <div class="actions">
                <ButtonLink
                  href={`${path}/check-in`}
                  icon="scan-line"
                  kind={isSoon(session, now) ? 'primary' : 'plain'}
                >
                  {t('courses:check-in')}
                </ButtonLink>
                <ButtonLink href={`${path}/code`} icon="tv" kind="quiet">
                  {t('courses:code')}
                </ButtonLink>
              </div>
            )}
          </li>
        )
      })}
    </ol>
  )
}

const soonMs = 3 * 3_600_000

function isSoon({ startsAt, endsAt }: { startsAt: Date; endsAt: Date }, now: Date): boolean {
  return startsAt.getTime() - soonMs < now.getTime() && now < endsAt
}

function Facts({ c, whole, office, document }: ShowView) {
  const t = words(c)
  const { course, counts } = whole
  const english = c.get('language') === 'en'
  const fields = office.fields.filter(({ id }) => course.fieldIds.includes(id))
  const facts: [string, string | null | undefined][] = [
    ['unit', office.unit(course.leadUnitId)?.name],
    [
      'cooperating',
      course.cooperatingUnitIds.flatMap((id) => office.unit(id)?.name ?? []).join('; '),
    ],
    ['fields', fields.map(({ name, nameEn }) => (english ? nameEn : name)).join('; ')],
    ['mode', t(`courses:mode.${course.mode}`)],
    ['place', course.place],
    ['link', course.meetingLink],
    ['seats', seatWords(c, course, counts)],
    ['closes', course.closesAt && moment(c, course.closesAt)],
    ['speakers', course.speakers],
    ['questions', course.collectsQuestions ? t('courses:yes') : ''],
    ['budgetVnd', course.budgetVnd === null ? '' : number(c, course.budgetVnd)],
    ['societyVnd', course.societyVnd === null ? '' : number(c, course.societyVnd)],
  ]
  return (
    <dl class="facts">
      {facts.map(
        ([name, value]) =>
          value && (
            <>
              <dt>{t(`courses:field.${name}`)}</dt>
              <dd>{value}</dd>
            </>
          ),
      )}
      {document && (
        <>
          <dt>{t('courses:field.document')}</dt>
          <dd>
            <a href={`/admin/law/${document.id}`}>{document.name}</a>
          </dd>
        </>
      )}
    </dl>
  )
}

/** Questions collected beforehand: each is a ticket with its own term. */
function Asked({ c, asked }: { c: AdminContext; asked: NonNullable<ShowView['asked']> }) {
  const t = words(c)
  return (
    <Card title={t('courses:asked')}>
      {asked.length === 0 && <p class="muted">{t('courses:asked.none')}</p>}
      <ul class="course-lessons">
        {asked.map(({ code, question, state }) => (
          <li>
            <div class="grow">
              <a href={`/admin/tickets/${code}`}>{code}</a>
              <p class="inbox-words">{question}</p>
            </div>
            <StateBadge c={c} state={state} />
          </li>
        ))}
      </ul>
    </Card>
  )
}

function seatWords(c: AdminContext, course: Course, counts: CourseWhole['counts']): string {
  const t = words(c)
  const taken =
    course.seats === null
      ? t('courses:seats.free', { n: counts.seated })
      : t('courses:seats.of', { n: counts.seated, of: course.seats })
  const waiting = counts.waiting + counts.offered
  return waiting > 0 ? `${taken} · ${t('courses:seats.waiting', { n: waiting })}` : taken
}

const steps: Record<Course['state'], ('published' | 'running' | 'held' | 'closed')[]> = {
  draft: ['published'],
  published: ['running'],
  running: ['held'],
  held: ['closed'],
  closed: [],
  cancelled: [],
}

/** What comes next, and the way out. */
function Next({ c, whole }: ShowView) {
  const t = words(c)
  const { course, counts } = whole
  const action = `${pathOf(course)}/state`
  const deedOf = (to: string) => (to === 'published' ? 'training.publish' : 'training.write')
  const next = steps[course.state].filter((to) => mayDo(c, course, deedOf(to)))
  const cancels =
    ['draft', 'published', 'running'].includes(course.state) && mayDo(c, course, 'training.publish')
  const announces = course.state === 'published' && may(c.get('actor'), 'notices.write')
  if (next.length === 0 && !cancels && !announces) return null
  const told = counts.seated + counts.offered + counts.waiting
  return (
    <Card title={t('courses:next')}>
      <div class="stack">
        {next.map((to) => (
          <Form c={c} action={action} class="course-next">
            <input type="hidden" name="version" value={String(course.version)} />
            <p class="muted">{t(`courses:next.${to}.lead`)}</p>
            <Button kind={to === 'published' ? 'primary' : 'plain'} name="to" value={to}>
              {t(`courses:next.${to}`)}
            </Button>
          </Form>
        ))}
        {announces && (
          <form method="post" action={`${pathOf(course)}/announcement`} class="course-next">
            <Csrf c={c} />
            <p class="muted">{t('courses:announce.lead')}</p>
            <Button icon="megaphone">{t('courses:announce')}</Button>
          </form>
        )}
        {cancels && (
          <details class="course-cancel">
            <summary>{t('courses:call-off')}</summary>
            <Form c={c} class="form" action={action}>
              <input type="hidden" name="version" value={String(course.version)} />
              <p class="muted">{t('courses:call-off.lead', { n: told })}</p>
              <TextArea c={c} name="reason" label={t('courses:call-off.reason')} rows={3} />
              <Button kind="danger" name="to" value="cancelled" icon="circle-x">
                {t('courses:call-off')}
              </Button>
            </Form>
          </details>
        )}
      </div>
    </Card>
  )
}

/** The addresses that lead straight to the class, each with its QR. */
function Ways({ c, whole, links, publicUrl }: ShowView) {
  const t = words(c)
  const { course } = whole
  const all = [{ name: t('courses:ways.page'), url: `${publicUrl}/lop/${course.slug}` }, ...links]
  return (
    <Card
      title={t('courses:ways')}
      actions={
        <ButtonLink href={`${pathOf(course)}/poster`} icon="printer">
          {t('courses:poster')}
        </ButtonLink>
      }
    >
      <p class="muted">{t('courses:ways.lead')}</p>
      <ul class="course-ways">
        {all.map((link, index) => (
          <li>
            <p class="course-way">
              <b>{link.name}</b>
              <a href={`${pathOf(course)}/qr/${index}`} download={`qr-${course.slug}-${index}.svg`}>
                {t('courses:qr.get')}
              </a>
            </p>
            <Copy c={c} text={link.url} what={link.name} />
            {'say' in link && link.say && (
              <p class="small muted">
                {t('courses:ways.say')} <Badge icon="message-square">{link.say}</Badge>
              </p>
            )}
          </li>
        ))}
      </ul>
    </Card>
  )
}
