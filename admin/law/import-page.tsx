import type { AdminContext } from '#admin/deps.ts'
import { CheckField, type Filled, Form, SelectField, TextArea, TextField } from '#admin/inputs.tsx'
import { Layout } from '#admin/layout.tsx'
import { Button, ButtonLink, Card, Notice } from '#admin/parts.tsx'
import { words } from '#admin/words.ts'
import type { LawDocument } from '#core/law/documents/documents.ts'
import { documentKinds } from '#core/law/documents/facts.ts'
import type { OneImport } from '#core/law/import/imports.ts'
import type { Corrected } from '#core/law/import/take.ts'
import type { Field } from '#core/office.ts'
import { ImportBadge } from './import-list-page.tsx'
import { Structure } from './import-structure.tsx'

interface One {
  c: AdminContext
  file: OneImport
  text: string
  facts: Corrected['facts']
  /** what was made of the file */
  document: LawDocument | undefined
  /** the document that has the file's number already */
  twin: LawDocument | undefined
  fields: Field[]
  filled: Filled
  mark: string
  mayPublish: boolean
}

/** One file: the facts it names, its text beside what is read in it, and the step into the base. */
export function ImportPage(one: One) {
  const { c, file } = one
  const t = words(c)
  const trail = [
    { href: '/admin/law', label: t('law-import:trail') },
    { href: `/admin/law/import?batch=${file.batch}`, label: t('law-import:title') },
  ]
  const original = file.state === 'read' && (
    <ButtonLink href={`/admin/law/import/${file.id}/file`} icon="download">
      {t('law-import:original')}
    </ButtonLink>
  )
  return (
    <Layout
      c={c}
      title={file.name}
      area="law"
      lead={<ImportBadge c={c} state={file.state} />}
      trail={trail}
      actions={original || undefined}
    >
      <div class="stack">
        {file.reason && <Notice kind="problem">{t(file.reason.key, file.reason.values)}</Notice>}
        {file.state === 'read' && <Correct {...one} />}
        {file.state === 'taken' && <Taken {...one} />}
      </div>
    </Layout>
  )
}

function Correct(one: One) {
  const { c, file, text, facts, twin, filled, mark } = one
  const t = words(c)
  return (
    <>
      {twin && (
        <Notice kind="warning">
          <p>{t('law-import:twin', { number: twin.number ?? '', title: twin.title })}</p>
          <p>
            <a href={`/admin/law/${twin.id}`}>{t('law-import:twin-open')}</a>
          </p>
        </Notice>
      )}
      {facts.pictures > 0 && (
        <Notice kind="warning">{t('law-import:pictures', { count: facts.pictures })}</Notice>
      )}
      <Form
        c={c}
        action={`/admin/law/import/${file.id}`}
        enctype="multipart/form-data"
        class="form"
        filled={filled}
      >
        <input type="hidden" name="mark" value={mark} />
        <Card title={t('law-import:facts')}>
          <Facts {...one} />
        </Card>
        <div class="import-sides" id="preview">
          <Card title={t('law-import:text')}>
            <TextArea
              c={c}
              name="text"
              label={t('law-import:text-label')}
              hint={t('law-import:text-hint')}
              value={text}
              filled={filled}
              rows={30}
              attributes={{ class: 'import-text', spellcheck: 'false' }}
            />
          </Card>
          <Structure c={c} text={text} />
        </div>
        <div class="form-actions import-actions">
          <Button kind="primary" icon="library" name="deed" value="take">
            {t(twin ? 'law-import:compare' : 'law-import:take')}
          </Button>
          <Button icon="refresh-cw" name="deed" value="again">
            {t('law-import:again')}
          </Button>
        </div>
      </Form>
      <Card title={t('law-import:drop')}>
        <p class="muted">{t('law-import:drop-why')}</p>
        <Form c={c} action={`/admin/law/import/${file.id}/drop`}>
          <Button kind="danger" icon="trash-2">
            {t('law-import:drop')}
          </Button>
        </Form>
      </Card>
    </>
  )
}

function Facts({ c, facts, fields, filled }: One) {
  const t = words(c)
  const shared = { c, filled, required: false }
  const kinds = documentKinds.map((kind) => ({ value: kind, label: kind }))
  const known = kinds.some(({ value }) => value === facts.kind)
  const line = (name: 'number' | 'issuer' | 'signer' | 'link') => (
    <TextField {...shared} name={name} label={t(`law-import:fact.${name}`)} value={facts[name]} />
  )
  const day = (name: 'signedOn' | 'inForceOn' | 'expiresOn') => (
    <TextField
      {...shared}
      name={name}
      type="date"
      label={t(`law-import:fact.${name}`)}
      value={facts[name]}
    />
  )
  const ticked = filled.typed.fieldIds?.split(',') ?? facts.fieldIds.map(String)
  return (
    <div class="form">
      <p class="hint">{t('law-import:facts-hint')}</p>
      <div class="form-grid">
        {line('number')}
        <SelectField
          c={c}
          filled={filled}
          attributes={{ required: false }}
          name="kind"
          label={t('law-import:fact.kind')}
          value={facts.kind === '' || known ? facts.kind : 'Văn bản khác'}
          empty={t('law-import:fact.choose')}
          options={kinds}
        />
      </div>
      <TextArea
        c={c}
        filled={filled}
        attributes={{ required: false }}
        name="title"
        label={t('law-import:fact.title')}
        value={facts.title}
        rows={2}
      />
      <div class="form-grid">
        {line('issuer')}
        {line('signer')}
        {day('signedOn')}
        {day('inForceOn')}
        {day('expiresOn')}
        {line('link')}
      </div>
      <fieldset class="field">
        <legend>{t('law-import:fact.fields')}</legend>
        <div class="checks">
          {fields.map(({ id, name, nameEn }) => (
            <CheckField
              name="fieldIds"
              value={String(id)}
              label={c.get('language') === 'en' ? nameEn : name}
              checked={ticked.includes(String(id))}
            />
          ))}
        </div>
      </fieldset>
    </div>
  )
}

function Taken({ c, file, document, mayPublish }: One) {
  const t = words(c)
  if (!document) return null
  const open = document.state !== 'published'
  return (
    <Card title={t('law-import:taken-title')}>
      <p>
        <a href={`/admin/law/${document.id}`}>
          <b>{[document.kind, document.number].filter(Boolean).join(' ')}</b>
        </a>
      </p>
      <p>{document.title}</p>
      <p class="muted">{t(open ? 'law-import:not-public' : 'law-import:public')}</p>
      <div class="form-actions">
        <ButtonLink href={`/admin/law/${document.id}`} icon="file-pen-line">
          {t('law-import:open')}
        </ButtonLink>
        {open && mayPublish && (
          <Form c={c} action={`/admin/law/import/${file.id}/publish`}>
            <Button kind="primary" icon="megaphone">
              {t('law-import:publish')}
            </Button>
          </Form>
        )}
      </div>
    </Card>
  )
}
