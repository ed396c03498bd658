import type { AdminContext } from '#admin/deps.ts'
import { CheckField, type Filled, Form, SelectField, TextArea, TextField } from '#admin/inputs.tsx'
import { Button, Notice } from '#admin/parts.tsx'
import { words } from '#admin/words.ts'
import type { LawDocument } from '#core/law/documents/documents.ts'
import { documentKinds } from '#core/law/documents/facts.ts'
import type { Field } from '#core/office.ts'
import { dayWord } from './words.tsx'

interface FactsFormProps {
  c: AdminContext
  document?: LawDocument
  fields: Field[]
  filled: Filled
  /** the document that has the typed number already */
  taken?: { id: number; title: string } | undefined
}

/** What is known of a document, to be typed or corrected. */
export function FactsForm({ c, document, fields, filled, taken }: FactsFormProps) {
  const t = words(c)
  const kinds = new Set<string>([...documentKinds, ...(document ? [document.kind] : [])])
  const text = (name: 'number' | 'title' | 'issuer' | 'signer' | 'link', most: number) => (
    <TextField
      c={c}
      name={name}
      label={t(`law:fact.${name}`)}
      value={document?.[name]}
      filled={filled}
      required={name === 'title'}
      attributes={{ maxlength: most }}
    />
  )
  const version = filled.typed.version ?? (document ? String(document.version) : '')
  return (
    <Form
      c={c}
      class="form"
      action={document === undefined ? '/admin/law' : `/admin/law/${document.id}`}
      filled={filled}
    >
      {taken && (
        <Notice kind="warning">
          <a href={`/admin/law/${taken.id}`}>{t('law:taken', { title: taken.title })}</a>
        </Notice>
      )}
      <input type="hidden" name="version" value={version} />
      <div class="form-grid">
        {text('number', 100)}
        <SelectField
          c={c}
          name="kind"
          label={t('law:fact.kind')}
          value={document?.kind ?? 'Nghị định'}
          filled={filled}
          options={[...kinds].map((value) => ({ value, label: value }))}
        />
      </div>
      {text('title', 1000)}
      <div class="form-grid">
        {text('issuer', 200)}
        {text('signer', 200)}
      </div>
      <div class="form-grid">
        {(['signedOn', 'publishedOn', 'inForceOn', 'expiresOn'] as const).map((name) => (
          <TextField
            c={c}
            type="date"
            name={name}
            label={t(`law:fact.${name}`)}
            value={document?.[name]}
            filled={filled}
            required={false}
            {...(name === 'expiresOn' && { hint: t('law:fact.expiresOn-hint') })}
          />
        ))}
      </div>
      <FieldTicks c={c} fields={fields} filled={filled} {...(document && { document })} />
      {text('link', 1000)}
      <TextArea
        c={c}
        name="summary"
        label={t('law:fact.summary')}
        hint={t('law:fact.summary-hint')}
        value={document?.summary}
        filled={filled}
        required={false}
        rows={3}
        attributes={{ maxlength: 2000 }}
      />
      <CheckField
        name="factsChecked"
        label={t('law:fact.checked')}
        hint={t('law:fact.checked-hint')}
        checked={
          'kind' in filled.typed
            ? filled.typed.factsChecked !== undefined
            : (document?.factsChecked ?? false)
        }
      />
      <div>
        <Button kind="primary">{t('panel:save')}</Button>
      </div>
    </Form>
  )
}

function FieldTicks({ c, document, fields, filled }: Omit<FactsFormProps, 'taken'>) {
  const typed = filled.typed.fieldIds
  const ticked =
    'kind' in filled.typed ? (typed ?? '').split(',') : (document?.fieldIds.map(String) ?? [])
  const language = c.get('language')
  return (
    <fieldset class="law-fields">
      <legend>{words(c)('law:fact.fields')}</legend>
      {fields.map(({ id, name, nameEn }) => (
        <CheckField
          name="fieldIds"
          value={String(id)}
          label={language === 'en' ? nameEn : name}
          checked={ticked.includes(String(id))}
        />
      ))}
    </fieldset>
  )
}

/** The same facts for those who only read them. */
export function FactsList({
  c,
  document,
  fields,
}: {
  c: AdminContext
  document: LawDocument
  fields: Field[]
}) {
  const t = words(c)
  const language = c.get('language')
  const own = fields.filter(({ id }) => document.fieldIds.includes(id))
  const rows: [string, string][] = [
    ['issuer', document.issuer],
    ['signer', document.signer],
    ['signedOn', dayWord(document.signedOn)],
    ['publishedOn', dayWord(document.publishedOn)],
    ['inForceOn', dayWord(document.inForceOn)],
    ['expiresOn', dayWord(document.expiresOn)],
    ['fields', own.map((field) => (language === 'en' ? field.nameEn : field.name)).join(', ')],
    ['summary', document.summary],
  ]
  return (
    <dl class="facts">
      {rows.map(([name, value]) => (
        <>
          <dt>{t(`law:fact.${name}`)}</dt>
          <dd>{value || '–'}</dd>
        </>
      ))}
      {document.link !== '' && (
        <>
          <dt>{t('law:fact.link')}</dt>
          <dd>
            <a href={document.link} rel="noreferrer">
              {document.link}
            </a>
          </dd>
        </>
      )}
    </dl>
  )
}
