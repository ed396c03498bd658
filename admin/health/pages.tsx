import type { AdminContext } from '#admin/deps.ts'
import { type Filled, Form } from '#admin/inputs.tsx'
import { Layout } from '#admin/layout.tsx'
import { Pager, Tabs } from '#admin/paging.tsx'
import { Badge, Button, Card, ChannelMark, Empty } from '#admin/parts.tsx'
import { moment, number, words } from '#admin/words.ts'
import {
  type countDeliveries,
  type countFiles,
  type listDeliveries,
  type Queue,
  type WatchedState,
  watchedStates,
} from '#core/deliveries/trouble.ts'
import { shippedWords } from '#core/language.ts'

type Row = Awaited<ReturnType<typeof listDeliveries>>['rows'][number]

interface Health {
  c: AdminContext
  state: WatchedState
  page: number
  rows: Row[]
  more: boolean
  counts: Awaited<ReturnType<typeof countDeliveries>>
  files: Awaited<ReturnType<typeof countFiles>>
  queues: Queue[]
  filled: Filled
}

export function HealthPage(health: Health) {
  const { c, state, page, rows, more, counts } = health
  const t = words(c)
  const total = (of: WatchedState) =>
    counts.filter((row) => row.state === of).reduce((sum, row) => sum + row.n, 0)
  return (
    <Layout c={c} title={t('panel:nav.health')} area="health" lead={t('health:lead')}>
      <div class="stack">
        <section>
          <Tabs
            label={t('health:deliveries')}
            now={`/admin/health?state=${state}`}
            items={watchedStates.map((of) => ({
              href: `/admin/health?state=${of}`,
              label: t(`health:state.${of}`),
              count: total(of),
            }))}
          />
          <p class="muted">{t(`health:state.${state}.why`)}</p>
          {rows.length === 0 ? (
            <Card>
              <Empty icon="circle-check" title={t('health:none')} />
            </Card>
          ) : (
            <Deliveries {...health} />
          )}
          <Pager c={c} page={page} more={more} path="/admin/health" />
        </section>
        <div class="columns">
          <Queues {...health} />
          <Files {...health} />
        </div>
      </div>
    </Layout>
  )
}

function Deliveries({ c, rows, state, filled }: Health) {
  const t = words(c)
  const settleable = state === 'held' || state === 'failed' || state === 'unknown'
  return (
    <div class="table-wrap">
      <table class="table stacked">
        <thead>
          <tr>
            <th>{t('health:created')}</th>
            <th>{t('health:channel')}</th>
            <th>{t('health:cause')}</th>
            <th>{t('health:why')}</th>
            <th class="num">{t('health:attempts')}</th>
            <th>
              <span class="visually-hidden">{t('panel:deeds')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr>
              <th scope="row" class="nowrap">
                {moment(c, row.createdAt)}
              </th>
              <td data-label={t('health:channel')}>
                <ChannelMark c={c} channel={row.channel} />
              </td>
              <td data-label={t('health:cause')}>
                {t(`health:class.${row.class}`)}
                {row.code !== null && (
                  <a class="sub" href={`/admin/tickets/${row.code}`}>
                    {row.code}
                  </a>
                )}
              </td>
              <td data-label={t('health:why')}>
                {row.why ?? '–'}
                {row.detail !== null && <span class="sub">{row.detail}</span>}
              </td>
              <td class="num" data-label={t('health:attempts')}>
                {row.attempts}
              </td>
              <td>{settleable && <Settle c={c} row={row} state={state} filled={filled} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Settle({
  c,
  row,
  state,
  filled,
}: {
  c: AdminContext
  row: Row
  state: string
  filled: Filled
}) {
  const t = words(c)
  const path = `/admin/health/deliveries/${row.id}`
  const faulty = filled.typed.id === String(row.id) && filled.faults.reason !== undefined
  return (
    <div class="form">
      <Form c={c} action={`${path}/retry?state=${state}`}>
        <Button icon="rotate-cw">{t('health:retry')}</Button>
      </Form>
      <details open={faulty}>
        <summary>{t('health:drop')}</summary>
        <Form c={c} class="form" action={`${path}/drop?state=${state}`}>
          <div class={faulty ? 'field field-faulty' : 'field'}>
            <label for={`reason-${row.id}`}>{t('health:reason')}</label>
            <input id={`reason-${row.id}`} name="reason" maxlength={300} required />
            {faulty && <p class="fault">{t(filled.faults.reason ?? '')}</p>}
          </div>
          <Button kind="danger">{t('health:drop')}</Button>
        </Form>
      </details>
    </div>
  )
}

function Queues({ c, queues }: Health) {
  const t = words(c)
  // The engine keeps the queues of jobs that are no more.
  const shipped = shippedWords('vi', 'health')
  return (
    <Card title={t('health:jobs')}>
      {queues.length === 0 ? (
        <p class="muted">{t('health:no-jobs')}</p>
      ) : (
        <div class="table-wrap">
          <table class="table">
            <thead>
              <tr>
                <th>{t('health:job')}</th>
                <th class="num">{t('health:job.waiting')}</th>
                <th class="num">{t('health:job.active')}</th>
                <th class="num">{t('health:job.failed')}</th>
              </tr>
            </thead>
            <tbody>
              {queues.map(({ name, waiting, active, failed }) => (
                <tr>
                  <th scope="row">
                    {shipped[`job.${name}`] ? t(`health:job.${name}`) : <code>{name}</code>}
                  </th>
                  <td class="num">{number(c, waiting)}</td>
                  <td class="num">{number(c, active)}</td>
                  <td class="num">
                    {failed > 0 ? <Badge tone="alarm">{number(c, failed)}</Badge> : 0}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  )
}

function Files({ c, files }: Health) {
  const t = words(c)
  return (
    <Card title={t('health:files')}>
      <dl class="facts">
        {(['fetching', 'failed'] as const).map((state) => {
          const found = files.find((row) => row.state === state)
          return (
            <>
              <dt>{t(`health:files.${state}`)}</dt>
              <dd>
                {number(c, found?.n ?? 0)}
                {found?.oldest && <span class="muted"> · {moment(c, found.oldest)}</span>}
              </dd>
            </>
          )
        })}
      </dl>
    </Card>
  )
}
