import type { AdminContext } from '#admin/deps.ts'
import { words } from '#admin/words.ts'
import type { Condition, SelfCheck, SelfCheckCitation } from '#core/assistant/self-check-shape.ts'
import { placeOf } from '#core/law/documents/citation.ts'

/** A whole self-check to be read over: what is asked when, and what it comes to. */
export function Outline({ c, check }: { c: AdminContext; check: SelfCheck }) {
  const t = words(c)
  const language = c.get('language')
  return (
    <>
      <h3>{check.title[language]}</h3>
      <p>{check.lead[language]}</p>
      <ol>
        {check.questions.map(({ ask, hint, when, choices }) => (
          <li>
            <b>{ask[language]}</b>
            {hint && <p class="muted small">{hint[language]}</p>}
            <When c={c} check={check} when={when} />
            <ul>
              {choices.map(({ label }) => (
                <li>{label[language]}</li>
              ))}
            </ul>
          </li>
        ))}
      </ol>
      <h3>{t('self-check-editor:outcomes')}</h3>
      {check.outcomes.map(({ title, text, when, citations }) => (
        <>
          <h4>{title[language]}</h4>
          <When c={c} check={check} when={when} />
          <p>{text[language]}</p>
          <Cited c={c} citations={citations} />
        </>
      ))}
      <h3>{t('self-check-editor:advice')}</h3>
      <ul>
        {check.advice.map(({ text, when, citations }) => (
          <li>
            {text[language]}
            <When c={c} check={check} when={when} />
            <Cited c={c} citations={citations} />
          </li>
        ))}
      </ul>
    </>
  )
}

function Cited({ c, citations }: { c: AdminContext; citations: SelfCheckCitation[] }) {
  if (citations.length === 0) return null
  const language = c.get('language')
  const texts = citations.map(({ number, anchor }) =>
    [placeOf(anchor, language), number].filter(Boolean).join(' '),
  )
  return <p class="muted small">{texts.join('; ')}</p>
}

interface Told {
  c: AdminContext
  check: SelfCheck
  when: Condition | undefined
}

function When(told: Told) {
  if (told.when === undefined) return null
  return (
    <p class="muted small">
      {words(told.c)('self-check-editor:when', { when: inWords(told, told.when) })}
    </p>
  )
}

/** A condition as a sentence would say it. */
function inWords(told: Told, when: Condition): string {
  const { c, check } = told
  const t = words(c)
  const language = c.get('language')
  if ('question' in when) {
    const question = check.questions.find(({ id }) => id === when.question)
    const labels = when.is.map(
      (picked) => question?.choices.find(({ id }) => id === picked)?.label[language] ?? picked,
    )
    const number = check.questions.findIndex(({ id }) => id === when.question) + 1
    return t('self-check-editor:when-answer', { number, labels: labels.join(' / ') })
  }
  if ('pointsFrom' in when) return t('self-check-editor:when-points', { points: when.pointsFrom })
  if ('outcome' in when) {
    const titles = when.outcome.map(
      (id) => check.outcomes.find((one) => one.id === id)?.title[language] ?? id,
    )
    return t('self-check-editor:when-outcome', { titles: titles.join(' / ') })
  }
  if ('not' in when) return t('self-check-editor:when-not', { when: inWords(told, when.not) })
  const [parts, joint] = 'all' in when ? [when.all, 'and'] : [when.any, 'or']
  return `(${parts.map((one) => inWords(told, one)).join(` ${t(`self-check-editor:${joint}`)} `)})`
}
