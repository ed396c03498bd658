import type { AdminContext, ChannelState } from '#admin/deps.ts'
import { Form } from '#admin/inputs.tsx'
import { Layout } from '#admin/layout.tsx'
import { Badge, Button, ButtonLink, Card, Empty } from '#admin/parts.tsx'
import { moment, number, words } from '#admin/words.ts'
import type { countDeliveries, lastHeard } from '#core/deliveries/trouble.ts'

type Heard = Awaited<ReturnType<typeof lastHeard>>
type Counts = Awaited<ReturnType<typeof countDeliveries>>

interface Channels extends Heard {
  c: AdminContext
  states: ChannelState[]
  counts: Counts
  /** whether Zalo groups are switched on */
  groups: boolean
}

export function ChannelsPage({ c, states, heard, reach, counts, groups }: Channels) {
  const t = words(c)
  const toHealth = (
    <ButtonLink href="/admin/health" icon="activity">
      {t('panel:nav.health')}
    </ButtonLink>
  )
  return (
    <Layout
      c={c}
      title={t('panel:nav.channels')}
      area="channels"
      lead={t('channels:lead')}
      actions={toHealth}
    >
      {states.length === 0 && (
        <Card>
          <Empty icon="radio-tower" title={t('channels:none')} />
        </Card>
      )}
      <div class="stack">
        {states.map((state) => (
          <OneChannel
            c={c}
            state={state}
            heardAt={heard.find(({ channel }) => channel === state.name)?.at ?? null}
            people={reach.find(({ channel }) => channel === state.name)}
            counts={counts.filter(({ channel }) => channel === state.name)}
          />
        ))}
        {groups && (
          <Card title={t('groups:channels-card')}>
            <p class="muted">{t('groups:channels-hint')}</p>
            <div class="actions">
              <ButtonLink href="/admin/groups" icon="users-round">
                {t('groups:channels-open')}
              </ButtonLink>
            </div>
          </Card>
        )}
      </div>
    </Layout>
  )
}

interface One {
  c: AdminContext
  state: ChannelState
  heardAt: Date | null
  people: Heard['reach'][number] | undefined
  counts: Counts
}

function OneChannel({ c, state, heardAt, people, counts }: One) {
  const t = words(c)
  return (
    <Card
      title={t(`panel:channel.${state.name}`)}
      actions={
        <>
          <Badge tone={state.ok ? 'good' : 'alarm'}>
            {t(state.ok ? 'channels:ok' : 'channels:failing')}
          </Badge>
          <Form c={c} action={`/admin/channels/${state.name}/test`}>
            <Button icon="send">{t('channels:test')}</Button>
          </Form>
        </>
      }
    >
      <dl class="facts">
        <dt>{t('channels:state')}</dt>
        <dd>{state.detail}</dd>
        {state.webhook !== undefined && (
          <>
            <dt>{t('channels:webhook')}</dt>
            <dd>
              <p class="copy">
                <code>{state.webhook}</code>
              </p>
              <p class="hint">{t('channels:webhook-hint')}</p>
            </dd>
          </>
        )}
        <dt>{t('channels:heard')}</dt>
        <dd>{heardAt === null ? t('channels:never') : moment(c, heardAt)}</dd>
        <dt>{t('channels:people')}</dt>
        <dd>
          {number(c, people?.people ?? 0)}
          {people !== undefined && people.blocked > 0 && (
            <span class="muted"> · {t('channels:blocked', { count: people.blocked })}</span>
          )}
        </dd>
        <dt>{t('channels:waiting')}</dt>
        <dd class="row-line">
          {counts.length === 0 && '–'}
          {counts.map(({ state: of, n }) => (
            <a href={`/admin/health?state=${of}`}>
              {t(`health:state.${of}`)}: {number(c, n)}
            </a>
          ))}
        </dd>
      </dl>
    </Card>
  )
}
