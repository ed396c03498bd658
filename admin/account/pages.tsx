import { passwordLength } from '#admin/auth.ts'
import type { AdminContext } from '#admin/deps.ts'
import { type Filled, Form, SelectField, TextField } from '#admin/inputs.tsx'
import { Layout, PlainPage } from '#admin/layout.tsx'
import { Badge, Button, ButtonLink, Card, Csrf } from '#admin/parts.tsx'
import { moment, words } from '#admin/words.ts'
import { languages } from '#core/language.ts'
import type { OpenSession } from '#core/staff/account.ts'

interface Chat {
  channel: string | null
  conversationId: number | null
  linkCode: string | null
}

interface Account {
  c: AdminContext
  sessions: OpenSession[]
  chat: Chat
}

export function AccountPage({ c, sessions, chat }: Account) {
  const t = words(c)
  const { name, role } = c.get('actor')
  return (
    <Layout
      c={c}
      title={t('staff:account.title')}
      area="account"
      lead={`${name} · ${t(`staff:role.${role}`)}`}
    >
      <div class="columns">
        <div class="stack">
          <Security c={c} />
          <Sessions c={c} sessions={sessions} />
        </div>
        <div class="stack">
          <LanguageCard c={c} />
          <ChatCard c={c} chat={chat} />
        </div>
      </div>
    </Layout>
  )
}

function Security({ c }: { c: AdminContext }) {
  const t = words(c)
  const on = c.get('me').twoFactorEnabled
  return (
    <Card title={t('staff:account.security')}>
      <dl class="facts">
        <dt>{t('staff:email')}</dt>
        <dd>{c.get('me').email}</dd>
        <dt>{t('staff:password')}</dt>
        <dd>
          <ButtonLink href="/admin/account/password" icon="key-round">
            {t('staff:password.change')}
          </ButtonLink>
        </dd>
        <dt>{t('staff:two-factor')}</dt>
        <dd class="row-line">
          <Badge tone={on ? 'good' : 'neutral'} icon={on ? 'shield-check' : 'shield-off'}>
            {t(on ? 'staff:two-factor.on' : 'staff:two-factor.off')}
          </Badge>
          <ButtonLink href="/admin/account/two-factor" icon="smartphone">
            {t(on ? 'staff:two-factor.manage' : 'staff:two-factor.enrol')}
          </ButtonLink>
        </dd>
      </dl>
    </Card>
  )
}

function Sessions({ c, sessions }: { c: AdminContext; sessions: OpenSession[] }) {
  const t = words(c)
  const own = c.get('me').sessionId
  const others = sessions.length > 1 && (
    <form method="post" action="/admin/account/sessions/end-others">
      <Csrf c={c} />
      <Button kind="danger">{t('staff:account.end-others')}</Button>
    </form>
  )
  return (
    <Card title={t('staff:account.sessions')} actions={others || undefined}>
      <div class="table-wrap">
        <table class="table stacked">
          <thead>
            <tr>
              <th>{t('staff:account.device')}</th>
              <th>{t('staff:account.address')}</th>
              <th>{t('staff:account.last-used')}</th>
              <th class="shrink">
                <span class="visually-hidden">{t('panel:deeds')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {sessions.map((session) => (
              <tr>
                <th scope="row">
                  {device(session.userAgent) ?? t('staff:account.unknown-device')}
                </th>
                <td data-label={t('staff:account.address')}>{session.ipAddress || '–'}</td>
                <td class="nowrap" data-label={t('staff:account.last-used')}>
                  {moment(c, session.updatedAt)}
                </td>
                <td>
                  {session.id === own ? (
                    <Badge tone="accent">{t('staff:account.this-one')}</Badge>
                  ) : (
                    <form method="post" action={`/admin/account/sessions/${session.id}/end`}>
                      <Csrf c={c} />
                      <Button kind="quiet">{t('staff:account.end')}</Button>
                    </form>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  )
}

function LanguageCard({ c }: { c: AdminContext }) {
  const t = words(c)
  const options = languages.map((value) => ({ value, label: t(`panel:language.${value}`) }))
  return (
    <Card title={t('staff:account.language')}>
      <Form c={c} class="form" action="/admin/account/language">
        <SelectField
          c={c}
          name="language"
          label={t('staff:account.language-of-panel')}
          value={c.get('language')}
          options={options}
        />
        <div>
          <Button>{t('panel:save')}</Button>
        </div>
      </Form>
    </Card>
  )
}

function ChatCard({ c, chat }: { c: AdminContext; chat: Chat }) {
  const t = words(c)
  const linked = chat.conversationId !== null
  return (
    <Card title={t('staff:account.chat')} id="chat">
      <div class="form">
        <p class="muted">{t('staff:account.chat-why')}</p>
        {linked && (
          <Badge tone="good" icon="link">
            {t('staff:account.chat-linked', { channel: t(`panel:channel.${chat.channel}`) })}
          </Badge>
        )}
        {chat.linkCode !== null && (
          <>
            <p>{t('staff:account.chat-send')}</p>
            <p class="copy">
              <code>/lienket {chat.linkCode}</code>
            </p>
          </>
        )}
        <div class="actions">
          <Form c={c} action="/admin/account/chat">
            <Button icon="link">{t('staff:account.chat-code')}</Button>
          </Form>
          {linked && (
            <Form c={c} action="/admin/account/chat/end">
              <Button kind="danger">{t('staff:account.chat-end')}</Button>
            </Form>
          )}
        </div>
      </div>
    </Card>
  )
}

/** On its own while the initial password is still in use: nothing else can be opened then. */
export function PasswordPage({ c, filled }: { c: AdminContext; filled: Filled }) {
  const t = words(c)
  const forced = c.get('me').mustChangePassword
  return (
    <PlainPage c={c} title={t('staff:password.change')}>
      <p class="lead">{t(forced ? 'staff:password.why-forced' : 'staff:password.why')}</p>
      <Form c={c} class="form" action="/admin/account/password" filled={filled}>
        <TextField
          c={c}
          name="current"
          type="password"
          label={t(forced ? 'staff:password.initial' : 'staff:password.current')}
          filled={filled}
          attributes={{ autocomplete: 'current-password' }}
        />
        <TextField
          c={c}
          name="password"
          type="password"
          label={t('staff:password.new')}
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
        <Button kind="primary" icon="key-round">
          {t('staff:password.save')}
        </Button>
      </Form>
      <Form c={c} class="gate-foot" action="/admin/signout">
        <Button kind="quiet" icon="log-out">
          {t('panel:signout')}
        </Button>
      </Form>
    </PlainPage>
  )
}

/** "Chrome · Windows" out of what a browser says of itself. */
function device(userAgent: string | null): string | undefined {
  if (!userAgent) return undefined
  const browser = /(Edg|OPR|coc_coc_browser|Firefox|Chrome|Safari)\//.exec(userAgent)?.[1]
  const system = /(Windows|Android|iPhone|iPad|Mac OS X|Linux)/.exec(userAgent)?.[1]
  const names: Record<string, string> = {
    Edg: 'Edge',
    OPR: 'Opera',
    coc_coc_browser: 'Cốc Cốc',
    'Mac OS X': 'macOS',
  }
  const parts = [browser, system].filter((part) => part !== undefined)
  return parts.length === 0 ? undefined : parts.map((part) => names[part] ?? part).join(' · ')
}
