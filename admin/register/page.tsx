import type { AdminContext } from '#admin/deps.ts'
import { type Filled, Form } from '#admin/inputs.tsx'
import { Layout } from '#admin/layout.tsx'
import { Badge, Button, Card, Empty, type Tone } from '#admin/parts.tsx'
import { moment, words } from '#admin/words.ts'
import type { RegisterCounts } from '#core/plan/register-counts.ts'
import type { RegisterImport } from '#core/plan/register-import.ts'

export const stateTones: Record<RegisterImport['state'], Tone> = {
  preview: 'watch',
  importing: 'accent',
  done: 'good',
  failed: 'alarm',
  dropped: 'neutral',
}

const mostShown = 12

/** What the register has, and the files it was filled from. */
export function RegisterPage({
  c,
  counts,
  imports,
  filled,
}: {
  c: AdminContext
  counts: RegisterCounts
  imports: RegisterImport[]
  filled: Filled
}) {
  const t = words(c)
  return (
    <Layout c={c} title={t('register:title')} area="register" lead={t('register:lead')}>
      <div class="columns">
        <div class="stack">
          <Counts c={c} counts={counts} />
          <Imports c={c} imports={imports} />
        </div>
        <Card title={t('register:upload')}>
          <Form c={c} class="form" action="/admin/register" enctype="multipart/form-data">
            <div class={filled.faults.file ? 'field field-faulty' : 'field'}>
              <label for="f-file">{t('register:upload.file')}</label>
              <input type="file" id="f-file" name="file" accept=".xlsx,.csv,.txt" required />
              <p class="hint">{t('register:upload.hint')}</p>
              {filled.faults.file && (
                <p class="fault" role="alert">
                  {t(filled.faults.file, filled.values?.file)}
                </p>
              )}
            </div>
            <div>
              <Button kind="primary" icon="upload">
                {t('register:upload.do')}
              </Button>
            </div>
          </Form>
        </Card>
      </div>
    </Layout>
  )
}

function Counts({ c, counts }: { c: AdminContext; counts: RegisterCounts }) {
  const t = words(c)
  if (counts.total === 0) {
    return (
      <Card>
        <Empty icon="store" title={t('register:none')} />
      </Card>
    )
  }
  const number = (n: number) => n.toLocaleString(c.get('language') === 'vi' ? 'vi-VN' : 'en-GB')
  const parts = [
    ['by-size', counts.bySize, (key: string) => t(`register:size.${key}`)],
    ['by-sector', counts.bySector, (key: string) => key],
    ['by-commune', counts.byCommune, (key: string) => key],
  ] as const
  return (
    <Card title={t('register:total', { count: number(counts.total) })}>
      {parts.map(([title, of, nameOf]) => (
        <details open={title === 'by-size'}>
          <summary>{t(`register:${title}`)}</summary>
          <dl class="facts">
            {Object.entries(of)
              .toSorted((a, b) => b[1] - a[1])
              .slice(0, title === 'by-commune' ? 200 : mostShown)
              .map(([key, n]) => (
                <>
                  <dt>{key === '' ? t('register:unknown') : nameOf(key)}</dt>
                  <dd>{number(n)}</dd>
                </>
              ))}
          </dl>
        </details>
      ))}
    </Card>
  )
}

function Imports({ c, imports }: { c: AdminContext; imports: RegisterImport[] }) {
  const t = words(c)
  if (imports.length === 0) return <p class="muted">{t('register:imports.none')}</p>
  return (
    <div class="table-wrap">
      <table class="table stacked">
        <caption class="visually-hidden">{t('register:imports')}</caption>
        <thead>
          <tr>
            <th>{t('register:import.name')}</th>
            <th>{t('register:import.at')}</th>
            <th>{t('register:import.state')}</th>
            <th>{t('register:import.lines')}</th>
          </tr>
        </thead>
        <tbody>
          {imports.map((one) => (
            <tr>
              <th scope="row">
                <a href={`/admin/register/${one.id}`}>{one.name}</a>
              </th>
              <td data-label={t('register:import.at')} class="nowrap">
                {moment(c, one.createdAt)}
              </td>
              <td data-label={t('register:import.state')}>
                <Badge tone={stateTones[one.state]}>{t(`register:state.${one.state}`)}</Badge>
              </td>
              <td data-label={t('register:import.lines')}>{one.total}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
