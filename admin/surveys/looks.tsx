import type { AdminContext } from '#admin/deps.ts'
import { Icon } from '#admin/icon.tsx'
import { ChannelMark } from '#admin/parts.tsx'
import { words } from '#admin/words.ts'
import { wordsOf } from '#core/surveys/export.ts'
import { lookChannels, questionLook, questionOutgoing } from '#core/surveys/looks.ts'
import { type Form, type FormQuestion, questionsOf } from '#core/surveys/shape.ts'
import { AnswerFields } from './answer-fields.tsx'

interface View {
  c: AdminContext
  form: Form
  title: string
  anonymous: boolean
  /** one question instead of all */
  only?: FormQuestion
}

const most = 30

/** How the form looks to who answers: on each chat, message by message, and on the web page. */
export function Looks({ c, form, title, anonymous, only }: View) {
  const t = words(c)
  const language = c.get('language')
  const all = questionsOf(form)
  const shown = only ? [only] : all.slice(0, most)
  const numberOf = (question: FormQuestion) =>
    Math.max(
      0,
      all.findIndex(({ id }) => id === question.id),
    ) + 1
  return (
    <div class="looks">
      {lookChannels.map((channel, at) => (
        <details class="look" open={only !== undefined || at === 0}>
          <summary>
            <ChannelMark c={c} channel={channel} />
          </summary>
          {shown.map((question) => {
            const out = questionOutgoing({ form, title, anonymous }, question, language)
            const { messages, buttons } = questionLook(channel, out)
            return (
              <div class="look-question">
                {messages.map((message) => (
                  <p class="look-message">{message}</p>
                ))}
                {buttons.length > 0 && (
                  <p class="look-buttons">
                    {buttons.map((label) => (
                      <span class="look-button">{label}</span>
                    ))}
                  </p>
                )}
                {messages.length > 1 && (
                  <p class="hint">{t('notices:look.parts', { n: messages.length })}</p>
                )}
              </div>
            )
          })}
        </details>
      ))}
      <details class="look" open={only !== undefined}>
        <summary>
          <Icon name="globe" size={14} /> {t('survey-desk:look.page')}
        </summary>
        <div class="look-page" inert>
          {!only && <h3>{title}</h3>}
          {!only && form.intro && <p>{wordsOf(language, form.intro, form.introEn)}</p>}
          {shown.map((question) => (
            <AnswerFields c={c} question={question} number={numberOf(question)} within="look" />
          ))}
        </div>
      </details>
      {!only && all.length > most && (
        <p class="hint">{t('survey-desk:look.more', { n: all.length - most })}</p>
      )}
    </div>
  )
}
