import type { AdminContext } from '#admin/deps.ts'
import { Layout } from '#admin/layout.tsx'
import { ButtonLink, Card, Notice } from '#admin/parts.tsx'
import { words } from '#admin/words.ts'
import { validityWords } from '#core/assistant/found-message.ts'
import type { ShownResult } from '#core/assistant/result-message.ts'
import type { Answers, SelfCheckQuestion } from '#core/assistant/self-check-shape.ts'
import type { StoredCheck } from '#core/assistant/self-checks.ts'

interface Trying {
  c: AdminContext
  known: StoredCheck
  answers: Answers
  next: SelfCheckQuestion | undefined
  result: ShownResult | undefined
}

/** The saved self-check as people take it, a question at a time. */
export function TryPage({ c, known, answers, next, result }: Trying) {
  const t = words(c)
  const language = c.get('language')
  const { check, id } = known
  const path = `/admin/self-checks/${id}/try`
  const trail = [
    { href: '/admin/self-checks', label: t('panel:nav.self-checks') },
    { href: `/admin/self-checks/${id}`, label: check.title[language] },
  ]
  const given = check.questions.filter((question) => question.id in answers)
  return (
    <Layout
      c={c}
      title={t('self-check-editor:try')}
      area="self-checks"
      trail={trail}
      actions={
        <ButtonLink href={path} icon="rotate-ccw">
          {t('self-check-editor:again')}
        </ButtonLink>
      }
    >
      <div class="stack">
        {given.length > 0 && (
          <Card title={t('self-check-editor:answers')}>
            <dl class="facts">
              {given.map((question) => (
                <div>
                  <dt>{question.ask[language]}</dt>
                  <dd>
                    {
                      question.choices.find((one) => one.id === answers[question.id])?.label[
                        language
                      ]
                    }
                  </dd>
                </div>
              ))}
            </dl>
          </Card>
        )}
        {next && (
          <Card title={next.ask[language]}>
            {next.hint && <p class="muted">{next.hint[language]}</p>}
            <ul class="list">
              {next.choices.map((choice) => (
                <li class="list-row">
                  <a href={`${path}?${new URLSearchParams({ ...answers, [next.id]: choice.id })}`}>
                    {choice.label[language]}
                  </a>
                </li>
              ))}
            </ul>
          </Card>
        )}
        {result && <ResultCard c={c} result={result} />}
      </div>
    </Layout>
  )
}

function ResultCard({ c, result }: { c: AdminContext; result: ShownResult }) {
  const t = words(c)
  return (
    <Card title={t('self-check:result', { title: result.title })}>
      <div class="stack">
        <p>{result.text}</p>
        {result.advice.length > 0 && (
          <ul>
            {result.advice.map((text) => (
              <li>{text}</li>
            ))}
          </ul>
        )}
        <h3>{t('self-check:basis')}</h3>
        <ul>
          {result.citations.map(({ label, path, validity }) => (
            <li>
              {path ? <a href={path}>{label}</a> : label}{' '}
              <span class="muted small">
                {validity
                  ? validityWords(validity, c.get('language'))
                  : t('self-check-editor:not-in-base')}
              </span>
            </li>
          ))}
        </ul>
        <Notice kind="info">{t('self-check:reference-only')}</Notice>
      </div>
    </Card>
  )
}
