import type { AdminContext } from '#admin/deps.ts'
import { type Filled, Form, SelectField, TextArea, TextField } from '#admin/inputs.tsx'
import { Layout } from '#admin/layout.tsx'
import { Badge, Button, ButtonLink, Card, Csrf } from '#admin/parts.tsx'
import { words } from '#admin/words.ts'
import { typedDifficultySources } from '#core/plan/difficulty.ts'
import type { difficultyPage } from '#core/plan/difficulty-list.ts'
import type { Near } from '#core/plan/difficulty-similar.ts'
import { may } from '#core/staff/roles.ts'
import { type Labels, shown } from './labels.ts'

interface ShowProps {
  c: AdminContext
  filled: Filled
  labels: Labels
  today: string
  one?: Awaited<ReturnType<typeof difficultyPage>>
  similar?: Near[]
  suggested?: { fieldId: number; sure: number } | undefined
}

/** One difficulty, or the form for a new one: what it says, what is like it, what was recommended about it. */
export function DifficultyPage(props: ShowProps) {
  const { c, one } = props
  const t = words(c)
  const title = one ? t('difficulties:one', { id: one.id }) : t('difficulties:add')
  return (
    <Layout
      c={c}
      title={title}
      area="difficulties"
      trail={[{ href: '/admin/difficulties', label: t('difficulties:title') }]}
    >
      <div class="columns">
        <Card title={t(one ? 'difficulties:edit' : 'difficulties:add')}>
          <DifficultyForm {...props} />
        </Card>
        {one && (
          <div class="stack">
            <Group {...props} />
            <Similar {...props} />
            <Resting {...props} />
          </div>
        )}
      </div>
    </Layout>
  )
}

function DifficultyForm({ c, filled, labels, today, one, suggested }: ShowProps) {
  const t = words(c)
  const common = { c, filled }
  const action = one ? `/admin/difficulties/${one.id}` : '/admin/difficulties'
  const hint = suggested
    ? t('difficulties:field.suggested', {
        field: labels.field(suggested.fieldId),
        sure: Math.round(suggested.sure * 100),
      })
    : t('difficulties:field.suggest')
  const sources = typedDifficultySources.map((value) => ({
    ...{ value, label: t(`difficulties:source.${value}`) },
  }))
  return (
    <Form c={c} action={action} class="form" filled={filled}>
      {one && <input type="hidden" name="version" value={one.version} />}
      <TextArea
        {...common}
        name="content"
        label={t('difficulties:content')}
        hint={t('difficulties:content.hint')}
        value={one?.content}
        rows={6}
      />
      <SelectField
        {...common}
        name="field"
        label={t('difficulties:field')}
        hint={hint}
        options={labels.fields}
        empty={t('difficulties:field.none')}
        value={one?.fieldId}
        required={false}
      />
      <SelectField
        {...common}
        name="commune"
        label={t('difficulties:commune')}
        options={labels.communes}
        empty={t('difficulties:commune.none')}
        value={one?.commune}
        required={false}
      />
      <SelectField
        {...common}
        name="size"
        label={t('difficulties:size')}
        options={labels.sizes}
        empty={t('difficulties:size.none')}
        value={one?.size}
        required={false}
      />
      {!one && (
        <SelectField
          {...common}
          name="source"
          label={t('difficulties:source')}
          options={sources}
          value="inspection"
        />
      )}
      <TextField
        {...common}
        type="date"
        name="day"
        label={t('difficulties:day')}
        value={one?.raisedOn ?? today}
        attributes={{ max: today }}
      />
      {may(c.get('actor'), 'difficulties.write') && (
        <div class="form-actions">
          <Button kind="primary">{t('difficulties:save')}</Button>
          {one && one.resting.length === 0 && (
            <Button kind="danger" formaction={`${action}/removal`}>
              {t('difficulties:drop')}
            </Button>
          )}
        </div>
      )}
    </Form>
  )
}

function Group({ c, one }: ShowProps) {
  const t = words(c)
  return (
    <Card title={t('difficulties:group')}>
      <p>
        <span class="muted">{t('difficulties:source')}: </span>
        {t(`difficulties:source.${one?.source ?? 'typed'}`)}
        {one?.ticketCode && (
          <>
            {' · '}
            <a href={`/admin/tickets/${one.ticketCode}`} class="mono">
              {one.ticketCode}
            </a>
          </>
        )}
      </p>
      {one?.groupId ? (
        <form method="post" action={`/admin/difficulties/${one.id}/leaving`} class="row-line">
          <Csrf c={c} />
          <a href={`/admin/difficulties?group=${one.groupId}`}>{one.group}</a>
          <Button kind="quiet">{t('difficulties:group.leave')}</Button>
        </form>
      ) : (
        <p class="muted">{t('difficulties:group.none')}</p>
      )}
    </Card>
  )
}

/** What is like it: put into its group, or made one with it, by those ticked. */
function Similar({ c, one, similar = [] }: ShowProps) {
  const t = words(c)
  if (!one || similar.length === 0) {
    return (
      <Card title={t('difficulties:similar')}>
        <p class="muted">{t('difficulties:similar.none')}</p>
      </Card>
    )
  }
  return (
    <Card title={t('difficulties:similar')}>
      <form method="post" action="/admin/difficulties/groups" class="form">
        <Csrf c={c} />
        <input type="hidden" name="ids" value={one.id} />
        {one.groupId !== null && <input type="hidden" name="group" value={one.groupId} />}
        {similar.map(({ id, content, group }) => (
          <div class="check">
            <input type="checkbox" name="ids" value={id} id={`near-${id}`} />
            <label for={`near-${id}`}>
              {content.slice(0, 200)}
              {group && <span class="muted small"> · {group}</span>}
            </label>
          </div>
        ))}
        {one.groupId === null && (
          <div class="field">
            <label for="title">{t('difficulties:group.title')}</label>
            <input
              type="text"
              id="title"
              name="title"
              maxlength={200}
              required
              value={one.content.slice(0, 80)}
            />
          </div>
        )}
        <Button icon="merge">
          {t(one.groupId === null ? 'difficulties:group.make' : 'difficulties:group.into')}
        </Button>
      </form>
    </Card>
  )
}

function Resting({ c, one }: ShowProps) {
  const t = words(c)
  return (
    <Card title={t('difficulties:resting')}>
      {one?.resting.length === 0 && <p class="muted">{t('difficulties:resting.none')}</p>}
      <ul class="plain-list">
        {one?.resting.map(({ id, title, authority, state, toldAt }) => (
          <li>
            <a href={`/admin/recommendations/${id}`}>{title || authority}</a>{' '}
            <Badge>{t(`difficulties:rec.state.${state}`)}</Badge>
            {toldAt && (
              <span class="muted small">
                {' '}
                {t('difficulties:rec.told', { day: shown(toldAt.toISOString().slice(0, 10)) })}
              </span>
            )}
          </li>
        ))}
      </ul>
      {one && may(c.get('actor'), 'recommendations.write') && (
        <ButtonLink href={`/admin/recommendations/new?difficulty=${one.id}`} icon="megaphone">
          {t('difficulties:recommend.one')}
        </ButtonLink>
      )}
    </Card>
  )
}
