import type { AdminContext } from '#admin/deps.ts'
import { type Filled, Form, SelectField, TextArea, TextField } from '#admin/inputs.tsx'
import { Layout } from '#admin/layout.tsx'
import { Button, ButtonLink, Card, Notice } from '#admin/parts.tsx'
import { moment, words } from '#admin/words.ts'
import type { Office } from '#core/office.ts'
import type { Twin } from '#core/people/twins.ts'
import { typedSources } from '#core/tickets/sources.ts'

interface TypeIn {
  c: AdminContext
  office: Office
  /** of this form: sent twice, it opens one ticket */
  form: string
  /** known people whom phone number and tax code point at */
  twins: Twin[]
  filled?: Filled
}

/** "Ghi câu hỏi": a question that came by phone, in person or at a conference. */
export function TypeInPage(props: TypeIn) {
  const { c, form, filled, twins } = props
  const t = words(c)
  const trail = [{ href: '/admin/tickets', label: t('inbox:title') }]
  const several = Object.keys(filled?.faults ?? {}).some((name) => name !== 'form')
  return (
    <Layout
      c={c}
      title={t('inbox:typed')}
      lead={t('inbox:typed.lead')}
      area="tickets"
      trail={trail}
    >
      {several && <Notice kind="problem">{t('inbox:typed.fault')}</Notice>}
      <Form c={c} action="/admin/tickets/new" class="form" {...(filled && { filled })}>
        <input type="hidden" name="form" value={form} />
        {twins.length > 0 && <Known {...props} />}
        <div class="columns">
          <Card title={t('inbox:typed.question-card')}>
            <Question {...props} />
          </Card>
          <Card title={t('inbox:typed.person-card')}>
            <Person {...props} />
          </Card>
        </div>
        <div class="form-actions">
          <Button kind="primary" icon="inbox">
            {t('inbox:typed.save')}
          </Button>
          <ButtonLink href="/admin/tickets" kind="quiet">
            {t('inbox:typed.leave')}
          </ButtonLink>
        </div>
      </Form>
    </Layout>
  )
}

function Question(props: TypeIn) {
  const { c, office, filled } = props
  const t = words(c)
  const shared = { c, ...(filled && { filled }) }
  const english = c.get('language') === 'en'
  const options = office.fields.map(({ id, name, nameEn }) => ({
    value: id,
    label: english ? nameEn : name,
  }))
  return (
    <div class="form">
      <Radios
        {...props}
        name="source"
        options={typedSources.map((value) => ({ value, label: t(`panel:channel.${value}`) }))}
      />
      <TextField
        {...shared}
        name="note"
        label={t('inbox:typed.note')}
        hint={t('inbox:typed.note-hint')}
        required={false}
      />
      <TextArea
        {...shared}
        name="question"
        label={t('inbox:typed.question')}
        rows={9}
        attributes={{ class: 'tall' }}
      />
      <SelectField
        {...shared}
        name="field"
        label={t('inbox:field.field')}
        options={options}
        empty={t('inbox:typed.no-field')}
        required={false}
      />
      {mayTake(props) && (
        <Radios
          {...props}
          name="who"
          options={(['ours', 'office'] as const).map((value) => ({
            value,
            label: t(`inbox:typed.who-${value}`),
          }))}
        />
      )}
    </div>
  )
}

/** Who belongs to a division may take it at once; the focal point classifies and routes as with every question. */
function mayTake({ c, office }: TypeIn): boolean {
  const { unitId, role } = c.get('actor')
  return unitId !== undefined && role !== 'coordinator' && office.unit(unitId)?.focal === false
}

function Person(props: TypeIn) {
  const { c, office, filled } = props
  const t = words(c)
  const shared = { c, required: false, ...(filled && { filled }) }
  const communes = { list: 'communes', autocomplete: 'off' }
  return (
    <div class="form">
      <Radios
        {...props}
        name="consent"
        hint={t('inbox:typed.consent-hint', { years: office.consent.retentionYears })}
        options={(['none', 'oral', 'paper'] as const).map((value) => ({
          value,
          label: t(`inbox:typed.consent-${value}`),
        }))}
      />
      <TextField {...shared} name="name" label={t('inbox:typed.name')} />
      <TextField {...shared} name="phone" label={t('inbox:fact.phone')} type="tel" />
      <TextField {...shared} name="business" label={t('inbox:typed.business')} />
      <TextField {...shared} name="taxCode" label={t('inbox:fact.tax-code')} />
      <TextField {...shared} name="commune" label={t('inbox:fact.commune')} attributes={communes} />
      <datalist id="communes">
        {office.communes.map(({ kind, name }) => (
          <option value={`${kind} ${name}`} />
        ))}
      </datalist>
    </div>
  )
}

/** Somebody with this number and tax code is known: is it them? Their data are not shown, only where they write. */
function Known(props: TypeIn) {
  const { c, twins } = props
  const t = words(c)
  const where = ({ channels }: Twin) =>
    channels.map((channel) => t(`panel:channel.${channel}`)).join(', ') || t('inbox:typed.no-chat')
  return (
    <Card title={t('inbox:typed.known')}>
      <p>{t('inbox:typed.known-lead')}</p>
      <Radios
        {...props}
        name="person"
        options={[
          ...twins.map((twin) => ({
            value: String(twin.id),
            label: t('inbox:typed.known-one', {
              since: moment(c, twin.since, true),
              where: where(twin),
            }),
          })),
          { value: 'new', label: t('inbox:typed.known-none') },
        ]}
      />
    </Card>
  )
}

interface RadioProps extends TypeIn {
  name: 'source' | 'consent' | 'who' | 'person'
  options: { value: string; label: string }[]
  hint?: string
}

/** The first one is chosen, except where it would decide something nobody decided. */
function Radios({ c, name, options, hint, filled }: RadioProps) {
  const t = words(c)
  const chosen = filled?.typed[name] ?? (name === 'person' ? undefined : options[0]?.value)
  const fault = filled?.faults[name]
  return (
    <fieldset class={fault ? 'field field-faulty' : 'field'}>
      <legend>{t(`inbox:typed.${name}`)}</legend>
      {options.map(({ value, label }) => (
        <label class="choice">
          <input type="radio" name={name} value={value} checked={value === chosen} />
          {label}
        </label>
      ))}
      {hint && <p class="hint">{hint}</p>}
      {fault && <p class="fault">{t(fault)}</p>}
    </fieldset>
  )
}
