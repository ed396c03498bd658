import type { AdminContext } from '#admin/deps.ts'
import { type Filled, Form, SelectField, TextArea, TextField } from '#admin/inputs.tsx'
import { Layout } from '#admin/layout.tsx'
import { Button, Card } from '#admin/parts.tsx'
import { words } from '#admin/words.ts'
import { dayOf } from '#core/calendar/calendar.ts'
import { feeSizes } from '#core/plan/fee-cap.ts'
import { RefusedNotice } from './shown.tsx'

const path = '/admin/fees'

/** A file as it comes in. */
export function NewFeePage({ c, filled }: { c: AdminContext; filled: Filled }) {
  const t = words(c)
  const own = { c, filled }
  return (
    <Layout
      c={c}
      title={t('consultants:fees.add')}
      area="fees"
      trail={[{ href: path, label: t('consultants:fees') }]}
    >
      <RefusedNotice c={c} filled={filled} />
      <Card>
        <Form c={c} class="form" action={path} filled={filled}>
          <div class="form-grid">
            <TextField
              {...own}
              name="ticketCode"
              label={t('consultants:fee.ticket')}
              hint={t('consultants:fee.ticket.hint')}
              required={false}
            />
            <TextField
              {...own}
              name="taxCode"
              label={t('consultants:fee.tax-code')}
              required={false}
            />
            <TextField
              {...own}
              name="name"
              label={t('consultants:fee.name')}
              hint={t('consultants:fee.name.hint')}
              required={false}
            />
            <SelectField
              {...own}
              name="size"
              label={t('consultants:fee.size')}
              empty={t('consultants:fee.size.choose')}
              options={feeSizes.map((value) => ({
                value,
                label: t(`consultants:fee.size.${value}`),
              }))}
            />
            <TextField
              {...own}
              name="feeVnd"
              label={t('consultants:fee.fee')}
              attributes={{ inputmode: 'numeric' }}
            />
            <TextField
              {...own}
              name="receivedOn"
              type="date"
              label={t('consultants:fee.received')}
              value={dayOf(new Date())}
            />
          </div>
          <TextArea
            {...own}
            name="missing"
            rows={3}
            label={t('consultants:fee.missing')}
            hint={t('consultants:fee.missing.hint')}
            required={false}
          />
          <TextArea
            {...own}
            name="note"
            rows={3}
            label={t('consultants:fee.note')}
            required={false}
          />
          <div>
            <Button kind="primary" icon="check">
              {t('consultants:fees.add')}
            </Button>
          </div>
        </Form>
      </Card>
    </Layout>
  )
}
