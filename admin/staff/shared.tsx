import type { AdminContext } from '#admin/deps.ts'
import { type Filled, SelectField } from '#admin/inputs.tsx'
import { Badge } from '#admin/parts.tsx'
import { words } from '#admin/words.ts'
import type { Unit } from '#core/office.ts'
import { roles } from '#core/staff/roles.ts'
import type { StaffMember } from '#core/staff/staff.ts'

/** Whether and how somebody can sign in. */
export function SignInState({ c, member }: { c: AdminContext; member: StaffMember }) {
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

/** The two fields that say what somebody may do. */
export function RoleAndUnit({
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
