import type { PublicCourse, PublicSession } from '#core/training/calendar-public.ts'
import type { Visit } from '#portal/library/visit.ts'

const modes = {
  'in-person': 'OfflineEventAttendanceMode',
  online: 'OnlineEventAttendanceMode',
  both: 'MixedEventAttendanceMode',
}

/** A class as schema.org knows events; of online ones the portal's page stands for the place, never the meeting. */
export function eventData(
  { site, office }: Visit,
  course: PublicCourse,
  sessions: PublicSession[],
): Record<string, unknown> {
  const { slug, title, summary, state, mode, place, startsAt, endsAt, seats, taken } = course
  const url = `${site}/lop/${slug}`
  const organizer = { '@type': 'GovernmentOrganization', name: office.organisation.name, url: site }
  if (course.kind === 'e-learning' || !startsAt || !endsAt) {
    return {
      '@type': 'Course',
      url,
      name: title,
      description: summary || title,
      provider: organizer,
    }
  }
  const virtual = { '@type': 'VirtualLocation', url }
  const real = { '@type': 'Place', name: place, address: place }
  return {
    ...{ '@type': 'EducationEvent', '@id': url, url, name: title, inLanguage: 'vi' },
    ...(summary && { description: summary }),
    ...{ startDate: startsAt.toISOString(), endDate: endsAt.toISOString() },
    eventStatus: `https://schema.org/${state === 'cancelled' ? 'EventCancelled' : 'EventScheduled'}`,
    eventAttendanceMode: `https://schema.org/${modes[mode]}`,
    location: mode === 'online' ? virtual : mode === 'both' ? [real, virtual] : real,
    organizer,
    isAccessibleForFree: true,
    ...(seats !== null && {
      maximumAttendeeCapacity: seats,
      remainingAttendeeCapacity: Math.max(0, seats - taken),
    }),
    subEvent: sessions
      .filter(({ cancelledAt }) => cancelledAt === null)
      .map((session) => ({
        ...{ '@type': 'Event', name: title },
        startDate: session.startsAt.toISOString(),
        endDate: session.endsAt.toISOString(),
        location: mode === 'online' ? virtual : real,
      })),
  }
}
