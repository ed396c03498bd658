import type { AdminContext } from '#admin/deps.ts'
import { CheckField, type Filled, Form, SelectField, TextArea, TextField } from '#admin/inputs.tsx'
import { Layout } from '#admin/layout.tsx'
import { Button, ButtonLink, Card, Notice } from '#admin/parts.tsx'
import { words } from '#admin/words.ts'
import type { Values } from '#core/language.ts'
import type { Field, Office, Unit } from '#core/office.ts'
import { reachOf } from '#core/staff/roles.ts'
import type { Course } from '#core/training/course.ts'
import { kinds, type TypedSession } from './form.ts'
import { More, Where } from './form-more.tsx'
import { quarterWords } from './list-page.tsx'

export interface FormView {
  c: AdminContext
  office: Office
  /** absent: a new one */
  course?: Course | undefined
  filled: Filled
  rows: TypedSession[]
  /** why the whole was not taken */
  refused?: { key: string; values: Values } | undefined
  now: Date
}

/** Planning a class: what, whose, where, how many, and when. */
export function CourseFormPage(view: FormView) {
  const { c, course, filled, refused } = view
  const t = words(c)
  const action = course ? `/admin/courses/${course.id}` : '/admin/courses'
  const trail = [
    { href: '/admin/courses', label: t('panel:nav.courses') },
    ...(course ? [{ href: action, label: course.title }] : []),
  ]
  const faulty = Object.keys(filled.faults).length > 0
  return (
    <Layout
      c={c}
      title={t(course ? 'courses:edit' : 'courses:new')}
      area="courses"
      trail={trail}
      {...(course && course.state !== 'draft' && { lead: t('courses:edit.told') })}
    >
      {refused && <Notice kind="problem">{t(refused.key, refused.values)}</Notice>}
      {!refused && faulty && <Notice kind="problem">{t('courses:fault.some')}</Notice>}
      <Form c={c} class="form" action={action} filled={filled}>
        <input type="hidden" name="version" value={filled.typed.version ?? '1'} />
        <What {...view} />
        <When {...view} />
        <Where {...view} />
        <More {...view} />
        <div class="form-actions">
          <Button kind="primary">{t('panel:save')}</Button>
          <ButtonLink href={action}>{t('courses:cancel-edit')}</ButtonLink>
        </div>
      </Form>
    </Layout>
  )
}

function What({ c, office, filled }: FormView) {
  const t = words(c)
  return (
    <Card title={t('courses:form.what')}>
      <div class="form">
        <TextField
          c={c}
          name="title"
          label={t('courses:field.title')}
          filled={filled}
          attributes={{ maxlength: 200 }}
        />
        <TextArea
          c={c}
          name="summary"
          label={t('courses:field.summary')}
          hint={t('courses:field.summary.hint')}
          required={false}
          filled={filled}
          rows={4}
          attributes={{ maxlength: 4000 }}
        />
        <div class="form-grid">
          <SelectField
            c={c}
            name="kind"
            label={t('courses:field.kind')}
            filled={filled}
            options={kinds.map((kind) => ({ value: kind, label: t(`courses:kind.${kind}`) }))}
          />
          <SelectField
            c={c}
            name="leadUnitId"
            label={t('courses:field.unit')}
            filled={filled}
            options={ownUnits(c, office.units).map(({ id, name }) => ({ value: id, label: name }))}
          />
        </div>
        <Boxes
          name="fieldId"
          legend={t('courses:field.fields')}
          options={office.fields.map((field) => ({ id: field.id, label: fieldName(c, field) }))}
          filled={filled}
        />
        <Boxes
          name="cooperatingUnitId"
          legend={t('courses:field.cooperating')}
          options={office.units.map(({ id, name }) => ({ id, label: name }))}
          filled={filled}
        />
      </div>
    </Card>
  )
}

function fieldName(c: AdminContext, { name, nameEn }: Field): string {
  return c.get('language') === 'en' ? nameEn : name
}

/** Divisions plan their own; the office plans for all. */
function ownUnits(c: AdminContext, units: Unit[]): Unit[] {
  const actor = c.get('actor')
  if (reachOf(actor, 'training.write') === 'any') return units
  return units.filter(({ id }) => id === actor.unitId)
}

interface BoxesProps {
  name: string
  legend: string
  options: { id: number; label: string }[]
  filled: Filled
}

function Boxes({ name, legend, options, filled }: BoxesProps) {
  const ticked = new Set((filled.typed[name] ?? '').split(','))
  return (
    <fieldset class="checks">
      <legend>{legend}</legend>
      {options.map(({ id, label }) => (
        <CheckField name={name} label={label} value={String(id)} checked={ticked.has(String(id))} />
      ))}
    </fieldset>
  )
}

function When({ c, filled, rows, now }: FormView) {
  const t = words(c)
  const year = now.getUTCFullYear()
  const quarters = [year, year + 1].flatMap((one) => [1, 2, 3, 4].map((q) => `${one}-Q${q}`))
  return (
    <Card title={t('courses:form.when')}>
      <div class="form">
        <p class="muted">{t('courses:form.sessions.hint')}</p>
        <div class="table-wrap">
          <table class="table stacked course-sessions">
            <thead>
              <tr>
                {['day', 'from', 'to', 'place'].map((name) => (
                  <th scope="col">{t(`courses:session.${name}`)}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row, index) => (
                <SessionRow {...{ c, row, index, filled }} />
              ))}
            </tbody>
          </table>
        </div>
        <div class="form-grid">
          <TextField
            c={c}
            name="closesAt"
            type="datetime-local"
            label={t('courses:field.closes')}
            hint={t('courses:field.closes.hint')}
            required={false}
            filled={filled}
          />
          <SelectField
            c={c}
            name="plannedFor"
            label={t('courses:field.planned')}
            hint={t('courses:field.planned.hint')}
            required={false}
            empty={t('courses:field.planned.none')}
            filled={filled}
            options={quarters.map((value) => ({ value, label: quarterWords(t, value) }))}
          />
        </div>
      </div>
    </Card>
  )
}

interface SessionRowProps {
  c: AdminContext
  row: TypedSession
  index: number
  filled: Filled
}

function SessionRow({ c, row, index, filled }: SessionRowProps) {
  const t = words(c)
  const fault = filled.faults[`s${index}-day`]
  const label = (name: string) =>
    t('courses:session.label', { what: t(`courses:session.${name}`), n: index + 1 })
  const described = fault ? `e-s${index}` : undefined
  return (
    <tr>
      <td data-label={t('courses:session.day')}>
        <input type="hidden" name={`s${index}-id`} value={row.id} />
        <input
          type="date"
          name={`s${index}-day`}
          value={row.day}
          aria-label={label('day')}
          aria-describedby={described}
          aria-invalid={fault ? 'true' : undefined}
        />
        {fault && (
          <p class="fault" id={described}>
            {t(fault)}
          </p>
        )}
      </td>
      <td data-label={t('courses:session.from')}>
        <input type="time" name={`s${index}-from`} value={row.from} aria-label={label('from')} />
      </td>
      <td data-label={t('courses:session.to')}>
        <input type="time" name={`s${index}-to`} value={row.to} aria-label={label('to')} />
      </td>
      <td data-label={t('courses:session.place')}>
        <input
          name={`s${index}-place`}
          value={row.place}
          maxlength={300}
          aria-label={label('place')}
          placeholder={t('courses:session.place.usual')}
        />
      </td>
    </tr>
  )
}
