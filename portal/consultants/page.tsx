import type { Context } from 'hono'
import { say } from '#core/language.ts'
import { type Consultant, shownConsultants } from '#core/plan/consultants.ts'
import { type FeeSupport, feeSupport } from '#core/tickets/fee-support.ts'
import { Icon } from '#portal/icon.tsx'
import { Frame } from '#portal/library/frame.tsx'
import { addressOf, type Visit, visitOf, type Words, written } from '#portal/library/visit.ts'
import { secure } from '#portal/secure.ts'
import type { PortalSettings } from '#portal/settings.ts'

/** `/tu-van-vien`: the consultants that the public may choose from, by field, and how much of the fee is paid. */
export async function showConsultants(c: Context, settings: PortalSettings): Promise<Response> {
  const visit = await visitOf(c, settings)
  const field = visit.office.fields.find(({ code }) => code === visit.query.get('linh-vuc'))
  const [rows, support] = await Promise.all([
    shownConsultants(settings.db, { fieldId: field?.id }, visit.now),
    feeSupport(settings.db, null),
  ])
  secure(c, "'none'", 'private, no-cache')
  return c.html(<ConsultantsPage {...{ visit, rows, support }} field={field?.code} />)
}

interface View {
  visit: Visit
  rows: Consultant[]
  support: FeeSupport
  field: string | undefined
}

function ConsultantsPage({ visit, rows, support, field }: View) {
  const { language } = visit
  const t: Words = (key, values) => say(language, `consultants:portal.${key}`, values)
  const amount = (vnd: number) => vnd.toLocaleString(language === 'vi' ? 'vi-VN' : 'en-GB')
  return (
    <Frame
      visit={visit}
      title={t('title')}
      description={t('description', { organisation: visit.office.name(language) })}
      canonical={addressOf('/tu-van-vien', [['linh-vuc', field]])}
    >
      <h1>{t('title')}</h1>
      <p>{t('lead')}</p>
      <form class="class-filter" action="/tu-van-vien">
        <label class="narrow">
          <span>{say(language, 'consultants:filter.field')}</span>
          <select name="linh-vuc">
            <option value="">{say(language, 'consultants:filter.all-fields')}</option>
            {visit.office.fields.map(({ code, name, nameEn }) => (
              <option value={code} selected={code === field}>
                {language === 'en' ? nameEn : name}
              </option>
            ))}
          </select>
        </label>
        <button type="submit" class="button quiet">
          {t('apply')}
        </button>
      </form>
      {rows.length === 0 ? (
        <p class="note">
          {t('none')} <a href="/chat">{t('ask')}</a>
        </p>
      ) : (
        <>
          <h2 class="unseen">{t('title')}</h2>
          <ul class="class-list">
            {rows.map((one) => (
              <li>
                <One visit={visit} consultant={one} t={t} />
              </li>
            ))}
          </ul>
        </>
      )}
      <section class="block">
        <h2>{t('support')}</h2>
        <ul class="plain-list">
          {support.shares.map(({ size, percent, upTo }) => (
            <li>{t(`support.${size}`, { percent, upTo: amount(upTo) })}</li>
          ))}
        </ul>
        <p>{t('support.days', { days: support.decisionDays })}</p>
        <p>
          <a class="button" href="/chat">
            {t('ask')}
          </a>
        </p>
      </section>
    </Frame>
  )
}

function One({ visit, consultant, t }: { visit: Visit; consultant: Consultant; t: Words }) {
  const { name, organisation, phone, email, since, decision, fieldIds } = consultant
  const fields = visit.office.fields
    .filter(({ id }) => fieldIds.includes(id))
    .map((one) => (visit.language === 'en' ? one.nameEn : one.name))
  const facts = [
    since && t('since', { day: written(since) }),
    decision && t('decision', { decision }),
  ]
  return (
    <article class="class-card">
      <span class="class-day" aria-hidden="true">
        <Icon name="scale" />
      </span>
      <div>
        <h3>{name}</h3>
        {organisation && <p>{organisation}</p>}
        {fields.length > 0 && <p>{fields.join(' · ')}</p>}
        <p>
          {phone && <a href={`tel:${phone.replace(/[^\d+]/g, '')}`}>{phone}</a>}
          {phone && email && ' · '}
          {email && <a href={`mailto:${email}`}>{email}</a>}
        </p>
        <p>
          <small>{facts.filter(Boolean).join(' · ')}</small>
        </p>
      </div>
    </article>
  )
}
