import { raw } from 'hono/html'
import QRCode from 'qrcode'
import type { AdminContext } from '#admin/deps.ts'
import { Layout } from '#admin/layout.tsx'
import { Card } from '#admin/parts.tsx'
import { moment, words } from '#admin/words.ts'
import type { Office } from '#core/office.ts'
import type { CourseLink } from '#core/training/calendar-links.ts'
import type { Course } from '#core/training/course.ts'
import type { CourseSession } from '#core/training/sessions.ts'
import { pathOf } from './frame.tsx'

/** A text as a QR drawn in the page: dark on white also in the dark. */
async function drawn(text: string): Promise<string> {
  return QRCode.toString(text, { type: 'svg', margin: 2, errorCorrectionLevel: 'M' })
}

interface CodeView {
  c: AdminContext
  course: Course
  session: CourseSession
}

/** The code of a session in letters that the last row can read, to be shown on the screen of the hall or the meeting. */
export function CodePage({ c, course, session }: CodeView) {
  const t = words(c)
  return (
    <Layout
      c={c}
      title={t('courses:code')}
      area="courses"
      lead={`${course.title} · ${moment(c, session.startsAt)}`}
      trail={[
        { href: '/admin/courses', label: t('panel:nav.courses') },
        { href: pathOf(course), label: course.title },
      ]}
    >
      <Card>
        <p class="attend-code">{session.attendCode}</p>
        <p class="attend-how">{t('courses:code.how')}</p>
        <p class="muted attend-window">{t('courses:code.window')}</p>
      </Card>
    </Layout>
  )
}

interface PosterView {
  c: AdminContext
  course: Course
  sessions: CourseSession[]
  office: Office
  links: CourseLink[]
  publicUrl: string
}

/** A poster to print and hang up: what, when, where, and a QR for each way to sign up. */
export async function posterPage({ c, course, sessions, office, links, publicUrl }: PosterView) {
  const t = words(c)
  const page = { name: t('courses:ways.page'), url: `${publicUrl}/lop/${course.slug}` }
  const ways: CourseLink[] = [page, ...links.filter(({ name }) => name !== 'Web')]
  const pictures = await Promise.all(ways.map(({ url }) => drawn(url)))
  return (
    <Layout
      c={c}
      title={t('courses:poster')}
      area="courses"
      lead={t('courses:poster.lead')}
      trail={[
        { href: '/admin/courses', label: t('panel:nav.courses') },
        { href: pathOf(course), label: course.title },
      ]}
    >
      <article class="poster">
        <p class="poster-office">{office.name(c.get('language'))}</p>
        <p class="poster-kind">{t(`courses:kind.${course.kind}`)}</p>
        <h2>{course.title}</h2>
        <ul class="poster-times">
          {sessions.map(({ startsAt, endsAt }) => (
            <li>
              {moment(c, startsAt)} – {moment(c, endsAt).slice(11)}
            </li>
          ))}
        </ul>
        <p>{course.mode === 'online' ? t('courses:mode.online') : course.place}</p>
        <p class="poster-call">{t('courses:poster.call')}</p>
        <ul class="poster-ways">
          {ways.map((way, index) => (
            <li>
              <div class="poster-qr" role="img" aria-label={t('courses:qr.of', { name: way.name })}>
                {raw(pictures[index] ?? '')}
              </div>
              <b>{way.name}</b>
              {way.say && <small>{t('courses:poster.say', { word: way.say })}</small>}
            </li>
          ))}
        </ul>
      </article>
    </Layout>
  )
}
