import type { AdminContext } from '#admin/deps.ts'
import { CheckField, Form, type Option, SelectField } from '#admin/inputs.tsx'
import { Button, Card, Meter } from '#admin/parts.tsx'
import { words } from '#admin/words.ts'
import type { TicketPage } from '#core/tickets/page.ts'
import type { Suggestion } from '#core/tickets/triage.ts'

export interface RoutingProps {
  c: AdminContext
  page: TicketPage
  /** `/admin/tickets/<code>` */
  base: string
  options: { units: Option[]; fields: Option[] }
}

/** Where triage would send the ticket, how sure it is and by which words; one key accepts. */
export function SuggestionBox({ c, page, base, options }: RoutingProps) {
  const t = words(c)
  const suggestion = page.ticket.suggestion as Suggestion | null
  if (suggestion?.fieldId === undefined) return null
  const label = (list: Option[], id: number | undefined) =>
    list.find(({ value }) => value === id)?.label ?? t('inbox:suggestion.none')
  const sure = Math.round(suggestion.sure * 100)
  const cooperating = (suggestion.cooperatingUnitIds ?? []).map((id) => label(options.units, id))
  const why = suggestion.why.map((reason) => reason.words)
  const action = `${base}/suggestion`
  return (
    <section class="suggestion no-print" aria-labelledby="suggestion-title">
      <div class="grow">
        <h3 id="suggestion-title">{t('inbox:suggestion.title')}</h3>
        <p>
          <b>{label(options.fields, suggestion.fieldId)}</b> →{' '}
          {label(options.units, suggestion.leadUnitId)}
          {cooperating.length > 0 &&
            ` · ${t('inbox:suggestion.with', { units: cooperating.join(', ') })}`}
          {` · ${t(`tickets:scope.${suggestion.scope}`)}`}
        </p>
        <p class="small">
          {why.length > 0 ? t('inbox:suggestion.why') : t('inbox:suggestion.no-why')}{' '}
          {why.map((word) => (
            <mark>{word}</mark>
          ))}
        </p>
      </div>
      <div class="suggestion-sure">
        <span class="small">{t('inbox:suggestion.sure', { sure })}</span>
        <Meter value={suggestion.sure} label={t('inbox:suggestion.sure', { sure })} />
      </div>
      <Form c={c} action={action} hx-post={action} hx-target="#pane" hx-swap="innerHTML">
        <input type="hidden" name="version" value={page.ticket.version} />
        <Button
          kind="primary"
          icon="check"
          data-key="y"
          data-action-name={t('inbox:suggestion.accept')}
        >
          {t('inbox:suggestion.accept')} <kbd>y</kbd>
        </Button>
      </Form>
    </section>
  )
}

/** Classification by hand: field, leading and cooperating units, general or specific, complex or not. */
export function RoutingForm({ c, page, base, options }: RoutingProps) {
  const t = words(c)
  const { ticket } = page
  const suggestion = ticket.suggestion as Suggestion | null
  const scope = ticket.scope ?? suggestion?.scope ?? 'general'
  const routed = ticket.leadUnitId !== null
  const action = `${base}/routing`
  const shared = { c, within: 'routing' }
  return (
    <Card title={t('inbox:routing')} id="routing">
      <details open={!routed} class="no-print">
        <summary>{t(routed ? 'inbox:routing.change' : 'inbox:routing.by-hand')}</summary>
        <Form
          c={c}
          action={action}
          class="form"
          hx-post={action}
          hx-target="#pane"
          hx-swap="innerHTML"
        >
          <input type="hidden" name="version" value={ticket.version} />
          <SelectField
            {...shared}
            name="field"
            label={t('inbox:field.field')}
            options={options.fields}
            value={ticket.fieldId ?? ticket.askedFieldId ?? suggestion?.fieldId}
            empty={t('inbox:field.choose')}
          />
          <SelectField
            {...shared}
            name="unit"
            label={t('inbox:field.lead')}
            options={options.units}
            value={ticket.leadUnitId ?? suggestion?.leadUnitId}
            empty={t('inbox:field.choose')}
          />
          <Cooperating c={c} page={page} options={options} />
          <fieldset class="field">
            <legend>{t('inbox:field.scope')}</legend>
            {(['general', 'specific'] as const).map((value) => (
              <label class="choice">
                <input type="radio" name="scope" value={value} checked={value === scope} />
                {t(`tickets:scope.${value}`)}
              </label>
            ))}
          </fieldset>
          <CheckField
            name="complex"
            label={t('inbox:field.complex')}
            hint={t('inbox:field.complex-hint')}
            checked={ticket.complex}
          />
          <Button kind={routed ? 'plain' : 'primary'} icon="corner-up-right">
            {t('inbox:routing.save')}
          </Button>
        </Form>
      </details>
    </Card>
  )
}

function Cooperating({ c, page, options }: Omit<RoutingProps, 'base'>) {
  const t = words(c)
  const { ticket } = page
  const suggestion = ticket.suggestion as Suggestion | null
  const chosen =
    ticket.leadUnitId === null ? suggestion?.cooperatingUnitIds : ticket.cooperatingUnitIds
  return (
    <details>
      <summary>
        {t('inbox:field.cooperating')} <span class="count">{chosen?.length ?? 0}</span>
      </summary>
      <fieldset class="field">
        <legend class="visually-hidden">{t('inbox:field.cooperating')}</legend>
        {options.units.map(({ value, label }) => (
          <label class="choice">
            <input
              type="checkbox"
              name="cooperating"
              value={value}
              checked={chosen?.includes(Number(value))}
            />
            {label}
          </label>
        ))}
      </fieldset>
    </details>
  )
}
