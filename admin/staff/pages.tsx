import type { AdminContext } from '#admin/deps.ts'
import { type Filled, Form, SelectField, TextField } from '#admin/inputs.tsx'
import { initials, Layout } from '#admin/layout.tsx'
import { Badge, Button, ButtonLink, Card, Notice } from '#admin/parts.tsx'
import { moment, words } from '#admin/words.ts'
import type { Unit } from '#core/office.ts'
import { roles } from '#core/staff/roles.ts'
import type { StaffMember } from '#core/staff/staff.ts'

interface List {
  c: AdminContext
  members: StaffMember[]
  units: Unit[]
  filled: Filled
}

export function StaffPage({ c, members, units, filled }: List) {
  const t = words(c)
  const active = members.filter((member) => member.deactivatedAt === null).length
  return (
    <Layout
      c={c}
      title={t('panel:nav.staff')}
      area="staff"
      lead={t('staff:list.lead', { count: active })}
    >
      <div class="columns">
        <div class="table-wrap">
          <table class="table stacked">
            <thead>
              <tr>
                <th>{t('staff:name')}</th>
                <th>{t('staff:role')}</th>
                <th>{t('staff:unit')}</th>
                <th>{t('staff:sign-in')}</th>
              </tr>
            </thead>
            <tbody>
              {members.map((member) => (
                <MemberRow c={c} member={member} />
              ))}
            </tbody>
          </table>
        </div>
        <Card title={t('staff:invite')}>
          <Form c={c} class="form" action="/admin/staff" filled={filled}>
            <TextField
              c={c}
              name="name"
              label={t('staff:name')}
              filled={filled}
              attributes={{ maxlength: 100 }}
            />
            <TextField
              c={c}
              name="email"
              type="email"
              label={t('staff:email')}
              hint={t('staff:email.hint')}
              filled={filled}
              attributes={{ maxlength: 200, autocomplete: 'off' }}
            />
            <RoleAndUnit c={c} units={units} filled={filled} />
            <div>
              <Button kind="primary" icon="user-plus">
                {t('staff:invite.do')}
              </Button>
            </div>
          </Form>
        </Card>
      </div>
    </Layout>
  )
}

function MemberRow({ c, member }: { c: AdminContext; member: StaffMember }) {
  const t = words(c)
  return (
    <tr>
      <th scope="row">
        <span class="who">
          <span class="avatar" aria-hidden="true">
            {initials(member.name)}
          </span>
          <span>
            <a href={`/admin/staff/${member.id}`}>{member.name}</a>
            <span class="sub muted small">{member.email}</span>
          </span>
        </span>
      </th>
      <td data-label={t('staff:role')}>{t(`staff:role.${member.role}`)}</td>
      <td data-label={t('staff:unit')}>{member.unit ?? '–'}</td>
      <td data-label={t('staff:sign-in')}>
        <SignInState c={c} member={member} />
      </td>
    </tr>
  )
}

function SignInState({ c, member }: { c: AdminContext; member: StaffMember }) {
  const t = words(c)
  if (member.deactivatedAt !== null) return <Badge icon="user-x">{t('staff:state.closed')}</Badge>
  if (member.mustChangePassword)
    return (
      <Badge tone="watch" icon="key-round">
        {t('staff:state.invited')}
      </Badge>
    )
  return (
    <Badge tone="good" icon={member.twoFactorEnabled ? 'shield-check' : 'circle-check'}>
      {t(member.twoFactorEnabled ? 'staff:state.two-factor' : 'staff:state.active')}
    </Badge>
  )
}

function RoleAndUnit({
  c,
  units,
  filled,
  member,
}: {
  c: AdminContext
  units: Unit[]
  filled: Filled
  member?: StaffMember
}) {
  const t = words(c)
  return (
    <>
      <SelectField
        c={c}
        name="role"
        label={t('staff:role')}
        value={member?.role ?? 'officer'}
        filled={filled}
        options={roles.map((role) => ({ value: role, label: t(`staff:role.${role}`) }))}
      />
      <SelectField
        c={c}
        name="unitId"
        label={t('staff:unit')}
        hint={t('staff:unit.hint')}
        required={false}
        empty={t('staff:unit.none')}
        value={member?.unitId}
        filled={filled}
        options={units.map(({ id, name }) => ({ value: id, label: name }))}
      />
    </>
  )
}

