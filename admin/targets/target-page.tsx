import { z } from 'zod'
import type { AdminContext } from '#admin/deps.ts'
import { line, optionalId, tick } from '#admin/forms.ts'
import {
  CheckField,
  type Filled,
  Form,
  type Option,
  SelectField,
  TextArea,
  TextField,
} from '#admin/inputs.tsx'
import { Layout } from '#admin/layout.tsx'
import { Button, Card, Empty } from '#admin/parts.tsx'
import { moment, words } from '#admin/words.ts'
import { formulaNames, isFormula } from '#core/plan/formulas.ts'
import type { TargetPage } from '#core/plan/one-target.ts'
import type { PlanPeriod } from '#core/plan/periods.ts'
import { seenOf } from '#core/plan/target-deeds.ts'
import { isShare } from '#core/plan/target-values.ts'
import { placeOfTask } from '#core/plan/task.ts'
import { may } from '#core/staff/roles.ts'
import { recordsHref, shownValue } from './figure.tsx'
import { periodName } from './list-page.tsx'

/** 12,5 or 12.5; empty is none. */
export const decimal = z
  .string()
  .default('')
  .transform((text) => text.trim().replace(/\s/g, '').replace(',', '.'))
  .refine((text) => text === '' || /^\d{1,9}(\.\d{1,4})?$/.test(text), {
    error: 'plan:fault.number',
  })
  .transform((text) => (text === '' ? null : Number(text)))

export const targetForm = z.object({
  code: z
    .string()
    .trim()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, { error: 'plan:fault.code' })
    .max(60)
    .optional(),
  plan: line(200),
  name: line(300),
  measure: line(40),
  formula: z.string().default(''),
  baseline: decimal,
  unit: optionalId,
  atMost: tick,
  version: z.coerce.number().int().default(0),
})

interface View {
  c: AdminContext
  target: TargetPage | undefined
  filled: Filled
  typing: Filled
  period: PlanPeriod
  choices: string[]
  units: Option[]
}

/** A target: what it is, its goal and value by period, who typed them. */
export function TargetShowPage(view: View) {
  const { c, target } = view
  const t = words(c)
  const actor = c.get('actor')
  const edits = may(actor, 'targets.edit')
  const own = target && may(actor, 'plan.edit', placeOfTask({ leadUnitId: target.unitId }))
  return (
    <Layout
      c={c}
      title={target?.name ?? t('plan:target.add')}
      area="targets"
      trail={[{ href: '/admin/targets', label: t('plan:targets') }]}
    >
      <div class="columns">
        <div class="stack">
          {target && <How {...view} target={target} />}
          {target && <Values c={c} target={target} />}
          {edits && <TargetForm {...view} />}
        </div>
        <div class="stack">
          {target && (edits || (own && !isFormula(target.formula))) && (
            <TypeIn {...view} target={target} goals={edits} />
          )}
          {target && edits && <Closing c={c} target={target} />}
        </div>
      </div>
    </Layout>
  )
}

function How({ c, target, period }: View & { target: TargetPage }) {
  const t = words(c)
  return (
    <Card>
      <p>{target.plan}</p>
      {isFormula(target.formula) ? (
        <>
          <p>
            <b>{t(`plan:formula.${target.formula}`)}</b>
          </p>
          <p class="muted">{t(`plan:formula.${target.formula}.how`)}</p>
          <p>
            <a href={recordsHref(target.formula, period)}>{t('plan:records.open')}</a>
          </p>
        </>
      ) : (
        <p class="muted">{t('plan:typed-in')}</p>
      )}
      {target.baseline !== null && (
        <p class="small">
          {t('plan:baseline')}: {shownValue(c, target.baseline, isShare(target))}
        </p>
      )}
    </Card>
  )
}

