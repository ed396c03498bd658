import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { compress } from 'hono/compress'
import type { PortalSettings } from '#portal/settings.ts'
import { sendCertificate, showCertificate } from './certificate.tsx'
import { sendCalendar, sendCourseQr, sendOpenMaterial, showCourse } from './course.tsx'
import { showLesson, takeLesson } from './lesson.tsx'
import { showClasses } from './list-page.tsx'
import { sendSeatMaterial, sendSeatQr, showSeat, takeCode, takeSeatDeed } from './seat.tsx'

type Show = (c: Context, settings: PortalSettings) => Response | Promise<Response>

/** Classes for the public, somebody's own page of a class, and certificates. */
export function trainingRoutes(settings: PortalSettings): Hono {
  const app = new Hono()
  const page = (path: string, show: Show) => app.get(path, compress(), (c) => show(c, settings))
  const file = (path: string, show: Show) => app.get(path, (c) => show(c, settings))
  const form = (path: string, take: Show) =>
    app.post(path, bodyLimit({ maxSize: 64 * 1024 }), (c) => take(c, settings))
  page('/lop', showClasses)
  page('/lich-lop.ics', sendCalendar)
  // A class is never called "ve": its own pages are below it.
  page('/lop/ve/:token', showSeat)
  form('/lop/ve/:token/co-mat', takeCode)
  form('/lop/ve/:token/nhan-cho', takeSeatDeed('accepted'))
  form('/lop/ve/:token/nhuong-cho', takeSeatDeed('given-up'))
  page('/lop/ve/:token/ma.svg', sendSeatQr)
  file('/lop/ve/:token/tep/:id', sendSeatMaterial)
  page('/lop/ve/:token/bai/:lesson', showLesson)
  form('/lop/ve/:token/bai/:lesson', takeLesson)
  page('/lop/:slug', showCourse)
  page('/lop/:slug/lich.ics', sendCalendar)
  page('/lop/:slug/ma.svg', sendCourseQr)
  file('/lop/:slug/tep/:id', sendOpenMaterial)
  page('/chung-nhan/:code', showCertificate)
  file('/chung-nhan/:code/giay.pdf', sendCertificate)
  return app
}
