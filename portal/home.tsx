import type { Child } from 'hono/jsx'
import { type Language, say } from '#core/language.ts'
import type { Field, Office, Organisation } from '#core/office.ts'
import { otherField } from '#core/profile-shape.ts'
import { Icon } from './icon.tsx'
import { Bar, Html } from './layout.tsx'

const nationalPortal = 'https://phapluat.gov.vn'
const steps = ['ask', 'route', 'answer', 'rate']

interface HomeProps {
  language: Language
  office: Office
  /** a fresh id for the question's form */
  formId: string
}

type Words = (key: string, values?: Record<string, string | number>) => string

/** The front page: what the desk is, a box to ask at once, how an answer comes, and whom to reach. */
export function HomePage({ language, office, formId }: HomeProps) {
  const t: Words = (key, values) => say(language, `portal:${key}`, values)
  const organisation = office.name(language)
  return (
    <Html
      language={language}
      title={`${t('home.title')} · ${organisation}`}
      description={t('home.description', { organisation })}
      styles={['portal.css', 'home.css']}
      body="home"
    >
      <a class="skip unseen" href="#text">
        {t('skip')}
      </a>
      <Bar
        language={language}
        organisation={organisation}
        other={`/?lang=${language === 'vi' ? 'en' : 'vi'}`}
      />
      <main>
        <div class="hero">
          <h1>{t('home.title')}</h1>
          <p>{t('home.lead')}</p>
        </div>
        <div class="page">
          <Ask t={t} formId={formId} />
          <p class="again">
            {t('home.again')} <a href="/chat">{t('home.chat')}</a>
          </p>
          <Answering t={t} office={office} />
          <Fields
            t={t}
            fields={office.fields.filter(({ code }) => code !== otherField)}
            language={language}
          />
          <Beside t={t} organisation={office.organisation} />
        </div>
      </main>
      <footer class="foot">
        <span>{organisation}</span>
        <a href="/admin">{t('staff')}</a>
      </footer>
    </Html>
  )
}

function Ask({ t, formId }: { t: Words; formId: string }) {
  return (
    <form class="ask" method="post" action="/chat" enctype="multipart/form-data">
      <input type="hidden" name="id" value={formId} />
      <label for="text">{t('home.ask')}</label>
      <textarea
        id="text"
        name="text"
        rows={4}
        required
        placeholder={t('home.ask.example')}
        aria-describedby="hint"
      />
      <div class="ask-row">
        <p id="hint">{t('home.ask.hint')}</p>
        <button type="submit" class="button">
          <Icon name="send-horizontal" />
          {t('home.ask.send')}
        </button>
      </div>
    </form>
  )
}

function Answering({ t, office }: { t: Words; office: Office }) {
  const { answer, complex } = office.terms
  return (
    <section class="block" aria-labelledby="answer">
      <h2 id="answer">{t('home.answer.title')}</h2>
      <ol class="steps">
        {steps.map((step) => (
          <li>
            <h3>{t(`home.step.${step}`)}</h3>
            <p>{t(`home.step.${step}.text`)}</p>
          </li>
        ))}
      </ol>
      <p class="terms">{t('home.terms', { days: answer, complex })}</p>
    </section>
  )
}

function Fields({ t, fields, language }: { t: Words; fields: Field[]; language: Language }) {
  if (fields.length === 0) return null
  return (
    <section class="block" aria-labelledby="fields">
      <h2 id="fields">{t('home.fields')}</h2>
      <p>{t('home.fields.lead')}</p>
      <ul class="fields">
        {fields.map((field) => (
          <li>{language === 'en' ? field.nameEn : field.name}</li>
        ))}
      </ul>
    </section>
  )
}

function Beside({ t, organisation }: { t: Words; organisation: Organisation }) {
  const { address, phone, email, website } = organisation
  const reachable = Boolean(address || phone || email || website)
  return (
    <section class={reachable ? 'block cards even' : 'block cards'}>
      <Card icon="scale" title={t('home.scope')}>
        <p>{t('home.scope.text')}</p>
      </Card>
      <Card icon="book-open" title={t('home.law')}>
        <p>
          {t('home.law.text')} <a href={nationalPortal}>{t('home.law.link')}</a>
        </p>
      </Card>
      <Card icon="lock" title={t('home.private')}>
        <p>{t('home.private.text')}</p>
      </Card>
      {reachable && (
        <Card icon="building-2" title={t('home.contact')}>
          <dl>
            {address && <Fact name={t('home.contact.address')}>{address}</Fact>}
            {phone && (
              <Fact name={t('home.contact.phone')}>
                <a href={`tel:${phone.replace(/[^\d+]/g, '')}`}>{phone}</a>
              </Fact>
            )}
            {email && (
              <Fact name={t('home.contact.email')}>
                <a href={`mailto:${email}`}>{email}</a>
              </Fact>
            )}
            {website && (
              <Fact name={t('home.contact.website')}>
                <a href={website}>{website.replace(/^https?:\/\//, '')}</a>
              </Fact>
            )}
          </dl>
        </Card>
      )}
    </section>
  )
}

function Card({ icon, title, children }: { icon: string; title: string; children: Child }) {
  return (
    <div class="card">
      <h2>
        <Icon name={icon} />
        {title}
      </h2>
      {children}
    </div>
  )
}

function Fact({ name, children }: { name: string; children: Child }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
