import type { AdminContext } from '#admin/deps.ts'
import { type Filled, Form, TextField } from '#admin/inputs.tsx'
import { Layout } from '#admin/layout.tsx'
import { Button, ButtonLink, Card, Notice } from '#admin/parts.tsx'
import { moment, words } from '#admin/words.ts'
import type { Unit } from '#core/office.ts'
import { roles } from '#core/staff/roles.ts'
import type { StaffMember } from '#core/staff/staff.ts'
import { RoleAndUnit, SignInState } from './shared.tsx'

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
