import { eq } from 'drizzle-orm'
import type { Db } from '#db/client.ts'
import { businesses, people } from '#db/schema/people.ts'
import { tickets } from '#db/schema/tickets.ts'
import { courses, signups } from '#db/schema/training.ts'

/** Field, size and commune as they are now: what a response is compared by later. */
export interface Snapshot {
  fieldId: number | null
  size: string | null
  commune: string | null
}

/** What is known of whoever answers; the field is that of the ticket or class they were asked about. */
export async function snapshotOf(
  db: Db,
  about: { personId: number | null; ticketId?: number | undefined; signupId?: number | undefined },
): Promise<Snapshot> {
  const { personId, ticketId, signupId } = about
  const [person] = personId === null ? [] : await placeOf(db, personId)
  const [ticket] = ticketId === undefined ? [] : await fieldOfTicket(db, ticketId)
  const [course] = signupId === undefined ? [] : await fieldsOfCourse(db, signupId)
  return {
    fieldId: ticket?.fieldId ?? course?.fieldIds[0] ?? null,
    size: person?.size ?? null,
    commune: person?.commune ?? person?.seat ?? null,
  }
}

function placeOf(db: Db, personId: number) {
  return db
    .select({ commune: people.commune, seat: businesses.commune, size: businesses.size })
    .from(people)
    .leftJoin(businesses, eq(businesses.id, people.businessId))
    .where(eq(people.id, personId))
}

function fieldOfTicket(db: Db, ticketId: number) {
  return db.select({ fieldId: tickets.fieldId }).from(tickets).where(eq(tickets.id, ticketId))
}

function fieldsOfCourse(db: Db, signupId: number) {
  return db
    .select({ fieldIds: courses.fieldIds })
    .from(signups)
    .innerJoin(courses, eq(courses.id, signups.courseId))
    .where(eq(signups.id, signupId))
}
