import type { AdminContext } from '#admin/deps.ts'
import { type Filled, Form, TextArea } from '#admin/inputs.tsx'
import { Layout } from '#admin/layout.tsx'
import { Tabs } from '#admin/paging.tsx'
import { Badge, Button, ButtonLink, Card, Chip, Empty, Notice } from '#admin/parts.tsx'
import { SearchBar } from '#admin/search-bar.tsx'
import { words } from '#admin/words.ts'
import { type Language, languages } from '#core/language.ts'
import { placeholders, spokenAreas, type Wording } from '#core/office/own-words.ts'
import type { Refusal } from '#core/refusal.ts'

interface Texts {
  c: AdminContext
  area: string
  language: Language
  q: string
  texts: Wording[]
  own: Map<string, number>
}

export function TextsPage({ c, area, language, q, texts, own }: Texts) {
  const t = words(c)
  const at = (to: string, lng: string) => `/admin/texts?area=${to}&language=${lng}`
  return (
    <Layout
      c={c}
      title={t('panel:nav.texts')}
      area="texts"
      lead={t('office:texts.lead')}
      actions={languages.map((lng) => (
        <ButtonLink href={at(area, lng)} kind={lng === language ? 'primary' : 'plain'}>
          {t(`panel:language.${lng}`)}
        </ButtonLink>
      ))}
    >
      <Tabs
        label={t('panel:nav.texts')}
        now={at(area, language)}
        items={spokenAreas.map((name) => ({
          href: at(name, language),
          label: t(`office:texts.${name}`),
          ...(own.has(name) && { count: own.get(name) ?? 0 }),
        }))}
      />
      <SearchBar
        t={t}
        action="/admin/texts"
        label={t('office:texts.search')}
        q={q}
        kept={{ area, language }}
      />
      {texts.length === 0 ? (
        <Empty icon="search-x" title={t('panel:nothing-found')} />
      ) : (
        <ul class="list">
          {texts.map((text) => (
            <TextRow c={c} language={language} text={text} />
          ))}
        </ul>
      )}
    </Layout>
  )
}

function TextRow({ c, language, text }: { c: AdminContext; language: Language; text: Wording }) {
  const t = words(c)
  const href = `/admin/texts/edit?language=${language}&key=${encodeURIComponent(text.key)}`
  return (
    <li class="list-row">
      <div class="grow">
        <p class="prose" lang={language}>
          {text.own ?? text.shipped}
        </p>
        <code class="muted small">{text.key}</code>
      </div>
      {text.own !== undefined && (
        <Badge tone="accent" icon="pencil">
          {t('office:text.own')}
        </Badge>
      )}
      <a href={href}>
        {t('office:text.edit')}
        <span class="visually-hidden"> {text.key}</span>
      </a>
    </li>
  )
}

interface One {
  c: AdminContext
  language: Language
  wording: Wording
  filled: Filled
  problem?: Refusal
}

export function TextPage({ c, language, wording, filled, problem }: One) {
  const t = words(c)
  const area = wording.key.split(':')[0] ?? ''
  const list = `/admin/texts?area=${area}&language=${language}`
  const values = [...placeholders(wording.shipped)]
  return (
    <Layout
      c={c}
      title={t('office:text.title')}
      area="texts"
      trail={[{ href: list, label: t(`office:texts.${area}`) }]}
      lead={<code>{wording.key}</code>}
    >
      <Card>
        {problem && <Notice kind="problem">{t(problem.key, problem.values)}</Notice>}
        <Form c={c} class="form" action="/admin/texts/edit" filled={filled}>
          <input type="hidden" name="key" value={wording.key} />
          <input type="hidden" name="language" value={language} />
          <div class="field">
            <span class="muted">{t('office:text.shipped')}</span>
            <p class="prose" lang={language}>
              {wording.shipped}
            </p>
          </div>
          {values.length > 0 && (
            <p class="row-line">
              {t('office:text.values')}
              {values.map((name) => (
                <Chip>
                  <code>{`{{${name}}}`}</code>
                </Chip>
              ))}
            </p>
          )}
          <TextArea
            c={c}
            name="text"
            label={t('office:text.yours', { language: t(`panel:language.${language}`) })}
            hint={t('office:text.hint')}
            value={wording.own ?? wording.shipped}
            filled={filled}
            required={false}
            rows={6}
            attributes={{ lang: language, maxlength: 8000 }}
          />
          <div class="form-actions">
            <Button kind="primary">{t('panel:save')}</Button>
            <ButtonLink href={list} kind="quiet">
              {t('panel:back')}
            </ButtonLink>
          </div>
        </Form>
      </Card>
    </Layout>
  )
}
