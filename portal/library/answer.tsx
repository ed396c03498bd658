import type { Context } from 'hono'
import { dayOf } from '#core/calendar/calendar.ts'
import { citationOf, pathOf } from '#core/law/documents/citation.ts'
import { type Basis, basisOf, type PublicAnswer, publicAnswer } from '#core/law/public/answers.ts'
import { Icon } from '#portal/icon.tsx'
import { pieces } from '#portal/pieces.ts'
import { secure } from '#portal/secure.ts'
import type { PortalSettings } from '#portal/settings.ts'
import { Cite, Print } from './cite.tsx'
import { Frame, Trail } from './frame.tsx'
import { JsonLd, questionPage } from './json-ld.tsx'
import { showMissing } from './missing.tsx'
import { Badge, Ended } from './validity.tsx'
import { partOf, shortened, type Visit, visitOf, written } from './visit.ts'

interface AnswerView {
  visit: Visit
  answer: PublicAnswer
  basis: Basis[]
}

/** `/hoi-dap/:slug`: a published answer with what it rests on, and whether that still stands. */
export async function showAnswer(c: Context, settings: PortalSettings): Promise<Response> {
  const visit = await visitOf(c, settings)
  const answer = await publicAnswer(settings.db, partOf(c, 'slug'))
  if (!answer) return showMissing(c, visit)
  const basis = await basisOf(settings.db, answer.id, visit.day)
  secure(c, "'none'", 'private, no-cache')
  return c.html(<AnswerPage {...{ visit, answer, basis }} />)
}

function AnswerPage({ visit, answer, basis }: AnswerView) {
  const { t, office, language, site } = visit
  const { slug, question, body, unitName, publishedAt, correctedAt } = answer
  const field = office.fields.find(({ id }) => id === answer.fieldId)
  const title = shortened(question, 140)
  const published = written(dayOf(publishedAt))
  const gone = basis.some(({ validity }) => validity?.standing === 'expired')
  const by = unitName ?? office.name(language)
  return (
    <Frame
      visit={visit}
      title={title}
      description={shortened(body, 200)}
      canonical={`/hoi-dap/${slug}`}
      head={<JsonLd data={questionPage(visit, answer)} />}
    >
      <Trail
        visit={visit}
        steps={[
          { href: '/hoi-dap', name: t('answers.title') },
          ...(field
            ? [
                {
                  href: `/hoi-dap?linh-vuc=${encodeURIComponent(field.code)}`,
                  name: language === 'en' ? field.nameEn : field.name,
                },
              ]
            : []),
        ]}
      />
      <header class="head">
        <h1 lang="vi">{title}</h1>
        <p class="found-by">
          {t('answer.by', { unit: by })} · {t('answer.on', { day: published })}
          {correctedAt && ` · ${t('answer.corrected', { day: written(dayOf(correctedAt)) })}`}
        </p>
        <div class="deeds">
          <Cite
            text={t('answer.cite', {
              question: title,
              unit: by,
              day: published,
              link: `${site}/hoi-dap/${slug}`,
            })}
            t={t}
          />
          <Print t={t} />
        </div>
      </header>
      {gone && (
        <p class="note alarm" role="note">
          {t('answer.gone')}
        </p>
      )}
      {title !== question.trim() && (
        <section aria-labelledby="question">
          <h2 id="question">{t('answer.question')}</h2>
          <Paragraphs text={question} />
        </section>
      )}
      <section class="answer" aria-labelledby="answer">
        <h2 id="answer">{t('answer.answer')}</h2>
        <Paragraphs text={body} />
      </section>
      <Grounds visit={visit} answer={answer} basis={basis} />
      <p class="aside">{t('answer.general')}</p>
      <aside class="human" aria-label={t('human.title')}>
        <p>{t('answer.own')}</p>
        <a class="button quiet" href="/chat">
          <Icon name="message-circle" />
          {t('human.ask')}
        </a>
      </aside>
    </Frame>
  )
}

function Grounds({ visit, answer, basis }: AnswerView) {
  const { t, language } = visit
  if (basis.length === 0 && answer.basis === '') return null
  return (
    <section aria-labelledby="basis">
      <h2 id="basis">{t('answer.basis')}</h2>
      {answer.basis !== '' && <Paragraphs text={answer.basis} />}
      {basis.length > 0 && (
        <ul class="grounds">
          {basis.map((one) => (
            <li>
              {one.slug === null ? (
                <span lang="vi">{citationOf(one, language)}</span>
              ) : (
                <a href={pathOf(one.slug, one.anchor)} lang="vi">
                  {citationOf(one, language)}
                </a>
              )}{' '}
              <Badge validity={one.validity} t={t} />
              {one.validity && <Ended validity={one.validity} visit={visit} />}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

/** A text as it was written: lines and paragraphs kept, web addresses to be followed. */
function Paragraphs({ text }: { text: string }) {
  return (
    <div class="prose" lang="vi">
      {text
        .trim()
        .split(/\n\s*\n/)
        .map((paragraph) => (
          <p>
            {pieces(paragraph).map((piece) =>
              'url' in piece ? (
                <a href={piece.url} rel="noopener nofollow">
                  {piece.url}
                </a>
              ) : (
                piece.text
              ),
            )}
          </p>
        ))}
    </div>
  )
}
