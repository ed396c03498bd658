import type { AdminContext } from '#admin/deps.ts'
import { type Filled, Form, TextArea } from '#admin/inputs.tsx'
import { Layout } from '#admin/layout.tsx'
import { Button, Card } from '#admin/parts.tsx'
import { words } from '#admin/words.ts'
import { nameOf } from '#core/law/documents/citation.ts'
import type { LawDocument } from '#core/law/documents/documents.ts'
import { wordsOf } from '#core/surveys/export.ts'
import type { PlaceFault } from '#core/surveys/form-file.ts'
import { questionsOf } from '#core/surveys/shape.ts'
import type { Template } from '#core/surveys/templates.ts'

interface New {
  c: AdminContext
  /** the law it is to be about */
  about?: LawDocument | undefined
  offered: Template[]
  filled: Filled
  faults: PlaceFault[]
}

/** Where a survey begins: one of the shipped ones, an empty one, or a file. */
export function NewSurveyPage({ c, about, offered, filled, faults }: New) {
  const t = words(c)
  const language = c.get('language')
  return (
    <Layout
      c={c}
      title={t('survey-desk:new')}
      area="surveys"
      trail={[{ href: '/admin/surveys', label: t('panel:nav.surveys') }]}
      {...(about && { lead: t('survey-desk:new.about', { name: nameOf(about, language) }) })}
    >
      <div class="stack">
        <ul class="survey-templates">
          {offered.map(({ purpose, title, titleEn, form, anonymous, ...told }) => (
            <li class="card">
              <h2>{wordsOf(language, title, titleEn)}</h2>
              <p class="muted">{wordsOf(language, told.about, told.aboutEn)}</p>
              <p class="small muted">
                {t('survey-desk:template.size', { n: questionsOf(form).length })}
                {anonymous && ` · ${t('survey-desk:anonymous')}`}
              </p>
              <Copy c={c} purpose={purpose} about={about} />
            </li>
          ))}
          <li class="card">
            <h2>{t('survey-desk:template.empty')}</h2>
            <p class="muted">{t('survey-desk:template.empty.about')}</p>
            <Copy c={c} purpose="own" about={about} />
          </li>
        </ul>
        <Card title={t('survey-desk:import.title')} id="import">
          <p class="muted">{t('survey-desk:import.lead')}</p>
          <ImportForm {...{ c, about, filled, faults }} action="/admin/surveys/import" />
        </Card>
      </div>
    </Layout>
  )
}

function Copy({ c, purpose, about }: Pick<New, 'c' | 'about'> & { purpose: string }) {
  return (
    <Form c={c} action="/admin/surveys">
      <input type="hidden" name="purpose" value={purpose} />
      <About about={about} />
      <Button icon={purpose === 'own' ? 'plus' : 'copy-plus'}>
        {words(c)(purpose === 'own' ? 'survey-desk:template.begin' : 'survey-desk:template.use')}
      </Button>
    </Form>
  )
}

/** The law goes along with what is begun. */
function About({ about }: Pick<New, 'about'>) {
  return about ? <input type="hidden" name="document" value={String(about.id)} /> : null
}

/** A survey's file, chosen or pasted; what is wrong is listed place by place and what was pasted stays. */
export function ImportForm({
  c,
  about,
  action,
  filled,
  faults,
  version,
}: Omit<New, 'offered'> & { action: string; version?: number }) {
  const t = words(c)
  return (
    <Form c={c} action={action} class="form" enctype="multipart/form-data" filled={filled}>
      <About about={about} />
      {version !== undefined && <input type="hidden" name="version" value={String(version)} />}
      {faults.length > 0 && (
        <ul class="form-fault survey-faults" role="alert">
          {faults.map(({ place, key, values }) => (
            <li>
              {place && <code>{place}</code>} {t(key, values)}
            </li>
          ))}
        </ul>
      )}
      <div class="field">
        <label for="f-file">{t('survey-desk:import.file')}</label>
        <input type="file" id="f-file" name="file" accept=".json,application/json" />
      </div>
      <TextArea
        c={c}
        name="text"
        label={t('survey-desk:import.text')}
        required={false}
        rows={faults.length > 0 ? 16 : 4}
        filled={filled}
        attributes={{ spellcheck: 'false', class: 'mono' }}
      />
      <div class="form-actions">
        <Button icon="upload">{t('survey-desk:import.do')}</Button>
      </div>
    </Form>
  )
}
