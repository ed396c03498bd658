import { sql } from 'drizzle-orm'
import type { Db } from '#db/client.ts'

/** Counts a call on a day (YYYY-MM-DD); false, and nothing counted, when the day's tokens are used up. */
export async function takeCall(db: Db, day: string, tokensPerDay: number): Promise<boolean> {
  if (tokensPerDay <= 0) return false
  const taken = await db.execute(sql`
    insert into model_use as used (day, calls, tokens) values (${day}, 1, 0)
    on conflict (day) do update set calls = used.calls + 1 where used.tokens < ${tokensPerDay}
    returning calls`)
  return taken.length > 0
}

/** Notes what a call has used. */
export async function noteTokens(db: Db, day: string, tokens: number): Promise<void> {
  await db.execute(sql`update model_use set tokens = tokens + ${tokens} where day = ${day}`)
}
