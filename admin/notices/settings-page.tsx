import type { AdminContext } from '#admin/deps.ts'
import { CheckField, type Filled, Form, SelectField } from '#admin/inputs.tsx'
import { Layout } from '#admin/layout.tsx'
import { Button, Card } from '#admin/parts.tsx'
import { words } from '#admin/words.ts'
import type { NoticeSettings } from '#core/notices/settings.ts'

const days = [1, 2, 3, 4, 5, 6, 0]
const hours = Array.from({ length: 14 }, (_, at) => at + 7)

/** How the office sends: whether the leadership agrees first, and when the digest goes out. */
export function NoticeSettingsPage({
  c,
  set,
  filled,
}: {
  c: AdminContext
  set: NoticeSettings
  filled: Filled
}) {
  const t = words(c)
  const trail = [{ href: '/admin/notices', label: t('panel:nav.notices') }]
  return (
    <Layout c={c} title={t('notices:settings')} area="notices" trail={trail}>
      <Card>
        <Form c={c} class="form" action="/admin/notices/settings" filled={filled}>
          <CheckField
            name="approval"
            label={t('notices:settings.approval')}
            hint={t('notices:settings.approval.hint')}
            checked={set.approval}
          />
          <div class="form-grid">
            <SelectField
              c={c}
              name="digestDay"
              label={t('notices:settings.day')}
              value={set.digestDay}
              filled={filled}
              options={days.map((day) => ({ value: day, label: t(`notices:day.${day}`) }))}
            />
            <SelectField
              c={c}
              name="digestHour"
              label={t('notices:settings.hour')}
              value={set.digestHour}
              filled={filled}
              options={hours.map((hour) => ({
                value: hour,
                label: `${String(hour).padStart(2, '0')}:00`,
              }))}
            />
          </div>
          <div>
            <Button kind="primary">{t('panel:save')}</Button>
          </div>
        </Form>
      </Card>
    </Layout>
  )
}
