import type { PublicSession, Seat } from '#core/training/calendar-public.ts'
import type { progressOf } from '#core/training/lesson-results.ts'
import type { Material } from '#core/training/materials.ts'
import { Icon } from '#portal/icon.tsx'
import { Frame, Trail } from '#portal/library/frame.tsx'
import type { Visit } from '#portal/library/visit.ts'
import { day, hour, sessionTime, wordsOf } from './said.ts'

/** What became of what was sent: the words' key, or the words themselves. */
export interface Told {
  key: string
  said?: string
  good: boolean
  typed: string
}

interface SeatView {
  visit: Visit
  seat: Seat
  sessions: PublicSession[]
  materials: Material[]
  lessons: Awaited<ReturnType<typeof progressOf>>
  /** a session is on now: the code said there counts */
  runs: boolean
  told: Told | undefined
}

/** Somebody's own page: their seat, the QR for the door, the meeting, materials, lessons, certificate. */
export function SeatPage(view: SeatView) {
  const { visit, seat } = view
  const t = wordsOf(visit)
  return (
    <Frame visit={visit} title={t('seat.title', { title: seat.title })} unlisted>
      <Trail visit={visit} steps={[{ href: `/lop/${seat.slug}`, name: seat.title }]} />
      <h1>{t('seat.heading')}</h1>
      {view.told && (
        <p class={view.told.good ? 'note' : 'note alarm'} role="status">
          {view.told.said ?? t(view.told.key)}
        </p>
      )}
      <div class="seat">
        <div>
          <p class="seat-name">{seat.attendee}</p>
          <p>{seat.title}</p>
          <SeatState {...view} />
          <SeatDeeds {...view} />
        </div>
        {comes(seat) && (
          <img
            class="seat-qr"
            src={`/lop/ve/${seat.token}/ma.svg`}
            width="220"
            height="220"
            alt={t('seat.qr.alt')}
          />
        )}
      </div>
      {comes(seat) && <p class="again">{t('seat.qr')}</p>}
      {view.runs && <CodeForm {...view} />}
      <Sessions {...view} />
      <Lessons {...view} />
      <Materials {...view} />
      {seat.certificate && (
        <section aria-labelledby="certificate">
          <h2 id="certificate">{t('seat.certificate')}</h2>
          <p>
            <a class="button" href={`/chung-nhan/${seat.certificate}/giay.pdf`}>
              <Icon name="award" />
              {t('seat.certificate.get')}
            </a>
          </p>
        </section>
      )}
    </Frame>
  )
}

/** Whether the code is still to be shown at a door. */
function comes({ seat, state, kind }: Seat): boolean {
  return seat === 'seated' && kind !== 'e-learning' && isOn(state)
}

function isOn(state: Seat['state']): boolean {
  return state === 'published' || state === 'running'
}

function SeatState({ visit, seat }: SeatView) {
  const t = wordsOf(visit)
  if (seat.state === 'cancelled') {
    return (
      <p class="class-sign class-bad">
        <Icon name="circle-x" size={16} />
        {t('cancelled')} {seat.cancelReason}
      </p>
    )
  }
  const looks: Record<Seat['seat'], [string, string]> = {
    seated: ['circle-check', 'good'],
    offered: ['hourglass', 'watch'],
    waiting: ['hourglass', 'watch'],
    'given-up': ['undo-2', 'quiet'],
    lapsed: ['clock', 'quiet'],
    cancelled: ['circle-x', 'bad'],
  }
  const [icon, look] = looks[seat.seat]
  const until = seat.offeredUntil ? `${hour(seat.offeredUntil)} ${day(seat.offeredUntil)}` : ''
  return (
    <p class={`class-sign class-${look}`}>
      <Icon name={icon} size={16} />
      {t(
        seat.kind === 'e-learning' && seat.seat === 'seated'
          ? 'seat.enrolled'
          : `seat.${seat.seat}`,
        {
          position: seat.position,
          until,
        },
      )}
    </p>
  )
}

