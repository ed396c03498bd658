import type { AdminContext } from '#admin/deps.ts'
import { type Filled, Form, TextField } from '#admin/inputs.tsx'
import { Layout } from '#admin/layout.tsx'
import { Button, Card } from '#admin/parts.tsx'
import { words } from '#admin/words.ts'
import { kindOf, usualDays } from '#core/plan/report-periods.ts'
import type { Setting } from '#core/profile-shape.ts'

/** When each report is due and which days it covers. */
export function PeriodsPage({
  c,
  rules,
  filled,
}: {
  c: AdminContext
  rules: Setting<'reporting'>
  filled: Filled
}) {
  const t = words(c)
  return (
    <Layout
      c={c}
      title={t('reports:periods')}
      area="reports"
      lead={t('reports:periods.lead')}
      trail={[{ href: '/admin/reports', label: t('panel:nav.reports') }]}
    >
      <Form c={c} class="form" action="/admin/reports/periods" filled={filled}>
        {rules.map((rule, at) => {
          const usual = usualDays(rule)
          const field = (name: 'name' | 'due' | 'from' | 'to', placeholder: string) => (
            <TextField
              {...{ c, filled, name: `${name}-${at}`, label: t(`reports:periods.${name}`) }}
              required={name === 'name' || name === 'due'}
              value={rule[name]}
              attributes={{ maxlength: name === 'name' ? 120 : 5, placeholder }}
            />
          )
          return (
            <Card title={`${t(`reports:kind.${kindOf(rule)}`)} · ${rule.name}`}>
              <div class="form-grid">
                {field('name', '')}
                {field('due', '06-20')}
                {field('from', usual.from)}
                {field('to', usual.to)}
              </div>
            </Card>
          )
        })}
        <div class="form-actions">
          <Button kind="primary" icon="save">
            {t('panel:save')}
          </Button>
        </div>
      </Form>
    </Layout>
  )
}
