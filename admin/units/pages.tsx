import type { AdminContext } from '#admin/deps.ts'
import { Icon } from '#admin/icon.tsx'
import { CheckField, type Filled, Form, TextField } from '#admin/inputs.tsx'
import { Layout } from '#admin/layout.tsx'
import { Badge, Button, Card } from '#admin/parts.tsx'
import { words } from '#admin/words.ts'
import type { UnitRow } from '#core/office/units.ts'

export function UnitsPage({
  c,
  units,
  filled,
}: {
  c: AdminContext
  units: UnitRow[]
  filled: Filled
}) {
  const t = words(c)
  return (
    <Layout c={c} title={t('panel:nav.units')} area="units" lead={t('office:units.lead')}>
      <div class="columns">
        <div class="table-wrap">
          <table class="table stacked">
            <thead>
              <tr>
                <th>{t('office:unit')}</th>
                <th>{t('office:unit.approval')}</th>
                <th class="num">{t('office:unit.people')}</th>
                <th class="num">{t('office:unit.fields')}</th>
                <th class="num">{t('office:unit.open')}</th>
                <th class="shrink">
                  <span class="visually-hidden">{t('panel:deeds')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {units.map((unit) => (
                <UnitLine c={c} unit={unit} />
              ))}
            </tbody>
          </table>
        </div>
        <Card title={t('office:unit.add')}>
          <Form c={c} class="form" action="/admin/units" filled={filled}>
            <UnitFields c={c} filled={filled} />
            <div>
              <Button kind="primary" icon="plus">
                {t('office:unit.add')}
              </Button>
            </div>
          </Form>
        </Card>
      </div>
    </Layout>
  )
}

function UnitLine({ c, unit }: { c: AdminContext; unit: UnitRow }) {
  const t = words(c)
  return (
    <tr>
      <th scope="row">
        <a href={`/admin/units/${unit.id}`}>{unit.name}</a>
        <span class="row-line">
          {unit.focal && (
            <Badge tone="accent" icon="flag">
              {t('office:unit.focal')}
            </Badge>
          )}
          {unit.closedAt !== null && <Badge icon="archive">{t('office:closed')}</Badge>}
        </span>
      </th>
      <td data-label={t('office:unit.approval')}>
        {unit.approval ? (
          <Badge tone="watch" icon="stamp">
            {t('office:unit.approval-on')}
          </Badge>
        ) : (
          <span class="muted">{t('office:unit.approval-off')}</span>
        )}
      </td>
      <td class="num" data-label={t('office:unit.people')}>
        {unit.people}
      </td>
      <td class="num" data-label={t('office:unit.fields')}>
        {unit.fields}
      </td>
      <td class="num" data-label={t('office:unit.open')}>
        <a href={`/admin/tickets?unit=${unit.id}`}>{unit.openTickets}</a>
      </td>
      <td>
        {unit.closedAt === null && (
          <span class="actions">
            <Move c={c} unit={unit} to="up" />
            <Move c={c} unit={unit} to="down" />
          </span>
        )}
      </td>
    </tr>
  )
}

function Move({ c, unit, to }: { c: AdminContext; unit: UnitRow; to: 'up' | 'down' }) {
  const label = words(c)(`office:move.${to}`, { name: unit.shortName })
  return (
    <Form c={c} action={`/admin/units/${unit.id}/${to}`}>
      <button type="submit" class="button button-icon button-small" title={label}>
        <Icon name={`chevron-${to}`} label={label} />
      </button>
    </Form>
  )
}

function UnitFields({ c, filled, unit }: { c: AdminContext; filled: Filled; unit?: UnitRow }) {
  const t = words(c)
  return (
    <>
      <TextField
        c={c}
        name="name"
        label={t('office:unit.name')}
        value={unit?.name}
        filled={filled}
        attributes={{ maxlength: 120 }}
      />
      <TextField
        c={c}
        name="shortName"
        label={t('office:unit.short')}
        hint={t('office:unit.short-hint')}
        value={unit?.shortName}
        filled={filled}
        attributes={{ maxlength: 40 }}
      />
      <CheckField
        name="approval"
        label={t('office:unit.approval-label')}
        hint={t('office:unit.approval-hint')}
        checked={unit?.approval ?? false}
      />
    </>
  )
}

export function UnitPage({ c, unit, filled }: { c: AdminContext; unit: UnitRow; filled: Filled }) {
  const t = words(c)
  const trail = [{ href: '/admin/units', label: t('panel:nav.units') }]
  const closed = unit.closedAt !== null
  return (
    <Layout c={c} title={unit.name} area="units" trail={trail}>
      <div class="columns">
        <Card>
          <Form c={c} class="form" action={`/admin/units/${unit.id}`} filled={filled}>
            <UnitFields c={c} filled={filled} unit={unit} />
            <div>
              <Button kind="primary">{t('panel:save')}</Button>
            </div>
          </Form>
        </Card>
        <div class="stack">
          {!unit.focal && !closed && (
            <Card title={t('office:unit.focal')}>
              <p class="muted">{t('office:unit.focal-why')}</p>
              <Form c={c} action={`/admin/units/${unit.id}/focal`}>
                <Button icon="flag">{t('office:unit.make-focal')}</Button>
              </Form>
            </Card>
          )}
          <Card title={t(closed ? 'office:unit.reopen' : 'office:unit.close')}>
            <p class="muted">{t(closed ? 'office:unit.reopen-why' : 'office:unit.close-why')}</p>
            <Form c={c} action={`/admin/units/${unit.id}/closure`}>
              <Button
                kind={closed ? 'plain' : 'danger'}
                icon={closed ? 'archive-restore' : 'archive'}
              >
                {t(closed ? 'office:unit.reopen' : 'office:unit.close')}
              </Button>
            </Form>
          </Card>
        </div>
      </div>
    </Layout>
  )
}
