import type { AdminContext } from '#admin/deps.ts'
import { Button, Card, Csrf } from '#admin/parts.tsx'
import { words } from '#admin/words.ts'
import { may } from '#core/staff/roles.ts'
import type { TicketPage } from '#core/tickets/page.ts'

/** Marks the question as a difficulty: its words stand there, the officer takes identities out of them. */
export function DifficultyCard({ c, page }: { c: AdminContext; page: TicketPage }) {
  const t = words(c)
  const { ticket, difficultyId } = page
  if (difficultyId !== undefined) {
    return (
      <Card title={t('difficulties:title')}>
        <a href={`/admin/difficulties/${difficultyId}`}>{t('difficulties:ticket.marked')}</a>
      </Card>
    )
  }
  if (!may(c.get('actor'), 'difficulties.write')) return null
  return (
    <Card title={t('difficulties:title')}>
      <details class="no-print">
        <summary>{t('difficulties:ticket.mark')}</summary>
        <form method="post" action={`/admin/difficulties/of-ticket/${ticket.id}`} class="form">
          <Csrf c={c} />
          <div class="field">
            <label for="difficulty-content">{t('difficulties:content')}</label>
            <textarea id="difficulty-content" name="content" rows={5} required maxlength={4000}>
              {ticket.question}
            </textarea>
            <p class="hint">{t('difficulties:content.hint')}</p>
          </div>
          <Button icon="triangle-alert">{t('difficulties:ticket.mark')}</Button>
        </form>
      </details>
    </Card>
  )
}
