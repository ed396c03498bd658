import { createMiddleware } from 'hono/factory'
import type { AdminEnv } from '#admin/deps.ts'
import { NotAllowed } from '#admin/faults.ts'
import { mayPlan } from '#core/plan/task.ts'

/** Lets those in who keep the whole plan; a unit's own progress is another matter. */
export const planners = createMiddleware<AdminEnv>((c, next) => {
  if (!mayPlan(c.get('actor'))) throw new NotAllowed()
  return next()
})