/** Taking what is offered, and giving up: without a script, and only while people still come. */
function SeatDeeds({ visit, seat }: SeatView) {
  const t = wordsOf(visit)
  const active = ['seated', 'offered', 'waiting'].includes(seat.seat)
  if (!isOn(seat.state) || !active) return null
  return (
    <div class="seat-deeds">
      {seat.seat === 'offered' && (
        <form method="post" action={`/lop/ve/${seat.token}/nhan-cho`}>
          <button type="submit" class="button">
            {t('seat.accept')}
          </button>
        </form>
      )}
      <details>
        <summary>{t(seat.kind === 'e-learning' ? 'seat.stop' : 'seat.leave')}</summary>
        <form method="post" action={`/lop/ve/${seat.token}/nhuong-cho`}>
          <p>{t('seat.leave.sure')}</p>
          <button type="submit" class="button quiet">
            {t('seat.leave.do')}
          </button>
        </form>
      </details>
    </div>
  )
}

function CodeForm({ visit, seat, told }: SeatView) {
  const t = wordsOf(visit)
  const faulty = told !== undefined && !told.good && told.typed !== ''
  return (
    <section aria-labelledby="code-title">
      <h2 id="code-title">{t('code.title')}</h2>
      <form class="class-code" method="post" action={`/lop/ve/${seat.token}/co-mat`}>
        <label for="code">{t('code.label')}</label>
        <input
          id="code"
          name="code"
          required
          maxlength={40}
          autocomplete="off"
          autocapitalize="characters"
          value={faulty ? told.typed : ''}
          aria-invalid={faulty ? 'true' : undefined}
        />
        <button type="submit" class="button">
          {t('code.send')}
        </button>
      </form>
    </section>
  )
}

function Sessions({ visit, seat, sessions }: SeatView) {
  const t = wordsOf(visit)
  if (sessions.length === 0) return null
  return (
    <section aria-labelledby="sessions">
      <h2 id="sessions">{t('sessions')}</h2>
      <ol class="class-sessions">
        {sessions.map(({ id, startsAt, endsAt, place, cancelledAt }) => {
          const there = seat.attended.includes(id)
          return (
            <li>
              <Icon name={there ? 'circle-check' : cancelledAt ? 'calendar-x' : 'calendar-clock'} />
              <span>
                {cancelledAt && <b>{t('session.cancelled')} </b>}
                {sessionTime(visit.language, startsAt, endsAt)}
                <small>
                  {[place || seat.place, there ? t('session.attended') : '']
                    .filter(Boolean)
                    .join(' · ')}
                </small>
              </span>
            </li>
          )
        })}
      </ol>
      {seat.meetingLink && (
        <p class="class-join">
          <a class="button" href={seat.meetingLink} rel="noopener noreferrer">
            <Icon name="video" />
            {t('seat.join')}
          </a>
          <small>{t('seat.join.hint')}</small>
        </p>
      )}
      {isOn(seat.state) && (
        <p class="again">
          <a href={`/lop/${seat.slug}/lich.ics`}>{t('ical')}</a>
        </p>
      )}
    </section>
  )
}

function Lessons({ visit, seat, lessons }: SeatView) {
  const t = wordsOf(visit)
  if (lessons.length === 0 || seat.seat !== 'seated') return null
  const done = lessons.filter((lesson) => lesson.done).length
  return (
    <section aria-labelledby="lessons">
      <h2 id="lessons">{t('lessons')}</h2>
      <p>{t('lessons.progress', { done, of: lessons.length })}</p>
      <progress value={done} max={lessons.length} aria-labelledby="lessons" />
      <ol class="class-lessons">
        {lessons.map((lesson) => (
          <li>
            <Icon name={lesson.done ? 'circle-check' : lesson.tried ? 'rotate-ccw' : 'circle'} />
            <a href={`/lop/ve/${seat.token}/bai/${lesson.id}`}>{lesson.title}</a>
            <small>
              {lesson.done
                ? t('lesson.done', { right: lesson.right, of: lesson.of })
                : lesson.tried
                  ? t('lesson.again', { right: lesson.right, of: lesson.of })
                  : ''}
            </small>
          </li>
        ))}
      </ol>
    </section>
  )
}

function Materials({ visit, seat, materials }: SeatView) {
  const t = wordsOf(visit)
  if (materials.length === 0) return null
  return (
    <section aria-labelledby="materials">
      <h2 id="materials">{t('materials')}</h2>
      <ul class="class-files">
        {materials.map(({ id, name, size }) => (
          <li>
            <a href={`/lop/ve/${seat.token}/tep/${id}`}>
              <Icon name="file-down" />
              {name}
            </a>{' '}
            <small>{t('kb', { n: Math.max(1, Math.round(size / 1024)) })}</small>
          </li>
        ))}
      </ul>
    </section>
  )
}
