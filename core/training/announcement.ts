import { say } from '#core/language.ts'
import type { Draft } from '#core/notices/drafting.ts'
import { longestBody, longestTitle } from '#core/notices/notice.ts'
import { piecesOf } from '#core/outgoing.ts'
import type { Course } from './course.ts'
import type { CourseSession } from './sessions.ts'
import { timesWords } from './words.ts'

/**
 * A notice of a class as it could be sent: what, when, where, until when one may sign up, and the address; for those
 * who follow its fields. Nothing is sent: staff look it over first. The meeting link is not in it.
 */
export function courseAnnouncement(
  course: Course,
  sessions: Pick<CourseSession, 'startsAt' | 'endsAt' | 'place'>[],
  publicUrl: string,
): Draft {
  const t = (key: string, values?: Record<string, string | number>) =>
    say('vi', `courses:announcement.${key}`, values)
  const [title = ''] = piecesOf(course.title, longestTitle)
  const when = sessions.map((session) => timesWords('vi', session))
  const facts = [
    ...(when.length === 1 ? [t('when', { when: when[0] ?? '' })] : when.map((one) => `- ${one}`)),
    course.mode === 'online' ? t('online') : t('where', { place: course.place }),
    ...(course.seats === null ? [] : [t('seats', { n: course.seats })]),
    t('free'),
  ]
  const [summary = ''] = piecesOf(course.summary, longestBody - facts.join('\n').length - 50)
  return {
    kind: course.kind === 'class' || course.kind === 'e-learning' ? 'class' : 'conference',
    title,
    body: [summary, ...facts].filter((part) => part !== '').join('\n'),
    ...{ titleEn: '', bodyEn: '', urgent: false, documentId: course.documentId },
    link: `${publicUrl.replace(/\/+$/, '')}/lop/${course.slug}`,
    audience: {
      fieldIds: course.fieldIds,
      ...{ sectors: [], communes: [], sizes: [], channels: [], lateDays: 3, remind: false },
    },
    routes: { counted: true, template: false, broadcast: false },
  }
}
