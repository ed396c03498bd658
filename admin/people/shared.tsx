import type { AdminContext } from '#admin/deps.ts'
import { Badge, Card, StateBadge } from '#admin/parts.tsx'
import { moment, words } from '#admin/words.ts'
import type { readPerson } from '#core/people/directory.ts'

/** What somebody is called on a page; who gave no name goes by their business. */
export function nameOf(
  c: AdminContext,
  person: { id: number; name: string | null; erasedAt?: Date | null },
  business?: string | null,
) {
  const t = words(c)
  if (person.erasedAt) return t('directory:erased-name', { id: person.id })
  return person.name ?? business ?? t('directory:no-name', { id: person.id })
}

type Line = NonNullable<Awaited<ReturnType<typeof readPerson>>>['tickets'][number]

/** The tickets of a person or business, the latest first. */
export function Tickets({ c, tickets }: { c: AdminContext; tickets: Omit<Line, 'leadUnitId'>[] }) {
  const t = words(c)
  return (
    <Card title={t('directory:tickets')}>
      {tickets.length === 0 ? (
        <p class="muted">{t('directory:no-tickets')}</p>
      ) : (
        <ul class="list">
          {tickets.map((ticket) => (
            <li class="list-row">
              <div class="grow">
                <a href={`/admin/tickets/${ticket.code}`}>
                  <b>{ticket.code}</b>
                </a>{' '}
                <span class="muted small">{moment(c, ticket.openedAt, true)}</span>
                <p class="inbox-words">{ticket.question}</p>
              </div>
              {ticket.satisfaction !== null && (
                <Badge tone={ticket.satisfaction >= 4 ? 'good' : 'late'} icon="star">
                  {ticket.satisfaction}/5
                </Badge>
              )}
              <StateBadge c={c} state={ticket.state} />
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}
