import type { AdminContext } from '#admin/deps.ts'
import { Layout } from '#admin/layout.tsx'
import { Button, Card, Csrf, Empty } from '#admin/parts.tsx'
import { words } from '#admin/words.ts'
import type { GroupRow } from '#core/plan/difficulty-groups.ts'
import type { suggestGroups } from '#core/plan/difficulty-similar.ts'
import { may } from '#core/staff/roles.ts'
import { type Labels, shown } from './labels.ts'

interface GroupsProps {
  c: AdminContext
  groups: GroupRow[]
  labels: Labels
  field: number | undefined
  heaps: Awaited<ReturnType<typeof suggestGroups>>
}

/** The groups there are, and heaps of ungrouped difficulties of one field that look like one. */
export function GroupsPage(props: GroupsProps) {
  const { c, groups, labels } = props
  const t = words(c)
  return (
    <Layout
      c={c}
      title={t('difficulties:groups')}
      area="difficulties"
      lead={t('difficulties:groups.lead')}
      trail={[{ href: '/admin/difficulties', label: t('difficulties:title') }]}
    >
      <div class="stack">
        <Suggestions {...props} />
        <Card title={t('difficulties:groups')}>
          {groups.length === 0 && <Empty icon="merge" title={t('difficulties:groups.none')} />}
          <ul class="list">
            {groups.map((group) => (
              <li class="list-row">
                <div class="grow">
                  <a href={`/admin/difficulties?group=${group.id}`}>{group.title}</a>
                  <p class="muted small">
                    {labels.field(group.fieldId)} · {t('difficulties:n', { n: group.n })} ·{' '}
                    {shown(group.first)} – {shown(group.last)} ·{' '}
                    {t(`difficulties:recommended.${group.recommended > 0 ? 'yes' : 'no'}`)}
                  </p>
                </div>
                <Deeds c={c} group={group} />
              </li>
            ))}
          </ul>
        </Card>
      </div>
    </Layout>
  )
}

function Deeds({ c, group }: { c: AdminContext; group: GroupRow }) {
  const t = words(c)
  const actor = c.get('actor')
  return (
    <div class="row-line">
      {may(actor, 'recommendations.write') && (
        <a href={`/admin/recommendations/new?group=${group.id}`} class="button button-plain">
          {t('difficulties:recommend.one')}
        </a>
      )}
      {may(actor, 'difficulties.write') && (
        <details>
          <summary>{t('difficulties:group.rename')}</summary>
          <form method="post" action={`/admin/difficulties/groups/${group.id}`} class="row-line">
            <Csrf c={c} />
            <input
              type="text"
              name="title"
              value={group.title}
              maxlength={200}
              required
              aria-label={t('difficulties:group.title')}
            />
            <Button>{t('difficulties:save')}</Button>
          </form>
        </details>
      )}
    </div>
  )
}

function Suggestions({ c, labels, field, heaps }: GroupsProps) {
  const t = words(c)
  return (
    <Card title={t('difficulties:groups.suggested')}>
      <form method="get" action="/admin/difficulties/groups" class="filters">
        <div class="field">
          <label for="field">{t('difficulties:groups.choose-field')}</label>
          <select id="field" name="field">
            {[...labels.fields, { value: 0, label: t('difficulties:field.none') }].map((one) => (
              <option value={one.value} selected={one.value === field}>
                {one.label}
              </option>
            ))}
          </select>
        </div>
        <Button>{t('difficulties:groups.show')}</Button>
      </form>
      {field !== undefined && heaps.length === 0 && (
        <p class="muted">{t('difficulties:groups.no-suggestions')}</p>
      )}
      {heaps.map((heap) => (
        <form method="post" action="/admin/difficulties/groups" class="form card">
          <Csrf c={c} />
          {heap.map(({ id, content }) => (
            <div class="check">
              <input type="checkbox" name="ids" value={id} id={`heap-${id}`} checked />
              <label for={`heap-${id}`}>{content.slice(0, 240)}</label>
            </div>
          ))}
          <div class="field">
            <label for={`title-${heap[0]?.id}`}>{t('difficulties:group.title')}</label>
            <input
              type="text"
              id={`title-${heap[0]?.id}`}
              name="title"
              maxlength={200}
              required
              value={heap[0]?.content.slice(0, 80)}
            />
          </div>
          <Button icon="merge">{t('difficulties:group.make')}</Button>
        </form>
      ))}
    </Card>
  )
}
