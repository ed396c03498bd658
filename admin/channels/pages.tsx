import type { AdminContext, ZaloConsent } from '#admin/deps.ts'
import { Layout } from '#admin/layout.tsx'
import { ButtonLink, Card, Empty, Notice } from '#admin/parts.tsx'
import { words } from '#admin/words.ts'
import type { Account } from '#core/groups/account.ts'
import { PlatformCard, type PlatformFacts } from './card.tsx'
import { isPublic } from './platforms.ts'

interface Channels {
  c: AdminContext
  publicUrl: string
  /** every platform, connected or not */
  facts: PlatformFacts[]
  /** whether this process runs any channel */
  running: boolean
  zalo: ZaloConsent | undefined
  /** the account that posts to groups; absent unless it is switched on */
  account: Account['state'] | undefined
}

export function ChannelsPage({ c, publicUrl, facts, running, zalo, account }: Channels) {
  const t = words(c)
  const toHealth = (
    <ButtonLink href="/admin/health" icon="activity">
      {t('panel:nav.health')}
    </ButtonLink>
  )
  return (
    <Layout
      c={c}
      title={t('panel:nav.channels')}
      area="channels"
      lead={t('connecting:lead-guide')}
      actions={toHealth}
    >
      {!isPublic(publicUrl) && (
        <Notice kind="warning">{t('connecting:not-public', { address: publicUrl })}</Notice>
      )}
      {!running && (
        <Card>
          <Empty icon="radio-tower" title={t('channels:none')} />
        </Card>
      )}
      <div class="stack">
        {facts.map((one) => (
          <PlatformCard c={c} publicUrl={publicUrl} zalo={zalo} account={account} {...one} />
        ))}
      </div>
    </Layout>
  )
}
