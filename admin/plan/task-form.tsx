import { z } from 'zod'
import type { AdminContext } from '#admin/deps.ts'
import { line, optionalId, optionalLine } from '#admin/forms.ts'
import { type Filled, Form, type Option, SelectField, TextArea, TextField } from '#admin/inputs.tsx'
import { Layout } from '#admin/layout.tsx'
import { Button, Card } from '#admin/parts.tsx'
import { words } from '#admin/words.ts'
import { deadlineKinds } from '#core/plan/deadline.ts'
import type { TaskPage } from '#core/plan/tasks.ts'

const noDay = 'plan:fault.day'

/** A task as the form sends it. */
export const taskForm = z
  .object({
    plan: line(200),
    number: line(20),
    content: line(2_000),
    result: optionalLine(1_000),
    unit: optionalId,
    leadText: optionalLine(300),
    cooperatingText: optionalLine(1_000),
    deadline: z.enum(deadlineKinds, { error: 'panel:fault.invalid' }),
    dueOn: z
      .string()
      .default('')
      .refine((text) => text === '' || z.iso.date().safeParse(text).success, { error: noDay }),
    deadlineText: optionalLine(200),
    version: z.coerce.number().int().default(0),
  })
  .refine(({ deadline, dueOn }) => deadline === 'always' || dueOn !== '', {
    path: ['dueOn'],
    error: noDay,
  })

interface TaskFormView {
  c: AdminContext
  task: TaskPage | undefined
  filled: Filled
  units: Option[]
  plans: { plan: string }[]
}

/** Writes a task down, or changes one. */
export function TaskFormPage({ c, task, filled, units, plans }: TaskFormView) {
  const t = words(c)
  const trail = [{ href: '/admin/plan', label: t('plan:title') }]
  const field = (name: string, value: string | number | null | undefined) => ({
    ...{ c, name, filled, value, label: t(`plan:${name}`) },
  })
  return (
    <Layout
      c={c}
      title={t(task ? 'plan:change' : 'plan:add')}
      area="plan"
      trail={task ? [...trail, { href: `/admin/plan/${task.id}`, label: task.number }] : trail}
    >
      <Card>
        <Form
          c={c}
          class="form"
          action={task ? `/admin/plan/${task.id}` : '/admin/plan'}
          filled={filled}
        >
          <input
            type="hidden"
            name="version"
            value={filled.typed.version ?? String(task?.version ?? 0)}
          />
          <TextField
            {...field('plan', task?.plan)}
            attributes={{ maxlength: 200, list: 'plans' }}
          />
          <datalist id="plans">
            {plans.map(({ plan }) => (
              <option value={plan} />
            ))}
          </datalist>
          <TextField {...field('number', task?.number)} attributes={{ maxlength: 20 }} />
          <TextArea {...field('content', task?.content)} rows={3} />
          <TextArea {...field('result', task?.result)} rows={2} required={false} />
          <SelectField
            {...field('unit', task?.leadUnitId)}
            options={units}
            empty={t('plan:no-unit')}
            required={false}
          />
          <TextField
            {...field('leadText', task?.leadText)}
            required={false}
            hint={t('plan:leadText.hint')}
          />
          <TextArea
            {...field('cooperatingText', task?.cooperatingText)}
            rows={2}
            required={false}
          />
          <SelectField
            {...field('deadline', task?.deadline)}
            options={deadlineKinds.map((kind) => ({
              value: kind,
              label: t(`plan:deadline.${kind}`),
            }))}
          />
          <TextField
            {...field('dueOn', task?.dueOn)}
            type="date"
            required={false}
            hint={t('plan:dueOn.hint')}
          />
          <TextField {...field('deadlineText', task?.deadlineText)} required={false} />
          <div class="form-actions">
            <Button kind="primary">{t('panel:save')}</Button>
          </div>
        </Form>
      </Card>
    </Layout>
  )
}
