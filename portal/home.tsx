import type { Child } from 'hono/jsx'
import type { SelfCheck } from '#core/assistant/self-check-shape.ts'
import { say } from '#core/language.ts'
import type { Office, Organisation } from '#core/office.ts'
import { otherField } from '#core/profile-shape.ts'
import type { PublicCourse } from '#core/training/calendar-public.ts'
import { Icon } from './icon.tsx'
import { Bar, Html } from './layout.tsx'
import { Foot, Places } from './library/frame.tsx'
import { SearchBox } from './library/search-box.tsx'
import type { Visit, Words } from './library/visit.ts'
import { News, type NewsProps } from './news.tsx'
import { CheckList } from './self-check/pages.tsx'
import { NextClasses } from './training/pieces.tsx'

const nationalPortal = 'https://phapluat.gov.vn'
const steps = ['ask', 'route', 'answer', 'rate']

interface HomeProps extends NewsProps {
  /** a fresh id for the question's form */
  formId: string
  /** how many published answers each field has */
  counts: Map<number, number>
  checks: SelfCheck[]
  /** the next classes */
  courses: PublicCourse[]
  /** where else people may write to the office */
  chatLinks: { name: string; url: string }[]
}

/** The front page: a search first, then the way to ask, what changed, how an answer comes, and whom to reach. */
export function HomePage({
  visit,
  formId,
  counts,
  checks,
  courses,
  chatLinks,
  ...news
}: HomeProps) {
  const { language, office } = visit
  const t: Words = (key, values) => say(language, `portal:${key}`, values)
  const organisation = office.name(language)
  return (
    <Html
      language={language}
      title={`${t('home.title')} · ${organisation}`}
      description={t('home.description', { organisation })}
      styles={['portal.css', 'home.css']}
      scripts={['library.js', 'suggest.js']}
      body="home"
    >
      <a class="skip unseen" href="#q">
        {t('skip')}
      </a>
      <Bar
        language={language}
        organisation={organisation}
        other={`/?lang=${language === 'vi' ? 'en' : 'vi'}`}
      />
      <Places visit={visit} />
      <main>
        <div class="hero">
          <h1>{t('home.title')}</h1>
          <p>{t('home.lead')}</p>
        </div>
        <div class="page">
          <div class="front">
            <SearchBox t={visit.t} />
          </div>
          <p class="again">
            {visit.t('home.toask')} <a href="#human">{visit.t('human.ask')}</a>
          </p>
          <News visit={visit} {...news} />
          <NextClasses visit={visit} courses={courses} />
          <section class="block" aria-labelledby="human">
            <h2 id="human">{visit.t('home.human')}</h2>
            <p>{visit.t('home.human.lead')}</p>
            <Ask t={t} formId={formId} />
            <p class="again">
              {t('home.again')} <a href="/chat">{t('home.chat')}</a>
            </p>
            {chatLinks.length > 0 && (
              <p class="channels">
                {visit.t('home.channels')}
                {chatLinks.map(({ name, url }) => (
                  <a href={url} rel="noopener">
                    {name}
                  </a>
                ))}
              </p>
            )}
          </section>
          {checks.length > 0 && (
            <section class="block" aria-labelledby="checks">
              <h2 id="checks">{visit.t('home.checks')}</h2>
              <p>{visit.t('home.checks.lead')}</p>
              <CheckList visit={visit} checks={checks} />
            </section>
          )}
          <Fields t={t} visit={visit} counts={counts} />
          <Answering t={t} office={office} />
          <Beside t={t} organisation={office.organisation} />
        </div>
      </main>
      <Foot visit={visit} organisation={organisation} />
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

function Fields({ t, visit, counts }: { t: Words; visit: Visit; counts: Map<number, number> }) {
  const { office, language } = visit
  const fields = office.fields.filter(({ code }) => code !== otherField)
  if (fields.length === 0) return null
  return (
    <section class="block" aria-labelledby="fields">
      <h2 id="fields">{t('home.fields')}</h2>
      <p>{t('home.fields.lead')}</p>
      <ul class="fields">
        {fields.map(({ id, code, name, nameEn }) => {
          const words = language === 'en' ? nameEn : name
          const n = counts.get(id)
          return (
            <li>
              {n === undefined ? (
                words
              ) : (
                <a href={`/hoi-dap?linh-vuc=${encodeURIComponent(code)}`}>
                  {words} <small>{visit.t('home.fields.answers', { n })}</small>
                </a>
              )}
            </li>
          )
        })}
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
