import type { Context } from 'hono'
import { countAttempt } from '#core/staff/attempts.ts'
import { certificatePdf } from '#core/training/certificate-page.ts'
import { type Certificate, certificateAt, type Printed } from '#core/training/certificates.ts'
import { Icon } from '#portal/icon.tsx'
import { Frame } from '#portal/library/frame.tsx'
import { partOf, type Visit, visitOf, written } from '#portal/library/visit.ts'
import { networkOf } from '#portal/network.ts'
import { secure } from '#portal/secure.ts'
import type { PortalSettings } from '#portal/settings.ts'
import { day, wordsOf } from './said.ts'

/** Addresses that are of nothing, from one network: more than a misread letter needs, far too few to find one. */
const misses = { max: 30, windowMs: 10 * 60_000 }

/** `/chung-nhan/:code`: whether a certificate is genuine. */
export async function showCertificate(c: Context, settings: PortalSettings): Promise<Response> {
  const visit = await visitOf(c, settings)
  const found = await certificateAt(settings.db, partOf(c, 'code'))
  secure(c, "'none'", 'private, no-store')
  c.header('X-Robots-Tag', 'noindex')
  if (found) return c.html(<CertificatePage visit={visit} certificate={found} />)
  return missed(c, settings, visit)
}

async function missed(c: Context, { db }: PortalSettings, visit: Visit): Promise<Response> {
  const counted = await countAttempt(db, `certificate:${networkOf(c)}`, misses, visit.now)
  if (counted.allowed) return c.html(<UnknownPage visit={visit} wait={0} />, 404)
  c.header('Retry-After', String(counted.waitSeconds))
  return c.html(<UnknownPage visit={visit} wait={Math.ceil(counted.waitSeconds / 60)} />, 429)
}

/** `/chung-nhan/:code/giay.pdf`: the certificate to print. */
export async function sendCertificate(c: Context, settings: PortalSettings): Promise<Response> {
  const visit = await visitOf(c, settings)
  const found = await certificateAt(settings.db, partOf(c, 'code'))
  if (!found?.printed || found.revokedAt) return showCertificate(c, settings)
  const { code, printed } = found
  const pdf = await certificatePdf({ code, printed }, visit.site)
  return c.body(new Uint8Array(pdf), 200, {
    'Content-Type': 'application/pdf',
    'Content-Disposition': `inline; filename="chung-nhan-${code}.pdf"`,
    'Cache-Control': 'private, no-store',
    'X-Content-Type-Options': 'nosniff',
    'X-Robots-Tag': 'noindex',
  })
}

function CertificatePage({ visit, certificate }: { visit: Visit; certificate: Certificate }) {
  const t = wordsOf(visit)
  const { printed, revokedAt, code } = certificate
  return (
    <Frame visit={visit} title={t('certificate.title')} unlisted>
      <h1>{t('certificate.title')}</h1>
      <p class={revokedAt ? 'proof proof-bad' : 'proof proof-good'}>
        <Icon name={revokedAt ? 'circle-x' : 'badge-check'} size={32} />
        <span>
          <b>{t(revokedAt ? 'certificate.revoked' : 'certificate.valid')}</b>
          {t(revokedAt ? 'certificate.revoked.text' : 'certificate.valid.text', {
            day: revokedAt ? day(revokedAt) : '',
          })}
        </span>
      </p>
      {printed && <Facts visit={visit} printed={printed} />}
      {printed && !revokedAt && (
        <p>
          <a class="button quiet" href={`/chung-nhan/${code}/giay.pdf`}>
            <Icon name="file-down" />
            {t('certificate.pdf')}
          </a>
        </p>
      )}
    </Frame>
  )
}

function Facts({ visit, printed }: { visit: Visit; printed: Printed }) {
  const t = wordsOf(visit)
  const [from, to] = [written(printed.from), written(printed.to)]
  const facts: [string, string][] = [
    ['name', printed.name],
    ['business', printed.business],
    ['course', printed.course],
    ['when', from === to ? from : `${from} – ${to}`],
    ['number', printed.number],
    ['issued', written(printed.issuedOn)],
    ['office', [printed.unit, printed.office].filter(Boolean).join(', ')],
  ]
  return (
    <dl class="class-facts">
      {facts.map(
        ([name, value]) =>
          value && (
            <div>
              <dt>{t(`certificate.${name}`)}</dt>
              <dd>{value}</dd>
            </div>
          ),
      )}
    </dl>
  )
}

function UnknownPage({ visit, wait }: { visit: Visit; wait: number }) {
  const t = wordsOf(visit)
  return (
    <Frame visit={visit} title={t('certificate.unknown')} unlisted>
      <h1>{t('certificate.unknown')}</h1>
      <p class="note">
        {wait > 0 ? t('certificate.too-often', { minutes: wait }) : t('certificate.unknown.text')}
      </p>
      <p>
        <a href="/chat">{t('certificate.ask')}</a>
      </p>
    </Frame>
  )
}
