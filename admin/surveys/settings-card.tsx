import { CheckField, Form, SelectField, TextField } from '#admin/inputs.tsx'
import { Button, Card } from '#admin/parts.tsx'
import { words } from '#admin/words.ts'
import type { ShowView } from './show-page.tsx'

/** A moment as the field for it shows it: the desk's clock. */
function inField(at: Date | null): string {
  return at ? new Date(at.getTime() + 7 * 3_600_000).toISOString().slice(0, 16) : ''
}

/** What is settled of a survey beside its form. */
export function Settings({ c, survey, responses, units, filled }: ShowView) {
  const t = words(c)
  const field = { c, filled }
  const fixed = responses > 0
  return (
    <Card title={t('survey-desk:settings')} id="settings">
      <Form c={c} action={`/admin/surveys/${survey.id}/settings`} class="form" filled={filled}>
        <input
          type="hidden"
          name="version"
          value={filled.typed.version ?? String(survey.version)}
        />
        <TextField
          {...field}
          name="title"
          label={t('survey-desk:column.title')}
          value={survey.title}
        />
        <SelectField
          {...field}
          name="unitId"
          label={t('numbers:unit')}
          value={survey.unitId}
          required={false}
          empty={t('survey-desk:settings.no-unit')}
          options={units}
        />
        <div class="form-grid">
          <TextField
            {...field}
            name="opensAt"
            type="datetime-local"
            label={t('survey-desk:settings.opens')}
            value={inField(survey.opensAt)}
            required={false}
          />
          <TextField
            {...field}
            name="closesAt"
            type="datetime-local"
            label={t('survey-desk:settings.closes')}
            value={inField(survey.closesAt)}
            required={false}
          />
          <TextField
            {...field}
            name="quota"
            label={t('survey-desk:settings.quota')}
            hint={t('survey-desk:settings.quota.hint')}
            value={survey.quota}
            required={false}
            attributes={{ inputmode: 'numeric' }}
          />
        </div>
        {fixed ? (
          <p class="muted small">
            {t(
              survey.anonymous
                ? 'survey-desk:settings.anonymous-fixed'
                : 'survey-desk:settings.named-fixed',
            )}
          </p>
        ) : (
          <CheckField
            name="anonymous"
            label={t('survey-desk:settings.anonymous')}
            hint={t('survey-desk:settings.anonymous.hint')}
            checked={survey.anonymous}
          />
        )}
        <div class="form-actions">
          <Button kind="primary" icon="check">
            {t('survey-desk:save')}
          </Button>
        </div>
      </Form>
    </Card>
  )
}
