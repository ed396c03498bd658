import { passwordLength } from '#admin/auth.ts'
import { Copy } from '#admin/copy.tsx'
import type { AdminContext, ChannelState } from '#admin/deps.ts'
import { Icon } from '#admin/icon.tsx'
import { type Filled, Form, TextField } from '#admin/inputs.tsx'
import { Layout, PlainPage } from '#admin/layout.tsx'
import { Button, ButtonLink, Card } from '#admin/parts.tsx'
import { words } from '#admin/words.ts'
import { isLookedThrough } from '#core/office/preparing.ts'
import type { Organisation } from '#core/office.ts'

interface First {
  c: AdminContext
  token: string
  organisation: Organisation
  filled: Filled
}

export function FirstPage({ c, token, organisation, filled }: First) {
  const t = words(c)
  return (
    <PlainPage c={c} title={t('staff:setup.title')} wide>
      <p class="lead">{t('staff:setup.lead', { organisation: organisation.name })}</p>
      <Form
        c={c}
        class="form"
        action={`/admin/setup?token=${encodeURIComponent(token)}`}
        filled={filled}
      >
        <TextField
          c={c}
          name="name"
          label={t('staff:name')}
          filled={filled}
          attributes={{ autocomplete: 'name', maxlength: 100, autofocus: true }}
        />
        <TextField
          c={c}
          name="email"
          type="email"
          label={t('staff:email')}
          filled={filled}
          attributes={{ autocomplete: 'username', maxlength: 200 }}
        />
        <div class="form-grid">
          <TextField
            c={c}
            name="password"
            type="password"
            label={t('staff:password')}
            hint={t('staff:password.rule', { min: passwordLength.min })}
            filled={filled}
            attributes={{ autocomplete: 'new-password', minlength: passwordLength.min }}
          />
          <TextField
            c={c}
            name="repeated"
            type="password"
            label={t('staff:password.repeat')}
            filled={filled}
            attributes={{ autocomplete: 'new-password' }}
          />
        </div>
        <div class="form-actions">
          <Button kind="primary" icon="arrow-right">
            {t('staff:setup.do')}
          </Button>
        </div>
      </Form>
    </PlainPage>
  )
}

const steps = ['profile', 'settings', 'units', 'staff', 'channels', 'holidays', 'texts'] as const

/** Where a step is done when it has no page of its own name. */
const places: Partial<Record<(typeof steps)[number], string>> = { profile: 'settings' }

interface Steps {
  c: AdminContext
  done: Record<(typeof steps)[number], boolean>
  channels: ChannelState[]
  organisation: Organisation
  /** what the installed profile brought, for its step */
  brought: Record<string, string | number>
}

/** What to look through before the desk opens; each step links to the page where it is done for good. */
export function StepsPage({ c, done, channels, organisation, brought }: Steps) {
  const t = words(c)
  return (
    <Layout
      c={c}
      title={t('staff:steps.title')}
      lead={t('staff:steps.lead', { organisation: organisation.name })}
      area="setup"
      actions={
        <ButtonLink href="/admin" kind="primary" icon="arrow-right">
          {t('staff:steps.open')}
        </ButtonLink>
      }
    >
      <Card>
        <ol class="steps">
          {steps.map((step) => (
            <li class={done[step] ? 'step step-done' : 'step'}>
              <Icon
                name={done[step] ? 'circle-check' : 'circle-dashed'}
                label={t(done[step] ? 'staff:steps.done' : 'staff:steps.todo')}
              />
              <div>
                <h2>{t(`staff:steps.${step}`)}</h2>
                <p class="muted">{t(`staff:steps.${step}.why`, brought)}</p>
                {step === 'channels' && <Webhooks c={c} channels={channels} />}
              </div>
              <div class="actions">
                {!done[step] && isLookedThrough(step) && (
                  <Form c={c} action="/admin/setup/steps">
                    <Button name="step" value={step} icon="check">
                      {t('staff:steps.seen')}
                    </Button>
                  </Form>
                )}
                <ButtonLink href={`/admin/${places[step] ?? step}`}>
                  {t('staff:steps.go')}
                </ButtonLink>
              </div>
            </li>
          ))}
        </ol>
      </Card>
    </Layout>
  )
}

function Webhooks({ c, channels }: { c: AdminContext; channels: ChannelState[] }) {
  const t = words(c)
  return (
    <ul class="form">
      {channels.map(({ name, webhook }) => (
        <li class="row-line">
          <b>{t(`panel:channel.${name}`)}</b>
          {webhook !== undefined && <Copy c={c} text={webhook} what={t('channels:webhook')} />}
          <Form c={c} action={`/admin/channels/${name}/test`}>
            <Button icon="send">{t('channels:test')}</Button>
          </Form>
        </li>
      ))}
    </ul>
  )
}
