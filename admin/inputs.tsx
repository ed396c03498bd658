import type { PropsWithChildren } from 'hono/jsx'
import type { Values } from '#core/language.ts'
import type { AdminContext } from './deps.ts'
import type { Faults, Typed } from './forms.ts'
import { Csrf } from './parts.tsx'
import { words } from './words.ts'

/** What a form shows again: the values by field name and the faults beside them. */
export interface Filled {
  typed: Typed
  faults: Faults
  /** what fills the words of a fault, by field name */
  values?: Record<string, Values>
}

export const emptyForm: Filled = { typed: {}, faults: {} }

/** A form that changes something, with its token; a fault of the whole form stands on top. */
export function Form({
  c,
  action,
  filled,
  children,
  ...rest
}: PropsWithChildren<{
  c: AdminContext
  action: string
  filled?: Filled
  class?: string
  id?: string
  enctype?: 'multipart/form-data'
  [attribute: `hx-${string}` | `data-${string}`]: string | undefined
}>) {
  const fault = filled?.faults.form
  return (
    <form method="post" action={action} {...rest}>
      <Csrf c={c} />
      {fault && (
        <p class="form-fault" role="alert">
          {words(c)(fault)}
        </p>
      )}
      {children}
    </form>
  )
}

interface FieldProps {
  c: AdminContext
  name: string
  label: string
  filled?: Filled
  /** shown when nothing was typed yet */
  value?: string | number | null | undefined
  hint?: string
  required?: boolean
  /** keeps ids apart where several forms of one page have a field of this name */
  within?: string
}

type Attributes = Record<string, string | number | boolean | undefined>

/** The parts shared by every field: label, the control, hint, and the fault at the field. */
function Frame({
  field,
  fault,
  children,
}: PropsWithChildren<{ field: FieldProps; fault: string | undefined }>) {
  const { c, label, hint, required } = field
  const t = words(c)
  const key = keyOf(field)
  return (
    <div class={fault ? 'field field-faulty' : 'field'}>
      <label for={`f-${key}`}>
        {label}
        {required === false && <span class="optional">{t('panel:optional')}</span>}
      </label>
      {children}
      {hint && (
        <p class="hint" id={`h-${key}`}>
          {hint}
        </p>
      )}
      {fault && (
        <p class="fault" id={`e-${key}`}>
          {t(fault, field.filled?.values?.[field.name])}
        </p>
      )}
    </div>
  )
}

function keyOf({ name, within }: FieldProps): string {
  return within === undefined ? name : `${within}-${name}`
}

function shared(field: FieldProps): Attributes {
  const { name, hint, required, filled } = field
  const key = keyOf(field)
  const fault = filled?.faults[name]
  const described = [hint && `h-${key}`, fault && `e-${key}`].filter(Boolean).join(' ')
  return {
    id: `f-${key}`,
    name,
    required: required ?? true,
    'aria-invalid': fault ? 'true' : undefined,
    'aria-describedby': described || undefined,
  }
}

function shownValue({ filled, name, value }: FieldProps): string {
  return filled?.typed[name] ?? (value === null || value === undefined ? '' : String(value))
}

export function TextField({
  type = 'text',
  attributes = {},
  ...field
}: FieldProps & { type?: string; attributes?: Attributes }) {
  const value = type === 'password' ? {} : { value: shownValue(field) }
  return (
    <Frame field={field} fault={field.filled?.faults[field.name]}>
      <input type={type} {...shared(field)} {...value} {...attributes} />
    </Frame>
  )
}

export function TextArea({
  rows = 5,
  attributes = {},
  ...field
}: FieldProps & { rows?: number; attributes?: Attributes }) {
  return (
    <Frame field={field} fault={field.filled?.faults[field.name]}>
      <textarea rows={rows} {...shared(field)} {...attributes}>
        {shownValue(field)}
      </textarea>
    </Frame>
  )
}

export interface Option {
  value: string | number
  label: string
}

export function SelectField({
  options,
  empty,
  attributes = {},
  ...field
}: FieldProps & { options: Option[]; empty?: string; attributes?: Attributes }) {
  const now = shownValue(field)
  return (
    <Frame field={field} fault={field.filled?.faults[field.name]}>
      <select {...shared(field)} {...attributes}>
        {empty !== undefined && <option value="">{empty}</option>}
        {options.map(({ value, label }) => (
          <option value={value} selected={String(value) === now}>
            {label}
          </option>
        ))}
      </select>
    </Frame>
  )
}

export function CheckField({
  name,
  label,
  hint,
  checked,
  value = 'on',
}: {
  name: string
  label: string
  hint?: string
  checked?: boolean
  value?: string
}) {
  const id = `f-${name}-${value}`
  return (
    <div class="check">
      <input
        type="checkbox"
        id={id}
        name={name}
        value={value}
        checked={checked}
        aria-describedby={hint ? `h-${id}` : undefined}
      />
      <label for={id}>{label}</label>
      {hint && (
        <p class="hint" id={`h-${id}`}>
          {hint}
        </p>
      )}
    </div>
  )
}
