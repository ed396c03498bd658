import type { AdminContext } from '#admin/deps.ts'
import { emptyForm, type Filled, Form, TextField } from '#admin/inputs.tsx'
import { Layout } from '#admin/layout.tsx'
import { Button, ButtonLink, Card } from '#admin/parts.tsx'
import { words } from '#admin/words.ts'

type Values = Record<string, string | number | undefined>

interface Line {
  name: string
  type?: string
  optional?: boolean
  hint?: boolean
}

const parts: { id: string; lines: Line[] }[] = [
  {
    id: 'organisation',
    lines: [
      { name: 'name' },
      { name: 'nameEn' },
      { name: 'shortName' },
      { name: 'parent', optional: true },
      { name: 'province' },
      { name: 'address', optional: true },
      { name: 'phone', type: 'tel', optional: true },
      { name: 'email', type: 'email', optional: true },
      { name: 'website', type: 'url', optional: true },
    ],
  },
  {
    id: 'terms',
    lines: [
      { name: 'acknowledge', hint: true },
      { name: 'classify', hint: true },
      { name: 'answer', hint: true },
      { name: 'complex', hint: true },
      { name: 'morning', hint: true },
      { name: 'afternoon', hint: true },
    ],
  },
  {
    id: 'targets',
    lines: [{ name: 'satisfied' }, { name: 'resolved' }, { name: 'inTime' }],
  },
  {
    id: 'consent',
    lines: [
      { name: 'version', hint: true },
      { name: 'retentionYears', hint: true },
    ],
  },
]

interface Settings {
  c: AdminContext
  now: Record<string, Values>
  /** the part whose form was faulty */
  part: string
  filled: Filled
}

export function SettingsPage({ c, now, part, filled }: Settings) {
  const t = words(c)
  const steps = (
    <ButtonLink href="/admin/setup/steps" icon="list-checks">
      {t('staff:steps.title')}
    </ButtonLink>
  )
  return (
    <Layout
      c={c}
      title={t('panel:nav.settings')}
      area="settings"
      lead={t('settings:lead')}
      actions={c.get('actor').role === 'administrator' && steps}
    >
      <div class="stack">
        {parts.map(({ id, lines }) => (
          <Part
            c={c}
            id={id}
            lines={lines}
            values={now[id] ?? {}}
            filled={part === id ? filled : emptyForm}
          />
        ))}
      </div>
    </Layout>
  )
}

interface PartProps {
  c: AdminContext
  id: string
  lines: Line[]
  values: Values
  filled: Filled
}

function Part({ c, id, lines, values, filled }: PartProps) {
  const t = words(c)
  return (
    <Card title={t(`settings:${id}`)} id={id}>
      <p class="muted">{t(`settings:${id}.why`)}</p>
      <Form c={c} class="form" action={`/admin/settings/${id}`} filled={filled}>
        <div class="form-grid">
          {lines.map(({ name, type, optional, hint }) => (
            <TextField
              c={c}
              name={name}
              type={type ?? 'text'}
              label={t(`settings:${id}.${name}`)}
              value={values[name]}
              filled={filled}
              required={optional !== true}
              {...(hint === true && { hint: t(`settings:${id}.${name}.hint`) })}
            />
          ))}
        </div>
        <div>
          <Button kind="primary">{t('panel:save')}</Button>
        </div>
      </Form>
    </Card>
  )
}
