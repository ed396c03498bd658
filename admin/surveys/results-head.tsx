import { Button, Card, Meter } from '#admin/parts.tsx'
import { number, words } from '#admin/words.ts'
import type { Invitations } from '#core/surveys/inviting.ts'
import type { ResultsView } from './results-page.tsx'
import { percent, range } from './shares.tsx'

/** Which responses are shown: of a version, a channel, some days. */
export function ResultFilter({ c, results, asked, path }: ResultsView & { path: string }) {
  const t = words(c)
  const { filter } = asked
  const selects = [
    {
      name: 'version',
      options: results.versions.map(({ version, n }) => ({
        value: String(version),
        label: t('survey-desk:version.of', { version, n: number(c, n) }),
      })),
    },
    {
      name: 'channel',
      options: results.channels.map(({ channel, n }) => ({
        value: channel,
        label: `${t(`survey-desk:channel.${channel}`)} (${number(c, n)})`,
      })),
    },
  ] as const
  return (
    <form method="get" action={path} class="filters">
      {selects.map(({ name, options }) => (
        <div class="field">
          <label for={`result-${name}`}>{t(`survey-desk:column.${name}`)}</label>
          <select id={`result-${name}`} name={name}>
            <option value="">{t('numbers:any')}</option>
            {options.map(({ value, label }) => (
              <option value={value} selected={value === String(filter[name] ?? '')}>
                {label}
              </option>
            ))}
          </select>
        </div>
      ))}
      {(['from', 'to'] as const).map((name) => (
        <div class="field">
          <label for={`result-${name}`}>{t(`numbers:${name}`)}</label>
          <input type="date" id={`result-${name}`} name={name} value={filter[name]} />
        </div>
      ))}
      {asked.cross && <input type="hidden" name="cross" value={asked.cross} />}
      <input type="hidden" name="by" value={asked.by} />
      <Button kind="primary">{t('numbers:show')}</Button>
    </form>
  )
}

/** How many answered, what share of those invited, and how satisfied they are beside the promise. */
export function ResultTiles({ c, results, target }: ResultsView) {
  const t = words(c)
  const { invitations, n, total, satisfaction } = results
  const met = satisfaction?.percent != null && satisfaction.percent >= target
  return (
    <div class="tiles">
      <div class="tile">
        <span class="tile-name">{t('survey-desk:results.responses')}</span>
        <span class="tile-value">{number(c, n)}</span>
        {n !== total && (
          <span class="small">{t('survey-desk:results.of-all', { n: number(c, total) })}</span>
        )}
      </div>
      <RateTile c={c} invitations={invitations} />
      {satisfaction && (
        <div class="tile rate-tile">
          <span class="tile-name">{t('numbers:rate.satisfied')}</span>
          <span class="tile-value">
            {satisfaction.percent === null ? '–' : percent(c, satisfaction.percent / 100)}
          </span>
          <Meter
            value={satisfaction.percent === null ? undefined : satisfaction.percent / 100}
            target={target / 100}
            label={t('numbers:rate.satisfied')}
          />
          <span
            class={`rate-goal ${satisfaction.n === 0 ? 'muted' : met ? 'rate-met' : 'rate-short'}`}
          >
            {satisfaction.n === 0
              ? t('numbers:no-data')
              : `${met ? '✓' : '▼'} ${t(met ? 'numbers:target.met' : 'numbers:target.short', { target })}`}
          </span>
          {satisfaction.interval && (
            <span class="small">
              {`n = ${number(c, satisfaction.n)} · ${t('survey-desk:share.interval')}: ${range(c, satisfaction.interval)}`}
            </span>
          )}
        </div>
      )}
    </div>
  )
}

/** How many of those invited have answered; who came by themselves is no part of it. */
export function RateTile({
  c,
  invitations: { invited, answered },
}: Pick<ResultsView, 'c'> & { invitations: Invitations }) {
  const t = words(c)
  return (
    <div class="tile">
      <span class="tile-name">{t('survey-desk:rate.response')}</span>
      <span class="tile-value">{invited === 0 ? '–' : percent(c, answered / invited)}</span>
      <span class="small">
        {invited === 0
          ? t('survey-desk:rate.nobody-invited')
          : t('survey-desk:rate.of-invited', {
              n: number(c, answered),
              invited: number(c, invited),
            })}
      </span>
    </div>
  )
}

const fieldsShown = 6

/** Which fields responses speak of, month by month. */
export function FieldTrend({ c, results, fields }: ResultsView) {
  const t = words(c)
  const known = results.fields.filter(({ fieldId }) => fieldId !== null).slice(0, fieldsShown)
  if (known.length === 0) return null
  const months = results.months.slice(-6)
  return (
    <Card title={t('survey-desk:fields.title')}>
      <p class="hint">{t('survey-desk:fields.how')}</p>
      <div class="table-wrap">
        <table class="table">
          <thead>
            <tr>
              <th scope="col">{t('survey-desk:column.field')}</th>
              <th scope="col" class="num">
                n
              </th>
              {months.map(({ month }) => (
                <th scope="col" class="num">{`${month.slice(5)}/${month.slice(0, 4)}`}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {known.map(({ fieldId, n }) => (
              <tr>
                <th scope="row">{fields.get(fieldId ?? 0) ?? t('numbers:no-field')}</th>
                <td class="num">
                  {number(c, n)}{' '}
                  <span class="muted small">{percent(c, n / Math.max(1, results.n))}</span>
                </td>
                {months.map((month) => (
                  <td class="num">{number(c, month.fields.get(String(fieldId)) ?? 0)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  )
}
