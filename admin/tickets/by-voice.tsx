import type { PropsWithChildren } from 'hono/jsx'
import type { AdminContext } from '#admin/deps.ts'
import { Form, SelectField, TextField } from '#admin/inputs.tsx'
import { Button, Card, Notice } from '#admin/parts.tsx'
import { words } from '#admin/words.ts'
import { may } from '#core/staff/roles.ts'
import { tellings } from '#core/tickets/by-voice.ts'
import type { TicketPage } from '#core/tickets/page.ts'

/** How the answer was told; `none` stands first where it may still be to do. */
export function ToldHow({ c, later }: { c: AdminContext; later?: boolean }) {
  const t = words(c)
  const options = tellings.map((value) => ({ value, label: t(`tickets:how.${value}`) }))
  return (
    <SelectField
      c={c}
      within={later ? 'approval' : 'answer'}
      name="told"
      label={t('inbox:voice.how')}
      options={options}
      {...(later && { empty: t('inbox:voice.later'), required: false })}
    />
  )
}

/**
 * Where nobody asked in a chat: staff tell every outcome themselves, and note here that the answer was told, then the
 * score the person said.
 */
export function WithoutChat(props: Whose) {
  const { c, page } = props
  if (page.ticket.conversationId !== null) return null
  const channel = words(c)(`panel:channel.${page.ticket.channel}`)
  return (
    <>
      <Notice kind="info">{words(c)('inbox:voice.no-chat', { channel })}</Notice>
      <AfterAnswer {...props} />
    </>
  )
}

interface Whose {
  c: AdminContext
  page: TicketPage
  base: string
}

function AfterAnswer(props: Whose) {
  const { c, page, base } = props
  const t = words(c)
  const mayNote = may(c.get('actor'), 'ticket.send', page.ticket)
  const answer = page.answers.findLast(({ state }) => state === 'sent')
  if (answer === undefined || !mayNote) return null
  if (answer.told === null) {
    return (
      <Deed {...props} action={`${base}/telling`} title={t('inbox:voice.untold')}>
        <SelectField
          c={c}
          within="telling"
          name="how"
          label={t('inbox:voice.how')}
          options={tellings.map((value) => ({ value, label: t(`tickets:how.${value}`) }))}
        />
        <Button kind="primary" icon="phone-call">
          {t('inbox:voice.told')}
        </Button>
      </Deed>
    )
  }
  if (page.scored.includes(answer.id)) return null
  return (
    <Deed {...props} action={`${base}/score`} title={t('inbox:voice.score')}>
      <SelectField
        c={c}
        within="score"
        name="score"
        label={t('inbox:voice.score-said')}
        options={[5, 4, 3, 2, 1].map((value) => ({ value, label: t(`tickets:score.${value}`) }))}
        empty={t('inbox:field.choose')}
      />
      <TextField
        c={c}
        within="score"
        name="comment"
        label={t('inbox:voice.comment')}
        required={false}
      />
      <p class="hint">{t('inbox:voice.marked')}</p>
      <Button icon="star">{t('inbox:voice.score-save')}</Button>
    </Deed>
  )
}

function Deed(props: PropsWithChildren<Whose & { action: string; title: string }>) {
  const { c, page, action, title, children } = props
  return (
    <Card title={title}>
      <Form
        c={c}
        action={action}
        class="form"
        hx-post={action}
        hx-target="#pane"
        hx-swap="innerHTML"
      >
        <input type="hidden" name="version" value={page.ticket.version} />
        {children}
      </Form>
    </Card>
  )
}
