import type { Child } from 'hono/jsx'
import { nameOf } from '#core/law/documents/citation.ts'
import type { Validity } from '#core/law/documents/standing.ts'
import type { PublicDocument, PublicFile } from '#core/law/public/documents.ts'
import type { Outlined } from '#core/law/public/provisions.ts'
import type { Reading } from '#core/law/public/readings.ts'
import type { PublicRelation } from '#core/law/public/relations.ts'
import { Icon } from '#portal/icon.tsx'
import { Cite, Print } from './cite.tsx'
import { CitedBy, type Citing } from './cited-by.tsx'
import { Frame, Trail } from './frame.tsx'
import { JsonLd, legislation } from './json-ld.tsx'
import { Outline } from './outline.tsx'
import { Changes, Relations } from './relations.tsx'
import { Badge, Why } from './validity.tsx'
import { shortened, type Visit, written } from './visit.ts'

export interface DocumentView {
  visit: Visit
  document: PublicDocument
  validity: Validity | undefined
  relations: { does: PublicRelation[]; suffers: PublicRelation[] }
  outline: Outlined[]
  /** the whole text, when it is short enough for one page */
  text: Child
  readings: Reading[]
  files: PublicFile[]
  citing: Citing[]
}

/** A document: what it is, whether it is in force and why, what it changes, what became of it, and its text. */
export function DocumentPage(view: DocumentView) {
  const { visit, document, validity, relations, outline, text, readings, citing } = view
  const { t, language, site } = visit
  const { slug, title, kind, number, summary, factsChecked } = document
  const path = `/van-ban/${slug}`
  const name = nameOf(document, language)
  return (
    <Frame
      visit={visit}
      title={name}
      description={shortened(summary || title, 200)}
      canonical={path}
      head={<JsonLd data={legislation(visit, document, validity)} />}
    >
      <Trail visit={visit} steps={[{ href: '/van-ban', name: t('nav.van-ban') }]} />
      <header class="head">
        <p class="eyebrow" lang="vi">
          {[kind, number].filter(Boolean).join(' ')}
        </p>
        <h1 lang="vi">{title}</h1>
        <Badge validity={validity} t={t} />
        <div class="deeds">
          <Cite text={`${nameOf(document, 'vi')}. ${site}${path}`} t={t} />
          <Print t={t} />
        </div>
      </header>
      {!factsChecked && <p class="note">{t('document.unchecked')}</p>}
      <section class="why" aria-labelledby="validity">
        <h2 id="validity">{t('validity.title', { day: written(visit.day) })}</h2>
        <Why validity={validity} visit={visit} />
      </section>
      {summary !== '' && (
        <section aria-labelledby="summary" class="summary">
          <h2 id="summary">{t('document.summary')}</h2>
          <p lang="vi">{summary}</p>
        </section>
      )}
      <Facts {...view} />
      <Changes visit={visit} path={path} suffers={relations.suffers} readings={readings} />
      <Relations visit={visit} relations={relations} />
      <CitedBy visit={visit} citing={citing} />
      {document.hasText ? (
        <>
          <Outline visit={visit} path={path} outline={outline} inPage={text !== null} />
          {text !== null && (
            <section aria-label={t('document.text')} class="whole">
              {text}
            </section>
          )}
        </>
      ) : (
        <NoText visit={visit} document={document} />
      )}
    </Frame>
  )
}

function NoText({ visit: { t }, document }: { visit: Visit; document: PublicDocument }) {
  return (
    <section class="note">
      <h2>{t('document.notext')}</h2>
      {isWeb(document.link) ? (
        <p>
          <a href={document.link} rel="noopener">
            {t('document.notext.link')}
          </a>
        </p>
      ) : (
        <p>{t('document.notext.none')}</p>
      )}
    </section>
  )
}

function isWeb(link: string): boolean {
  return /^https?:\/\//i.test(link)
}

function Facts({ visit, document, files }: DocumentView) {
  const { t, office, language } = visit
  const { slug, kind, number, issuer, signer, signedOn, publishedOn, inForceOn, expiresOn } =
    document
  const fields = office.fields.filter(({ id }) => document.fieldIds.includes(id))
  const told: [string, Child][] = [
    ['number', number],
    ['kind', kind],
    ['issuer', issuer],
    ['signer', signer],
    ['signed', signedOn && written(signedOn)],
    ['published', publishedOn && written(publishedOn)],
    ['force', inForceOn && written(inForceOn)],
    ['expires', expiresOn && written(expiresOn)],
  ]
  return (
    <section aria-labelledby="facts" class="facts">
      <h2 id="facts">{t('document.facts')}</h2>
      <dl>
        {told
          .filter(([, value]) => Boolean(value))
          .map(([key, value]) => (
            <div>
              <dt>{t(`fact.${key}`)}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        {fields.length > 0 && (
          <div>
            <dt>{t('fact.fields')}</dt>
            <dd>
              {fields.map(({ code, name, nameEn }, place) => (
                <>
                  {place > 0 && ', '}
                  <a href={`/van-ban?linh-vuc=${code}`}>{language === 'en' ? nameEn : name}</a>
                </>
              ))}
            </dd>
          </div>
        )}
        {isWeb(document.link) && (
          <div>
            <dt>{t('fact.link')}</dt>
            <dd>
              <a href={document.link} rel="noopener">
                {hostOf(document.link)}
              </a>
            </dd>
          </div>
        )}
        {files.length > 0 && (
          <div>
            <dt>{t('fact.files')}</dt>
            <dd>
              <ul>
                {files.map(({ id, name, size }) => (
                  <li>
                    <a href={`/van-ban/${slug}/tep/${id}`} class="file">
                      <Icon name="download" size={16} />
                      {name} ({t('file.size', { kb: Math.max(1, Math.round(size / 1024)) })})
                    </a>
                  </li>
                ))}
              </ul>
            </dd>
          </div>
        )}
      </dl>
    </section>
  )
}

function hostOf(link: string): string {
  return URL.canParse(link) ? new URL(link).host : link
}
