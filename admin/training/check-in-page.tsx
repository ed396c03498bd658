import { createHash } from 'node:crypto'
import { asset } from '#admin/assets.ts'
import type { AdminContext } from '#admin/deps.ts'
import { DeskTools } from '#admin/desk-tools.tsx'
import { Form } from '#admin/inputs.tsx'
import { Layout } from '#admin/layout.tsx'
import { Badge, Button, ButtonLink, Card, Notice } from '#admin/parts.tsx'
import { moment, words } from '#admin/words.ts'
import { checkInOpens, type rosterOf } from '#core/training/attendance.ts'
import type { Course } from '#core/training/course.ts'
import type { CourseSession } from '#core/training/sessions.ts'
import { pathOf } from './frame.tsx'

type Roster = Awaited<ReturnType<typeof rosterOf>>

export interface CheckInView {
  c: AdminContext
  course: Course
  session: CourseSession
  roster: Roster
  now: Date
}

/** What the script says by itself, also without a network. */
const said = [
  'attended',
  'already',
  'unknown',
  'other-course',
  'not-seated',
  'unchecked',
  'no-token',
  'offline',
  'online',
  'waiting',
  'refused',
  'signed-out',
  'camera',
  'camera-off',
  'no-camera',
  'mark',
] as const

/**
 * Staff note who is there: by camera, by number, or by a tap on the list. The page works on without a network: what
 * was noted waits on the device. Of the codes only their hashes are in it.
 */
export function CheckInPage({ c, course, session, roster, now }: CheckInView) {
  const t = words(c)
  const there = roster.filter(({ attendedAt }) => attendedAt !== null).length
  const path = `${pathOf(course)}/sessions/${session.id}/check-in`
  const list = roster.map(({ id, number, attendee, token, attendedAt }) => ({
    ...{ id, number, name: attendee, there: attendedAt !== null },
    hash: createHash('sha256').update(token).digest('hex'),
  }))
  const spoken = Object.fromEntries(said.map((key) => [key, t(`courses:scan.${key}`)]))
  return (
    <Layout
      c={c}
      title={t('courses:check-in')}
      area="courses"
      lead={`${course.title} · ${moment(c, session.startsAt)}`}
      trail={[
        { href: '/admin/courses', label: t('panel:nav.courses') },
        { href: pathOf(course), label: course.title },
      ]}
      actions={
        <ButtonLink href={`${pathOf(course)}/sessions/${session.id}/code`} icon="tv">
          {t('courses:code')}
        </ButtonLink>
      }
      tools={
        <>
          <DeskTools c={c} />
          <script type="module" src={asset('check-in.js')} />
        </>
      }
    >
      <div
        id="check-in"
        data-path={path}
        data-session={String(session.id)}
        data-worker="/admin/courses/offline.js"
        data-reader={asset('jsqr.js')}
        data-roster={JSON.stringify(list)}
        data-words={JSON.stringify(spoken)}
      >
        <div class="columns course-columns">
          <Card>
            {now < checkInOpens(session) && (
              <Notice kind="warning">
                {t('courses:scan.early', { at: moment(c, checkInOpens(session)) })}
              </Notice>
            )}
            <p class="check-count">
              <b id="check-there">{there}</b> / {roster.length} {t('courses:scan.there')}
            </p>
            <p id="check-net" class="muted small" role="status" />
            <video id="check-video" class="check-video" playsinline muted hidden />
            <div class="actions">
              <Button type="button" icon="camera" kind="primary" data-check-camera="">
                <span>{t('courses:scan.camera')}</span>
              </Button>
            </div>
            <div id="check-result" class="check-result" role="status" aria-live="assertive" />
            <Form c={c} class="form check-typed" action={path}>
              <div class="field">
                <label for="check-typed">{t('courses:scan.typed')}</label>
                <input
                  id="check-typed"
                  name="typed"
                  autocomplete="off"
                  maxlength={200}
                  aria-describedby="check-typed-hint"
                />
                <p class="hint" id="check-typed-hint">
                  {t('courses:scan.typed.hint')}
                </p>
              </div>
              <div>
                <Button icon="check">{t('courses:scan.note')}</Button>
              </div>
            </Form>
            <Notice kind="info">{t('courses:scan.offline.hint')}</Notice>
          </Card>
          <RosterTable {...{ c, roster, path }} />
        </div>
      </div>
    </Layout>
  )
}

function RosterTable({ c, roster, path }: { c: AdminContext; roster: Roster; path: string }) {
  const t = words(c)
  if (roster.length === 0) {
    return <Card>{t('courses:people.none')}</Card>
  }
  return (
    <div class="table-wrap">
      <table class="table course-people check-table">
        <caption class="visually-hidden">{t('courses:scan.list')}</caption>
        <thead>
          <tr>
            <th scope="col" class="num">
              {t('courses:people.no')}
            </th>
            <th scope="col">{t('courses:people.name')}</th>
            <th scope="col">{t('courses:people.state')}</th>
          </tr>
        </thead>
        <tbody>
          {roster.map(({ id, number, attendee, attendedAt }) => (
            <tr data-check-row={String(id)}>
              <td class="num">{number}</td>
              <td>{attendee}</td>
              <td>
                {attendedAt ? (
                  <Form c={c} action={`${path}/undoing`} class="row-line">
                    <Badge tone="good">
                      {t('courses:scan.at', { at: moment(c, attendedAt).slice(11) })}
                    </Badge>
                    <Button
                      kind="quiet"
                      name="signup"
                      value={String(id)}
                      aria-label={`${t('courses:scan.undo')}: ${attendee}`}
                    >
                      {t('courses:scan.undo')}
                    </Button>
                  </Form>
                ) : (
                  <Form c={c} action={path}>
                    <Button
                      name="signup"
                      value={String(id)}
                      data-check-mark={String(id)}
                      aria-label={`${t('courses:scan.mark')}: ${attendee}`}
                    >
                      {t('courses:scan.mark')}
                    </Button>
                  </Form>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
