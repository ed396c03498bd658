import type { AdminContext } from '#admin/deps.ts'
import { type Filled, Form, TextField } from '#admin/inputs.tsx'
import { initials, Layout } from '#admin/layout.tsx'
import { Button, Card } from '#admin/parts.tsx'
import { words } from '#admin/words.ts'
import type { Unit } from '#core/office.ts'
import type { StaffMember } from '#core/staff/staff.ts'
import { RoleAndUnit, SignInState } from './shared.tsx'

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