function Values({ c, target }: { c: AdminContext; target: TargetPage }) {
  const t = words(c)
  const share = isShare(target)
  if (target.values.length === 0) return <Empty icon="goal" title={t('plan:values.none')} />
  return (
    <div class="table-wrap">
      <table class="table stacked">
        <thead>
          <tr>
            <th>{t('plan:period')}</th>
            <th class="num">{t('plan:goal')}</th>
            <th class="num">{t('plan:value')}</th>
            <th>{t('plan:note')}</th>
          </tr>
        </thead>
        <tbody>
          {target.values.map(({ period, goal, value, note, staffName, at }) => (
            <tr>
              <th scope="row">{periodName(c, period)}</th>
              <td class="num" data-label={t('plan:goal')}>
                {shownValue(c, goal, share)}
              </td>
              <td class="num" data-label={t('plan:value')}>
                {isFormula(target.formula) ? t('plan:by-formula') : shownValue(c, value, share)}
              </td>
              <td data-label={t('plan:note')}>
                {note}
                {at && (
                  <span class="muted small">
                    {' '}
                    {t('plan:typed-by', { name: staffName ?? '', at: moment(c, at) })}
                  </span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function TypeIn({
  c,
  target,
  typing,
  period,
  choices,
  goals,
}: View & { target: TargetPage; goals: boolean }) {
  const t = words(c)
  const share = isShare(target) ? { inputmode: 'decimal' } : {}
  const known = target.values.find((one) => one.period === period.code)
  const within = 'value'
  return (
    <Card title={t('plan:type-in')}>
      <Form c={c} class="form" action={`/admin/targets/${target.id}/values`} filled={typing}>
        <SelectField
          c={c}
          name="period"
          within={within}
          label={t('plan:period')}
          options={choices.map((code) => ({ value: code, label: periodName(c, code) }))}
          value={period.code}
          filled={typing}
        />
        {goals && (
          <TextField
            c={c}
            name="goal"
            within={within}
            label={t('plan:goal')}
            value={known?.goal}
            hint={t('plan:goal.hint')}
            filled={typing}
            required={false}
            attributes={share}
          />
        )}
        {!isFormula(target.formula) && (
          <>
            <TextField
              c={c}
              name="value"
              within={within}
              label={t('plan:value')}
              value={known?.value}
              filled={typing}
              required={false}
              attributes={share}
            />
            <input type="hidden" name="seen" value={seenOf(period.code, known?.at)} />
            <TextArea
              c={c}
              name="note"
              within={within}
              label={t('plan:note')}
              hint={t('plan:note.hint')}
              value={known?.note}
              filled={typing}
              required={false}
              rows={2}
            />
          </>
        )}
        <div class="form-actions">
          <Button kind="primary">{t('panel:save')}</Button>
        </div>
      </Form>
    </Card>
  )
}

function TargetForm({ c, target, filled, units }: View) {
  const t = words(c)
  const field = (name: string, value: string | number | null | undefined) => ({
    ...{ c, name, filled, value, label: t(`plan:target.${name}`) },
  })
  return (
    <Card title={t(target ? 'plan:target.change' : 'plan:target.add')}>
      <Form
        c={c}
        class="form"
        action={target ? `/admin/targets/${target.id}` : '/admin/targets'}
        filled={filled}
      >
        <input type="hidden" name="version" value={String(target?.version ?? 0)} />
        {!target && <TextField {...field('code', '')} hint={t('plan:target.code-hint')} />}
        <TextField {...field('plan', target?.plan)} attributes={{ maxlength: 200 }} />
        <TextField {...field('name', target?.name)} attributes={{ maxlength: 300 }} />
        <TextField
          {...field('measure', target?.measure)}
          hint={t('plan:target.measure-hint')}
          attributes={{ maxlength: 40 }}
        />
        <SelectField
          {...field('formula', target?.formula)}
          options={formulaNames.map((name) => ({ value: name, label: t(`plan:formula.${name}`) }))}
          empty={t('plan:typed-in')}
          required={false}
        />
        <TextField {...field('baseline', target?.baseline)} required={false} />
        <SelectField
          {...field('unit', target?.unitId)}
          options={units}
          empty="–"
          required={false}
        />
        <CheckField
          name="atMost"
          label={t('plan:target.atMost')}
          checked={target?.atMost ?? false}
        />
        <div class="form-actions">
          <Button kind="primary">{t('panel:save')}</Button>
        </div>
      </Form>
    </Card>
  )
}

function Closing({ c, target }: { c: AdminContext; target: TargetPage }) {
  const t = words(c)
  const closed = target.closedAt !== null
  return (
    <Card title={t(closed ? 'plan:target.reopen' : 'plan:target.close')}>
      <p class="muted">{t(closed ? 'plan:target.reopen-why' : 'plan:target.close-why')}</p>
      <Form c={c} action={`/admin/targets/${target.id}/state`}>
        <input type="hidden" name="to" value={closed ? 'open' : 'closed'} />
        <input type="hidden" name="version" value={String(target.version)} />
        <Button kind={closed ? 'plain' : 'danger'} icon={closed ? 'archive-restore' : 'archive'}>
          {t(closed ? 'plan:target.reopen' : 'plan:target.close')}
        </Button>
      </Form>
    </Card>
  )
}
