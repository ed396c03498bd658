import { asc, eq } from 'drizzle-orm'
import { type Db, lastly } from '#db/client.ts'
import { tickets } from '#db/schema/tickets.ts'
import { courseQuestions } from '#db/schema/training.ts'

/** A question asked for a course beforehand is noted with it, with the commit, behind its ticket. */
export function collectQuestion(tx: Db, answers: Record<string, unknown>, ticketId: number): void {
  const { course } = answers
  if (typeof course !== 'number') return
  lastly(tx, tx.insert(courseQuestions).values({ courseId: course, ticketId }))
}

/** The questions collected for a course, as the tickets they became. */
export function questionsOf(db: Db, courseId: number) {
  return db
    .select({
      id: tickets.id,
      code: tickets.code,
      state: tickets.state,
      question: tickets.question,
      openedAt: tickets.openedAt,
    })
    .from(courseQuestions)
    .innerJoin(tickets, eq(tickets.id, courseQuestions.ticketId))
    .where(eq(courseQuestions.courseId, courseId))
    .orderBy(asc(tickets.id))
}
