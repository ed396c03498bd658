import type { Context } from 'hono'
import QRCode from 'qrcode'
import { calendarFeed } from '#core/training/calendar.ts'
import { type CourseLink, courseLinks } from '#core/training/calendar-links.ts'
import {
  documentOfCourse,
  type PublicCourse,
  publicCourse,
  publicSessions,
} from '#core/training/calendar-public.ts'
import { lessonsOf } from '#core/training/lessons.ts'
import { materialsOf, openMaterial } from '#core/training/materials.ts'
import { showMissing } from '#portal/library/missing.tsx'
import { partOf, type Visit, visitOf } from '#portal/library/visit.ts'
import { secure } from '#portal/secure.ts'
import type { PortalSettings } from '#portal/settings.ts'
import { CoursePage } from './course-page.tsx'
import { takesPeople } from './pieces.tsx'

/** `/lop/:slug`: one class, and the ways to sign up for it. */
export async function showCourse(c: Context, settings: PortalSettings): Promise<Response> {
  const visit = await visitOf(c, settings)
  const { db } = settings
  const course = await publicCourse(db, partOf(c, 'slug'))
  if (!course) return showMissing(c, visit)
  const [sessions, materials, lessons, document] = await Promise.all([
    publicSessions(db, course.id),
    materialsOf(db, course.id),
    lessonsOf(db, course.id),
    course.documentId === null ? undefined : documentOfCourse(db, course.documentId),
  ])
  secure(c, "'none'", 'private, no-cache')
  return c.html(
    <CoursePage
      {...{ visit, course, sessions, document, lessons: lessons.length }}
      materials={settings.dataDir ? materials.filter(({ open }) => open) : []}
      closedMaterials={materials.filter(({ open }) => !open).length}
      links={signUpLinks(settings, course, visit)}
    />,
  )
}

/** None once nobody can sign up any more. */
function signUpLinks(
  { chatLinks = [], publicUrl }: PortalSettings,
  course: PublicCourse,
  { now, language }: Visit,
): CourseLink[] {
  return takesPeople(course, now) ? courseLinks(chatLinks, publicUrl, course, language) : []
}

/** `/lop/:slug/lich.ics` and `/lich-lop.ics`: sessions for people's own calendars. */
export async function sendCalendar(c: Context, settings: PortalSettings): Promise<Response> {
  const visit = await visitOf(c, settings)
  const slug = c.req.param('slug')
  const where = { language: visit.language, site: visit.site, ...(slug !== undefined && { slug }) }
  const text = await calendarFeed(settings.db, where, visit.now)
  if (text === undefined) return showMissing(c, visit)
  const name = slug === undefined ? 'lich-lop' : `lop-${slug}`
  return c.body(text, 200, {
    'Content-Type': 'text/calendar; charset=utf-8',
    'Content-Disposition': `inline; filename="${name.replace(/[^\w-]/g, '')}.ics"`,
    'Cache-Control': 'public, max-age=300',
    'X-Content-Type-Options': 'nosniff',
  })
}

/** `/lop/:slug/ma.svg`: the class's own address as a QR, from a screen or a poster onto a phone. */
export async function sendCourseQr(c: Context, settings: PortalSettings): Promise<Response> {
  const visit = await visitOf(c, settings)
  const course = await publicCourse(settings.db, partOf(c, 'slug'))
  if (!course) return showMissing(c, visit)
  return sendQr(c, `${visit.site}/lop/${course.slug}`, 'public, max-age=3600')
}

/** A text as a QR picture, dark on white in every theme: cameras need it so. */
export async function sendQr(c: Context, text: string, caching: string): Promise<Response> {
  const svg = await QRCode.toString(text, { type: 'svg', margin: 2, errorCorrectionLevel: 'M' })
  return c.body(svg, 200, {
    'Content-Type': 'image/svg+xml',
    'Cache-Control': caching,
    'Content-Security-Policy': "default-src 'none'",
    'X-Content-Type-Options': 'nosniff',
  })
}

/** `/lop/:slug/tep/:id`: a file that everybody may read. */
export async function sendOpenMaterial(c: Context, settings: PortalSettings): Promise<Response> {
  const visit = await visitOf(c, settings)
  const course = await publicCourse(settings.db, partOf(c, 'slug'))
  if (!course) return showMissing(c, visit)
  return (await sendMaterial(c, settings, course.id, false)) ?? showMissing(c, visit)
}

/** The file that the address names, always to be saved; undefined when there is none such for whoever asks. */
export async function sendMaterial(
  c: Context,
  { db, dataDir }: PortalSettings,
  courseId: number,
  all: boolean,
): Promise<Response | undefined> {
  const asked = c.req.param('id') ?? ''
  if (!dataDir || !/^\d{1,15}$/.test(asked)) return undefined
  const file = await openMaterial(db, dataDir, { courseId, id: Number(asked), all })
  if (!file) return undefined
  c.header('Content-Type', file.type)
  c.header('Content-Length', String(file.size))
  c.header('X-Content-Type-Options', 'nosniff')
  c.header('Content-Security-Policy', "default-src 'none'; sandbox")
  c.header('Cache-Control', all ? 'private, no-store' : 'public, max-age=300')
  const name = encodeURIComponent(file.name.toWellFormed())
  c.header('Content-Disposition', `attachment; filename*=UTF-8''${name}`)
  return c.body(file.stream)
}
