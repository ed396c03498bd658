import type { Logger } from 'pino'
import { Refusal } from '#core/refusal.ts'
import type { AdminContext } from './deps.ts'
import { NotAllowed, NotFound, StaleForm, TooLarge } from './faults.ts'
import { Layout, PlainPage } from './layout.tsx'
import { ButtonLink, Empty, Notice } from './parts.tsx'
import { words } from './words.ts'

type Status = 403 | 404 | 413 | 422 | 500

interface Fault {
  status: Status
  key: string
  values?: Record<string, string | number>
  icon: string
}

/** The one boundary of the panel: what was thrown becomes a page, or a message in a partial update. */
export function answerFault(log: Logger) {
  return (error: Error, c: AdminContext) => {
    const fault = readFault(error)
    if (fault.status === 500)
      log.error({ err: error, requestId: c.get('requestId'), path: c.req.path }, 'request failed')
    return show(c, fault)
  }
}

function readFault(error: Error): Fault {
  if (error instanceof Refusal)
    return { status: 422, key: error.key, values: error.values, icon: 'circle-slash' }
  if (error instanceof NotAllowed) return { status: 403, key: 'panel:fault.403', icon: 'lock' }
  if (error instanceof StaleForm)
    return { status: 403, key: 'panel:fault.stale', icon: 'timer-reset' }
  if (error instanceof NotFound) return { status: 404, key: 'panel:fault.404', icon: 'search-x' }
  if (error instanceof TooLarge)
    return { status: 413, key: 'panel:fault.413', values: { most: error.most }, icon: 'file-x' }
  return { status: 500, key: 'panel:fault.500', icon: 'server-crash' }
}

function show(c: AdminContext, fault: Fault) {
  const t = words(c)
  const text = t(fault.key, fault.values)
  if (c.req.header('HX-Request') !== undefined) return partial(c, fault, text)
  const title = t(`panel:fault.${fault.status}.title`)
  const body = <FaultBody c={c} fault={fault} text={text} />
  const page =
    c.get('actor') === undefined ? (
      <PlainPage c={c} title={title}>
        {body}
      </PlainPage>
    ) : (
      <Layout c={c} title={title} area="">
        {body}
      </Layout>
    )
  return c.html(page, fault.status)
}

/** In a partial update the message goes to the page's message place and nothing else changes. */
function partial(c: AdminContext, fault: Fault, text: string) {
  c.header('HX-Retarget', '#flash')
  c.header('HX-Reswap', 'innerHTML')
  const id = fault.status === 500 ? ` (${c.get('requestId')})` : ''
  return c.html(<Notice kind="problem">{`${text}${id}`}</Notice>, fault.status)
}

function FaultBody({ c, fault, text }: { c: AdminContext; fault: Fault; text: string }) {
  const t = words(c)
  return (
    <Empty icon={fault.icon} title={text}>
      {fault.status === 500 && (
        <p>
          {t('panel:fault.request')} <code>{c.get('requestId')}</code>
        </p>
      )}
      <p class="actions">
        {c.req.method !== 'GET' && (
          <ButtonLink href={backPath(c)} kind="primary" icon="arrow-left">
            {t('panel:back')}
          </ButtonLink>
        )}
        <ButtonLink href="/admin">{t('panel:nav.home')}</ButtonLink>
      </p>
    </Empty>
  )
}

function backPath(c: AdminContext): string {
  const referer = c.req.header('referer')
  if (referer === undefined || !URL.canParse(referer)) return '/admin'
  const { pathname, search } = new URL(referer)
  return pathname.startsWith('/admin') ? pathname + search : '/admin'
}
