import type { AdminContext } from '#admin/deps.ts'
import { CheckField, type Filled, Form, SelectField, TextField } from '#admin/inputs.tsx'
import { Layout } from '#admin/layout.tsx'
import { ListTable } from '#admin/list-parts.tsx'
import { Badge, Button, Card, type Tone } from '#admin/parts.tsx'
import { moment, words } from '#admin/words.ts'
import type { Field } from '#core/office.ts'
import type { Consultant, ReferredCase } from '#core/plan/consultants.ts'
import { nameOf } from './shown.ts'

const path = '/admin/consultants'
const caseTones: Record<ReferredCase['state'], Tone> = {
  asked: 'watch',
  consented: 'accent',
  declined: 'neutral',
  answered: 'good',
  ended: 'neutral',
}

/** Somebody of the network: what the register says, and the cases they were handed. */
export function ConsultantPage({
  c,
  consultant,
  signIns,
  fields,
  filled,
  cases,
}: {
  c: AdminContext
  consultant: Consultant | undefined
  signIns: { id: string; name: string; email: string }[]
  fields: Field[]
  filled: Filled
  cases: ReferredCase[]
}) {
  const t = words(c)
  const line = (name: 'organisation' | 'phone' | 'email' | 'decision', type = 'text') => (
    <TextField
      c={c}
      name={name}
      type={type}
      label={t(`consultants:${name}`)}
      value={consultant?.[name]}
      filled={filled}
      required={false}
    />
  )
  const again = Object.keys(filled.typed).length > 0
  const ticked = again ? (filled.typed.fields ?? '').split(',').map(Number) : consultant?.fieldIds
  const shown = again ? /on|true/.test(filled.typed.shown ?? '') : consultant?.shown
  return (
    <Layout
      c={c}
      title={consultant?.name ?? t('consultants:add')}
      area="consultants"
      trail={[{ href: path, label: t('consultants:title') }]}
    >
      <div class="stack">
        <Card>
          <Form
            c={c}
            class="form"
            action={consultant ? `${path}/${consultant.id}` : path}
            filled={filled}
          >
            <input type="hidden" name="version" value={consultant?.version ?? 0} />
            <div class="form-grid">
              <TextField
                c={c}
                name="name"
                label={t('consultants:name')}
                value={consultant?.name}
                filled={filled}
              />
              {line('organisation')}
              {line('phone', 'tel')}
              {line('email', 'email')}
            </div>
            <fieldset>
              <legend>{t('consultants:fields')}</legend>
              {fields.map((field) => (
                <CheckField
                  name="fields"
                  value={String(field.id)}
                  label={nameOf(c, field)}
                  checked={ticked?.includes(field.id) ?? false}
                />
              ))}
            </fieldset>
            <div class="form-grid">
              <TextField
                c={c}
                name="since"
                type="date"
                label={t('consultants:since')}
                value={consultant?.since}
                filled={filled}
                required={false}
              />
              {line('decision')}
              <TextField
                c={c}
                name="endedOn"
                type="date"
                label={t('consultants:ended')}
                hint={t('consultants:ended.hint')}
                value={consultant?.endedOn}
                filled={filled}
                required={false}
              />
            </div>
            <SelectField
              c={c}
              name="signIn"
              label={t('consultants:sign-in')}
              hint={t('consultants:sign-in.hint')}
              value={consultant?.staffId}
              options={signIns.map(({ id, name, email }) => ({
                value: id,
                label: `${name} · ${email}`,
              }))}
              empty={t('consultants:sign-in.none')}
              filled={filled}
              required={false}
            />
            <CheckField
              name="shown"
              label={t('consultants:shown')}
              hint={t('consultants:shown.hint')}
              checked={shown ?? false}
            />
            <div>
              <Button kind="primary" icon="check">
                {t('consultants:save')}
              </Button>
            </div>
          </Form>
        </Card>
        {cases.length > 0 && <Cases c={c} cases={cases} />}
      </div>
    </Layout>
  )
}

function Cases({ c, cases }: { c: AdminContext; cases: ReferredCase[] }) {
  const t = words(c)
  const heads = ['code', 'state', 'asked', 'over']
  return (
    <section id="cases">
      <h2>{t('consultants:cases')}</h2>
      <ListTable heads={heads.map((head) => t(`consultants:case.${head}`))}>
        {cases.map(({ code, state, lapsed, askedAt, endedAt }) => (
          <tr>
            <th scope="row" class="mono">
              <a href={`/admin/tickets/${code}`}>{code}</a>
            </th>
            <td data-label={t('consultants:case.state')}>
              <Badge tone={caseTones[state]}>
                {t(`consultants:state.${lapsed ? 'lapsed' : state}`)}
              </Badge>
            </td>
            <td data-label={t('consultants:case.asked')}>{moment(c, askedAt)}</td>
            <td data-label={t('consultants:case.over')}>{endedAt && moment(c, endedAt)}</td>
          </tr>
        ))}
      </ListTable>
    </section>
  )
}
