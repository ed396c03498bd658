import { eq, sql } from 'drizzle-orm'
import type { Channel, ChannelName, NoticeLimits, Sent } from '#core/channel.ts'
import type { Db } from '#db/client.ts'
import { noticeRecipients, notices } from '#db/schema/notices.ts'

/** What reached a pretended platform, and when it came and was answered. */
export interface Said {
  to: string
  text: string
  at: number
}

export const taken: Sent = { ok: true, id: '1' }

/** A pretended platform that takes everything unless told otherwise. */
export function noticePlatform(
  limits: NoticeLimits | undefined,
  answer: (said: Said, times: number) => Sent | Promise<Sent> = () => taken,
  name: ChannelName = 'telegram',
) {
  const said: Said[] = []
  const channel: Channel = {
    name,
    ...(limits && { notices: limits }),
    parts: (out) => out.text.split('|').map((text) => ({ text })),
    async send(to, part) {
      const one = { to, text: part.text, at: performance.now() }
      said.push(one)
      return answer(one, said.filter((other) => other.to === to).length)
    },
    fetchFile: () => Promise.reject(new Error('no files here')),
    health: async () => ({ ok: true, detail: '' }),
  }
  return { said, channel, to: (address: string) => said.filter((one) => one.to === address) }
}

type Row = Partial<typeof notices.$inferInsert>

/** A notice that is being sent to so many subscribers of a channel, `n1`, `n2` ... who wrote an hour ago. */
export async function seedNotice(
  db: Db,
  {
    people,
    channel = 'telegram',
    now = new Date(),
    ...row
  }: Row & {
    people: number
    channel?: ChannelName
    now?: Date
  },
): Promise<number> {
  const [notice] = await db
    .insert(notices)
    .values({
      ...{ kind: 'law', title: 'Nghị định mới', body: 'Điều gì thay đổi' },
      ...{ createdAt: now, updatedAt: now, startedAt: now },
      ...{ ...row, state: 'preparing' },
    })
    .returning({ id: notices.id })
  const id = notice?.id ?? 0
  const at = now.toISOString()
  await db.execute(sql`
    with asked as (select n from generate_series(1, ${people}) n
      where not exists (select 1 from conversations c where c.channel = ${channel} and c.address = 'n' || n)),
    persons as (insert into people (created_at) select ${at}::timestamptz from asked returning id),
    numbered as (select id, row_number() over (order by id) as r from persons),
    asking as (select n, row_number() over (order by n) as r from asked)
    insert into conversations (channel, address, person_id, created_at, last_heard_at)
    select ${channel}, 'n' || n, numbered.id, ${at}::timestamptz, ${at}::timestamptz - interval '1 hour'
    from asking join numbered using (r)`)
  await db.execute(sql`
    insert into subscriptions (person_id, conversation_id, consent_version, consented_at, changed_at)
    select c.person_id, c.id, '1', ${at}::timestamptz, ${at}::timestamptz from conversations c
    where c.channel = ${channel} and c.address like 'n%' on conflict do nothing`)
  await db.execute(sql`
    insert into notice_recipients (notice_id, person_id, conversation_id, channel, route, state, at)
    select ${id}::bigint, c.person_id, c.id, c.channel, 'free', 'waiting', ${at}::timestamptz
    from conversations c where c.channel = ${channel} and c.address like 'n%' order by c.id limit ${people}`)
  await db
    .update(notices)
    .set({ state: row.state ?? 'sending' })
    .where(eq(notices.id, id))
  return id
}

/** How many recipients are in each state. */
export async function recipientStates(db: Db): Promise<Record<string, number>> {
  const rows = await db
    .select({ state: noticeRecipients.state, n: sql<number>`count(*)::int` })
    .from(noticeRecipients)
    .groupBy(noticeRecipients.state)
  return Object.fromEntries(rows.map(({ state, n }) => [state, n]))
}
