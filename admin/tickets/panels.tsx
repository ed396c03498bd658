import type { PropsWithChildren } from 'hono/jsx'
import type { AdminContext } from '#admin/deps.ts'
import type { Typed } from '#admin/forms.ts'
import { Icon } from '#admin/icon.tsx'
import { type Filled, Form, type Option, SelectField, TextArea, TextField } from '#admin/inputs.tsx'
import { Button } from '#admin/parts.tsx'
import { words } from '#admin/words.ts'
import { ConsultationFields, type ReferralShown } from './consultation.tsx'

export type PanelName =
  | 'addition'
  | 'assignment'
  | 'transfer'
  | 'consultation'
  | 'recommendation'
  | 'referral'
  | 'merger'
  | 'withdrawal'
  | 'reopening'
  | 'return'
const looks: Record<PanelName, { icon: string; key?: string; danger?: boolean }> = {
  addition: { icon: 'message-square-plus' },
  assignment: { icon: 'user-round-check', key: 'a' },
  transfer: { icon: 'corner-up-right', key: 't' },
  consultation: { icon: 'scale' },
  recommendation: { icon: 'megaphone' },
  referral: { icon: 'external-link' },
  merger: { icon: 'merge' },
  withdrawal: { icon: 'circle-x', danger: true },
  reopening: { icon: 'rotate-ccw' },
  return: { icon: 'undo-2' },
}

export interface PanelProps {
  c: AdminContext
  base: string
  version: number
  options: { staff: Option[]; consultants: Option[]; units: Option[]; fields: Option[] }
  now: { assignee: string | null; field: number | null }
  /** a consultant's case, or the question whether it may be one */
  referral: ReferralShown
  /** the panel whose form was sent and did not go through, with what was typed */
  refused?: { panel: PanelName; typed: Typed }
}

/** The button that opens a deed's form; without scripts too, the browser opens a popover by itself. */
export function PanelButton({
  c,
  name,
  quiet,
}: {
  c: AdminContext
  name: PanelName
  quiet?: boolean
}) {
  const label = words(c)(`inbox:panel.${name}`)
  const { icon, key, danger } = looks[name]
  return (
    <button
      type="button"
      class={`button ${danger ? 'button-danger' : quiet ? 'button-quiet' : 'button-plain'}`}
      popovertarget={`deed-${name}`}
      data-action-name={label}
      data-key={key}
    >
      <Icon name={icon} />
      {label}
      {key && <kbd>{key}</kbd>}
    </button>
  )
}

/** The form of one deed: a popover, or an open card when it comes back with a fault. */
export function Panel(props: PanelProps & { name: PanelName }) {
  const { c, base, version, name, refused } = props
  const t = words(c)
  const open = refused?.panel === name
  const ends = name === 'consultation' && props.referral !== undefined
  const filled = open ? { typed: refused.typed, faults: {} } : undefined
  const action = `${base}/${name}`
  return (
    <div
      id={`deed-${name}`}
      class={open ? 'panel panel-open' : 'panel'}
      {...(open ? {} : { popover: 'auto' as const })}
      role="dialog"
      aria-labelledby={`deed-${name}-title`}
    >
      <Form
        c={c}
        action={action}
        class="form"
        hx-post={action}
        hx-target="#pane"
        hx-swap="innerHTML"
      >
        <h3 id={`deed-${name}-title`} class="row-line">
          <Icon name={looks[name].icon} /> {t(`inbox:panel.${name}`)}
        </h3>
        <p class="hint">{t(ends ? 'consultants:card.end.hint' : `inbox:panel.${name}.hint`)}</p>
        <input type="hidden" name="version" value={version} />
        <Fields {...props} {...(filled === undefined ? {} : { filled })} />
        <div class="form-actions">
          <Button kind={looks[name].danger ? 'danger' : 'primary'}>
            {t(ends ? 'consultants:card.end' : `inbox:panel.${name}.do`)}
          </Button>
          {!open && <Close c={c} name={name} />}
        </div>
      </Form>
    </div>
  )
}

function Close({ c, name }: { c: AdminContext; name: PanelName }) {
  return (
    <button
      type="button"
      class="button button-quiet"
      popovertarget={`deed-${name}`}
      popovertargetaction="hide"
    >
      {words(c)('inbox:panel.close')}
    </button>
  )
}

type FieldsProps = PropsWithChildren<PanelProps & { name: PanelName; filled?: Filled }>

function Fields(props: FieldsProps) {
  const { c, name, options, now, filled } = props
  const t = words(c)
  const shared = { c, within: name, ...(filled === undefined ? {} : { filled }) }
  const reason = <TextArea {...shared} name="reason" label={t('inbox:field.reason')} rows={3} />
  switch (name) {
    case 'addition':
      return <TextArea {...shared} name="text" label={t('inbox:field.addition')} rows={4} />
    case 'assignment':
      return (
        <SelectField
          {...shared}
          name="staff"
          label={t('inbox:field.assignee')}
          options={options.staff}
          value={now.assignee}
          empty={t('inbox:field.nobody')}
          required={false}
        />
      )
    case 'consultation':
      return (
        <ConsultationFields {...shared} options={options.consultants} referral={props.referral} />
      )
    case 'transfer':
      return (
        <>
          <SelectField
            {...shared}
            name="unit"
            label={t('inbox:field.unit')}
            options={options.units}
            empty={t('inbox:field.choose')}
          />
          <SelectField
            {...shared}
            name="field"
            label={t('inbox:field.field')}
            options={options.fields}
            value={now.field}
            empty={t('inbox:field.same')}
            required={false}
          />
          {reason}
        </>
      )
    case 'recommendation':
      return (
        <>
          <TextField {...shared} name="authority" label={t('inbox:field.authority')} />
          <TextArea {...shared} name="content" label={t('inbox:field.content')} rows={5} />
        </>
      )
    case 'referral':
      return (
        <>
          <TextField {...shared} name="agency" label={t('inbox:field.agency')} />
          {reason}
        </>
      )
    case 'merger':
      return (
        <TextField
          {...shared}
          name="into"
          label={t('inbox:field.into')}
          attributes={{ placeholder: 'HL-2026-000123', autocomplete: 'off' }}
        />
      )
    default:
      return reason
  }
}
