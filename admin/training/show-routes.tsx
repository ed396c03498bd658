import type { Hono } from 'hono'
import QRCode from 'qrcode'
import { z } from 'zod'
import type { AdminContext, AdminDeps, AdminEnv } from '#admin/deps.ts'
import { download } from '#admin/download.ts'
import { NotFound } from '#admin/faults.ts'
import { flash } from '#admin/flash.ts'
import { optionalLine, readForm } from '#admin/forms.ts'
import { by, idOf } from '#admin/request.ts'
import { allow, redirect } from '#admin/session.ts'
import { nameOf } from '#core/law/documents/citation.ts'
import { documentById } from '#core/law/documents/documents.ts'
import { addNotice } from '#core/notices/drafting.ts'
import { loadOffice } from '#core/office.ts'
import { Refusal } from '#core/refusal.ts'
import { may } from '#core/staff/roles.ts'
import { courseAnnouncement } from '#core/training/announcement.ts'
import { attendanceCounts } from '#core/training/attendance.ts'
import { courseLinks } from '#core/training/calendar-links.ts'
import { type CourseWhole, getCourse } from '#core/training/course-list.ts'
import {
  cancelCourse,
  closeCourse,
  holdCourse,
  publishCourse,
  startCourse,
} from '#core/training/course-states.ts'
import { placeOfCourse } from '#core/training/held-by.ts'
import { questionsOf } from '#core/training/questions.ts'
import { posterPage } from './code-page.tsx'
import { ShowPage } from './show-page.tsx'

const stateForm = z.object({
  to: z.enum(['published', 'running', 'held', 'closed', 'cancelled']),
  version: z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number),
  reason: optionalLine(1_000),
})

const moves = {
  published: publishCourse,
  running: startCourse,
  held: holdCourse,
  closed: closeCourse,
} as const

/** The class that the address names; 404 when there is none. */
export async function wholeOf(c: AdminContext, { db }: AdminDeps): Promise<CourseWhole> {
  const whole = await getCourse(db, { id: idOf(c) })
  if (!whole) throw new NotFound()
  return whole
}

/** The page of a class, its states, how it is announced, and its pictures to scan. */
export function showRoutes(app: Hono<AdminEnv>, deps: AdminDeps): void {
  const { db } = deps
  const publicUrl = deps.publicUrl.replace(/\/+$/, '')
  const linksOf = (c: AdminContext, course: { id: number; slug: string }) =>
    courseLinks(deps.chatLinks ?? [], publicUrl, course, c.get('language'))
  app
    .get('/courses/:id{[0-9]+}', async (c) => {
      const whole = await wholeOf(c, deps)
      const { course } = whole
      const owns = may(c.get('actor'), 'training.write', placeOfCourse(course))
      const [office, there, document, asked] = await Promise.all([
        loadOffice(db),
        attendanceCounts(db, course.id),
        course.documentId === null ? undefined : documentById(db, course.documentId),
        owns ? questionsOf(db, course.id) : undefined,
      ])
      const named = document && { id: document.id, name: nameOf(document, c.get('language')) }
      const view = {
        c,
        whole,
        office,
        there,
        links: linksOf(c, course),
        publicUrl,
        ...(asked && { asked }),
      }
      return c.html(<ShowPage {...view} document={named} now={new Date()} />)
    })
    .post('/courses/:id{[0-9]+}/state', allow('training.write'), async (c) => {
      await move(c, deps)
      return redirect(c, `/admin/courses/${idOf(c)}`)
    })
    .post('/courses/:id{[0-9]+}/announcement', allow('notices.write'), async (c) => {
      const { course, sessions } = await wholeOf(c, deps)
      if (course.state !== 'published') throw new Refusal('courses:refusal.draft')
      const draft = courseAnnouncement(course, sessions, publicUrl)
      const id = await addNotice(db, draft, by(c))
      flash(c, 'done', 'courses:done.announced')
      return redirect(c, `/admin/notices/${id}`)
    })
    .get('/courses/:id{[0-9]+}/poster', async (c) => {
      const { course, sessions } = await wholeOf(c, deps)
      const links = linksOf(c, course)
      const office = await loadOffice(db)
      return c.html(await posterPage({ c, course, sessions, office, links, publicUrl }))
    })
    .get('/courses/:id{[0-9]+}/qr/:way{[0-9]+}', async (c) => {
      const { course } = await wholeOf(c, deps)
      const urls = [`${publicUrl}/lop/${course.slug}`, ...linksOf(c, course).map(({ url }) => url)]
      const url = urls[idOf(c, 'way')]
      if (!url) throw new NotFound()
      const svg = await QRCode.toString(url, { type: 'svg', margin: 2, errorCorrectionLevel: 'M' })
      return c.body(svg, 200, download(`qr-${course.slug}.svg`, 'image/svg+xml'))
    })
}

async function move(c: AdminContext, deps: AdminDeps): Promise<void> {
  const { course } = await wholeOf(c, deps)
  const read = await readForm(c, stateForm)
  if (!read.ok) throw new Refusal('training:refusal.changed')
  const { to, version, reason } = read.data
  const which = { id: course.id, version }
  const actor = { ...c.get('actor'), ip: c.get('ip') }
  try {
    if (to === 'cancelled') await cancelCourse(deps.db, actor, which, reason, new Date())
    else await moves[to](deps.db, actor, which, new Date())
    flash(c, 'done', `courses:done.${to}`)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    flash(c, 'problem', error.key, error.values)
  }
}