interface Member {
  c: AdminContext
  member: StaffMember
  units: Unit[]
  filled: Filled
}

export function MemberPage({ c, member, units, filled }: Member) {
  const t = words(c)
  const trail = [{ href: '/admin/staff', label: t('panel:nav.staff') }]
  return (
    <Layout
      c={c}
      title={member.name}
      area="staff"
      trail={trail}
      lead={member.email}
      actions={<SignInState c={c} member={member} />}
    >
      <div class="columns">
        <Card title={t('staff:facts')}>
          <Form c={c} class="form" action={`/admin/staff/${member.id}`} filled={filled}>
            <TextField
              c={c}
              name="name"
              label={t('staff:name')}
              value={member.name}
              filled={filled}
              attributes={{ maxlength: 100 }}
            />
            <RoleAndUnit c={c} units={units} filled={filled} member={member} />
            <div class="form-actions">
              <Button kind="primary">{t('panel:save')}</Button>
              <ButtonLink href={`/admin/audit?staff=${member.id}`} icon="scroll-text">
                {t('staff:history')}
              </ButtonLink>
            </div>
          </Form>
        </Card>
        <div class="stack">
          <Access c={c} member={member} />
          <Card title={t('staff:rights')}>
            <dl class="form">
              {roles.map((role) => (
                <div>
                  <dt>
                    <b>{t(`staff:role.${role}`)}</b>
                  </dt>
                  <dd class="muted small">{t(`staff:role.${role}.why`)}</dd>
                </div>
              ))}
            </dl>
          </Card>
        </div>
      </div>
    </Layout>
  )
}

function Access({ c, member }: { c: AdminContext; member: StaffMember }) {
  const t = words(c)
  const path = `/admin/staff/${member.id}`
  const closed = member.deactivatedAt !== null
  return (
    <Card title={t('staff:sign-in')}>
      <dl class="facts">
        <dt>{t('staff:last-seen')}</dt>
        <dd>{moment(c, member.lastSeenAt)}</dd>
        <dt>{t('staff:two-factor')}</dt>
        <dd>{t(member.twoFactorEnabled ? 'staff:two-factor.on' : 'staff:two-factor.off')}</dd>
        <dt>{t('staff:account.chat')}</dt>
        <dd>{t(member.linked ? 'panel:yes' : 'panel:no')}</dd>
      </dl>
      <div class="actions">
        {!closed && (
          <Form c={c} action={`${path}/password`}>
            <Button icon="key-round">{t('staff:reset-password')}</Button>
          </Form>
        )}
        {member.twoFactorEnabled && (
          <Form c={c} action={`${path}/two-factor`}>
            <Button icon="shield-off">{t('staff:reset-two-factor')}</Button>
          </Form>
        )}
        {closed ? (
          <Form c={c} action={`${path}/opening`}>
            <Button icon="user-check">{t('staff:reactivate')}</Button>
          </Form>
        ) : (
          <Form c={c} action={`${path}/closure`}>
            <Button kind="danger" icon="user-x">
              {t('staff:deactivate')}
            </Button>
          </Form>
        )}
      </div>
      {!closed && <p class="hint">{t('staff:deactivate.why')}</p>}
    </Card>
  )
}

interface Once {
  c: AdminContext
  id: string
  name: string
  email: string
  password: string
}

/** The initial password is shown here and never again: only its hash is kept. */
export function PasswordOncePage({ c, id, name, email, password }: Once) {
  const t = words(c)
  const trail = [{ href: '/admin/staff', label: t('panel:nav.staff') }]
  return (
    <Layout c={c} title={t('staff:once.title')} area="staff" trail={trail}>
      <Card>
        <Notice kind="warning">{t('staff:once.why')}</Notice>
        <dl class="facts">
          <dt>{t('staff:name')}</dt>
          <dd>{name}</dd>
          <dt>{t('staff:email')}</dt>
          <dd>{email}</dd>
          <dt>{t('staff:password.initial')}</dt>
          <dd class="copy">
            <code>{password}</code>
          </dd>
        </dl>
        <div class="form-actions">
          <ButtonLink href={`/admin/staff/${id}`} kind="primary">
            {t('staff:once.done')}
          </ButtonLink>
          <ButtonLink href="/admin/staff">{t('panel:nav.staff')}</ButtonLink>
        </div>
      </Card>
    </Layout>
  )
}
