import type { AdminContext } from '#admin/deps.ts'
import { type Filled, Form, type Option, TextField } from '#admin/inputs.tsx'
import { Layout } from '#admin/layout.tsx'
import { Badge, Button, ButtonLink, Card, Notice } from '#admin/parts.tsx'
import { words } from '#admin/words.ts'
import type { Values } from '#core/language.ts'
import type { DraftTask, Preview } from '#core/plan/task-import.ts'
import { shownDay } from './shown.tsx'

interface ImportView {
  c: AdminContext
  filled: Filled
  year: number
  plans: { plan: string }[]
  refused: { key: string; values: Values } | undefined
}

/** Hands a table of tasks in; nothing is stored before the preview is confirmed. */
export function ImportPage({ c, filled, year, plans, refused }: ImportView) {
  const t = words(c)
  return (
    <Layout
      c={c}
      title={t('plan:import')}
      area="plan"
      lead={t('plan:import.lead')}
      trail={[{ href: '/admin/plan', label: t('plan:title') }]}
    >
      {refused && <Notice kind="problem">{t(refused.key, refused.values)}</Notice>}
      <Card>
        <Form
          c={c}
          class="form"
          action="/admin/plan/import"
          filled={filled}
          enctype="multipart/form-data"
        >
          <TextField
            c={c}
            name="plan"
            label={t('plan:plan')}
            hint={t('plan:import.plan-hint')}
            filled={filled}
            attributes={{ maxlength: 200, list: 'plans' }}
          />
          <datalist id="plans">
            {plans.map(({ plan }) => (
              <option value={plan} />
            ))}
          </datalist>
          <TextField
            c={c}
            name="year"
            type="number"
            label={t('plan:import.year')}
            hint={t('plan:import.year-hint')}
            value={year}
            filled={filled}
            attributes={{ min: 2020, max: 2099 }}
          />
          <TextField
            c={c}
            name="file"
            type="file"
            label={t('plan:import.file')}
            hint={t('plan:import.file-hint')}
            filled={filled}
            attributes={{ accept: '.xlsx,.docx' }}
          />
          <div class="form-actions">
            <Button kind="primary" icon="table">
              {t('plan:import.preview')}
            </Button>
          </div>
        </Form>
      </Card>
    </Layout>
  )
}

/** What each row would become; units that were not recognised can be chosen here. */
export function PreviewPage({
  c,
  preview,
  units,
}: {
  c: AdminContext
  preview: Preview
  units: Option[]
}) {
  const t = words(c)
  const sound = preview.tasks.filter(({ fault }) => fault === undefined)
  const flagged = sound.filter(({ flags }) => flags.length > 0).length
  const left = preview.tasks.length - sound.length
  return (
    <Layout
      c={c}
      title={t('plan:import.look')}
      area="plan"
      lead={t('plan:import.found', {
        count: sound.length,
        flagged,
        left,
        skipped: preview.skipped,
      })}
      trail={[
        { href: '/admin/plan', label: t('plan:title') },
        { href: '/admin/plan/import', label: t('plan:import') },
      ]}
    >
      <Form c={c} action="/admin/plan/import/rows">
        <input type="hidden" name="plan" value={preview.plan} />
        <input type="hidden" name="rows" value={JSON.stringify(sound)} />
        <div class="table-wrap">
          <table class="table stacked plan-table">
            <thead>
              <tr>
                <th class="shrink">{t('plan:number')}</th>
                <th>{t('plan:content')}</th>
                <th>{t('plan:unit')}</th>
                <th>{t('plan:due')}</th>
                <th>{t('plan:import.remarks')}</th>
              </tr>
            </thead>
            <tbody>
              {preview.tasks.map((task) => (
                <Row c={c} task={task} at={sound.indexOf(task)} units={units} />
              ))}
            </tbody>
          </table>
        </div>
        <div class="form-actions">
          {sound.length > 0 && (
            <Button kind="primary" icon="check">
              {t('plan:import.take', { count: sound.length })}
            </Button>
          )}
          <ButtonLink href="/admin/plan/import">{t('plan:import.again')}</ButtonLink>
        </div>
      </Form>
    </Layout>
  )
}

function Row({
  c,
  task,
  at,
  units,
}: {
  c: AdminContext
  task: DraftTask
  at: number
  units: Option[]
}) {
  const t = words(c)
  return (
    <tr class={task.fault ? 'plan-left' : undefined}>
      <td class="mono">{task.number}</td>
      <th scope="row" class="plan-content">
        {task.content || '–'}
        <span class="muted small">{task.result}</span>
      </th>
      <td data-label={t('plan:unit')}>
        {task.fault === undefined ? (
          <select
            name={`unit-${at}`}
            aria-label={t('plan:import.unit-of', { number: task.number })}
          >
            <option value="">{task.leadText || t('plan:no-unit')}</option>
            {units.map(({ value, label }) => (
              <option value={value} selected={value === task.leadUnitId}>
                {label}
              </option>
            ))}
          </select>
        ) : (
          task.leadText
        )}
      </td>
      <td data-label={t('plan:due')}>
        {task.dueOn === null ? t('plan:deadline.always') : shownDay(task.dueOn)}
        <span class="muted small plan-said">{task.deadlineText}</span>
      </td>
      <td data-label={t('plan:import.remarks')}>
        {task.fault && (
          <Badge tone="alarm">
            {t(`plan:import.row.${task.fault}`, { table: task.table, row: task.row })}
          </Badge>
        )}
        {task.flags.map((flag) => (
          <Badge tone="watch">{t(`plan:import.flag.${flag}`)}</Badge>
        ))}
      </td>
    </tr>
  )
}
