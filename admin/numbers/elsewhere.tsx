import type { AdminContext } from '#admin/deps.ts'
import { Card } from '#admin/parts.tsx'
import { number, words } from '#admin/words.ts'
import type { SatisfiedRow } from '#core/surveys/satisfied-elsewhere.ts'

interface View {
  c: AdminContext
  rows: SatisfiedRow[]
  target: number
}

/** The 90 % in surveys and after classes, with n and how many of those asked answered. */
export function SatisfiedElsewhere({ c, rows, target }: View) {
  const t = words(c)
  if (rows.length === 0) return null
  const share = (count: number, of: number) => `${number(c, (100 * count) / of, 1)} %`
  const heads = {
    satisfied: t('survey-desk:column.satisfied', { target }),
    response: t('survey-desk:rate.response'),
  }
  return (
    <Card title={t('survey-desk:numbers.title')}>
      <div class="table-wrap">
        <table class="table stacked">
          <thead>
            <tr>
              <th scope="col">{t('numbers:group')}</th>
              <th scope="col" class="num">
                {heads.satisfied}
              </th>
              <th scope="col" class="num">
                n
              </th>
              <th scope="col" class="num">
                {heads.response}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ source, satisfied, n, responses, invited }) => {
              const short = (100 * satisfied) / n < target
              return (
                <tr>
                  <th scope="row">
                    {t(
                      source === 'course'
                        ? 'survey-desk:numbers.course'
                        : `survey-desk:purpose.${source}`,
                    )}
                  </th>
                  <td class={short ? 'num rate-short' : 'num'} data-label={heads.satisfied}>
                    {short && <span title={t('numbers:target.below')}>▼ </span>}
                    {share(satisfied, n)}
                  </td>
                  <td class="num" data-label="n">
                    {number(c, n)}
                  </td>
                  <td class="num" data-label={heads.response}>
                    {invited === 0 ? '–' : share(responses, invited)}
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
    </Card>
  )
}
