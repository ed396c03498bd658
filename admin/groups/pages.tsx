import type { AdminContext } from '#admin/deps.ts'
import { CheckField, emptyForm, type Filled, Form, TextArea, TextField } from '#admin/inputs.tsx'
import { Layout } from '#admin/layout.tsx'
import { Badge, Button, Card, Notice } from '#admin/parts.tsx'
import { moment, number, words } from '#admin/words.ts'
import type { Account } from '#core/groups/account.ts'
import type { SignInStep } from '#core/groups/desk.ts'
import { longestPost, type PostRow, postText } from '#core/groups/posts.ts'
import type { Group } from '#core/groups/sender.ts'
import { Posts, whyOf } from './posts.tsx'
import { SignInSteps } from './sign-in.tsx'

interface Groups {
  c: AdminContext
  account: Account
  step: SignInStep
  picked: Group[]
  offered: Group[]
  page: number
  posts: { rows: PostRow[]; more: boolean }
  waiting: number
  filled: Filled
}

export function GroupsPage(groups: Groups) {
  const { c, account, picked, page } = groups
  const t = words(c)
  return (
    <Layout
      c={c}
      title={t('groups:title')}
      area="channels"
      lead={t('groups:lead')}
      trail={trail(c)}
    >
      {page === 1 && <Warning c={c} />}
      <div class="stack">
        {page === 1 && (
          <>
            <div class="columns">
              <OwnAccount {...groups} />
              {account.state === 'on' && <Picking {...groups} />}
            </div>
            {account.state === 'on' && picked.length > 0 && <Compose {...groups} />}
          </>
        )}
        <Posts {...groups} />
      </div>
    </Layout>
  )
}

function trail(c: AdminContext) {
  return [{ href: '/admin/channels', label: words(c)('panel:nav.channels') }]
}

function Warning({ c }: { c: AdminContext }) {
  const t = words(c)
  return (
    <Notice kind="problem">
      <div class="group-warning">
        <b>{t('groups:warning.title')}</b>
        <ul>
          {['ban', 'cookie', 'relay', 'official'].map((name) => (
            <li>{t(`groups:warning.${name}`)}</li>
          ))}
        </ul>
      </div>
    </Notice>
  )
}

function OwnAccount({ c, account, step, filled }: Groups) {
  const t = words(c)
  const tones = { out: 'neutral', on: 'good', stopped: 'alarm' } as const
  const badge = <Badge tone={tones[account.state]}>{t(`groups:account.${account.state}`)}</Badge>
  const known = account.state !== 'out'
  return (
    <Card title={t('groups:account')} actions={badge}>
      <div class="stack">
        {known && (
          <dl class="facts">
            <dt>{t('groups:account.name')}</dt>
            <dd>{account.name || '–'}</dd>
            <dt>{t(account.state === 'on' ? 'groups:account.at' : 'groups:account.since')}</dt>
            <dd>{moment(c, account.at)}</dd>
            {account.state === 'stopped' && (
              <>
                <dt>{t('groups:account.why')}</dt>
                <dd>
                  {whyOf(c, account.why)}
                  {account.detail && <p class="hint">{account.detail}</p>}
                </dd>
              </>
            )}
          </dl>
        )}
        {account.state === 'on' ? (
          <Form c={c} class="form" action="/admin/groups/sign-out">
            <p class="hint">{t('groups:sign-out.hint')}</p>
            <div>
              <Button kind="danger" icon="log-out">
                {t('groups:sign-out')}
              </Button>
            </div>
          </Form>
        ) : (
          <SignInSteps c={c} step={step} filled={filled.faults.form ? filled : emptyForm} />
        )}
      </div>
    </Card>
  )
}

function Picking({ c, picked, offered }: Groups) {
  const t = words(c)
  const reload = (
    <Form c={c} action="/admin/groups/list">
      <Button icon="rotate-cw">{t('groups:list.reload')}</Button>
    </Form>
  )
  return (
    <Card title={t('groups:list')} actions={reload}>
      {offered.length === 0 ? (
        <p class="muted">{t('groups:list.none')}</p>
      ) : (
        <Form c={c} class="form" action="/admin/groups/picked">
          <p class="hint">{t('groups:list.hint')}</p>
          <div class="group-list">
            {offered.map(({ id, name }) => (
              <CheckField
                name="group"
                value={id}
                label={name}
                checked={picked.some((one) => one.id === id)}
              />
            ))}
          </div>
          <div class="row-line">
            <Button kind="primary">{t('groups:list.save')}</Button>
            <span class="muted">{t('groups:list.picked', { count: picked.length })}</span>
          </div>
        </Form>
      )}
    </Card>
  )
}

function Compose({ c, filled }: Groups) {
  const t = words(c)
  const own = filled.faults.form ? emptyForm : filled
  return (
    <Card title={t('groups:compose')}>
      <Form c={c} class="form" action="/admin/groups/preview" filled={own}>
        <TextArea
          c={c}
          name="text"
          label={t('groups:compose.text')}
          hint={t('groups:compose.hint')}
          filled={own}
          rows={7}
          attributes={{ maxlength: longestPost }}
        />
        <TextField
          c={c}
          name="url"
          type="url"
          label={t('groups:compose.url')}
          hint={t('groups:compose.url-hint')}
          filled={own}
          attributes={{ maxlength: 500, placeholder: 'https://' }}
        />
        <div>
          <Button kind="primary" icon="eye">
            {t('groups:preview')}
          </Button>
        </div>
      </Form>
    </Card>
  )
}

interface Preview {
  c: AdminContext
  notice: { text: string; url: string }
  picked: Group[]
}

/** A gap of 30 seconds on average. */
const postsAMinute = 2

export function PreviewPage({ c, notice, picked }: Preview) {
  const t = words(c)
  const count = picked.length
  const minutes = Math.max(1, Math.ceil(count / postsAMinute))
  const back = [...trail(c), { href: '/admin/groups', label: t('groups:title') }]
  const hidden = Object.entries(notice).map(([name, value]) => (
    <input type="hidden" name={name} value={value} />
  ))
  return (
    <Layout c={c} title={t('groups:confirm.title')} area="channels" trail={back}>
      <div class="columns">
        <Card title={t('groups:posts.text')}>
          <p class="prose group-text">{postText(notice)}</p>
        </Card>
        <Card title={t('groups:list')}>
          <ul class="group-names">
            {picked.map(({ name }) => (
              <li>{name}</li>
            ))}
          </ul>
          <p class="muted">{t('groups:confirm.lead', { minutes: number(c, minutes) })}</p>
          <div class="form-actions">
            <Form c={c} action="/admin/groups/posts">
              {hidden}
              <Button kind="primary" icon="send">
                {t('groups:confirm', { count })}
              </Button>
            </Form>
            <Form c={c} action="/admin/groups/edit">
              {hidden}
              <Button icon="pencil">{t('groups:confirm.back')}</Button>
            </Form>
          </div>
        </Card>
      </div>
    </Layout>
  )
}
