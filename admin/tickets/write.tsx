import { ButtonLink } from '#admin/parts.tsx'
import { words } from '#admin/words.ts'
import { timeLeft } from './clock.tsx'
import { Composer, type Kind } from './composer.tsx'
import { offered, sendingOf } from './deeds.ts'
import type { Refused, TicketView } from './ticket-page.tsx'
import { lastHeard } from './timeline.tsx'

/** The editor of a ticket, with what the reader may write here. */
export function Write(view: TicketView & { base: string }) {
  const { c, page, base, calendar, now, unitApproves, refused } = view
  const { ticket, way } = page
  const actor = c.get('actor')
  const kinds: Kind[] = [
    ...(offered(actor, 'ticket.draft', ticket) ? (['answer'] as const) : []),
    ...(offered(actor, 'ticket.ask', ticket) ? (['more'] as const) : []),
    ...(offered(actor, 'ticket.note', ticket) ? (['note'] as const) : []),
  ]
  if (kinds.length === 0) return null
  const chosen = kinds.find((kind) => kind === refused?.form)
  return (
    <>
      {ticket.state === 'merged' && page.mergedInto?.question && (
        <p>
          <ButtonLink href={`/admin/tickets/${page.mergedInto.code}`} icon="merge">
            {words(c)('inbox:linked.into')} {page.mergedInto.code}
          </ButtonLink>
        </p>
      )}
      <Composer
        c={c}
        base={base}
        version={ticket.version}
        seen={lastHeard(page)}
        drafts={{ ...page.drafts, ...typedDrafts(refused) }}
        doubts={view.doubts}
        kinds={kinds}
        send={sendingOf(actor, ticket, unitApproves)}
        way={way}
        pausedUntil={timeLeft(words(c), calendar, ticket, now)}
        {...(chosen === undefined ? {} : { chosen })}
      />
    </>
  )
}

/** What was typed into the form that came back wins over the draft kept a moment earlier. */
function typedDrafts(refused: Refused | undefined): Record<string, string> {
  if (refused === undefined) return {}
  const { form, typed } = refused
  if (form === 'answer') return { answer: typed.body ?? '', basis: typed.basis ?? '' }
  if (form === 'more' || form === 'note') return { [form]: typed.text ?? '' }
  return {}
}
