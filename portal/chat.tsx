import type { Spoken } from '#core/conversation/transcript.ts'
import { type Language, say } from '#core/language.ts'
import { Icon } from './icon.tsx'
import { Bar, Html } from './layout.tsx'
import { Line } from './line.tsx'

/** What the chat page shows. */
export interface ChatView {
  language: Language
  organisation: string
  timeZone: string
  embedded: boolean
  spoken: Spoken[]
  /** a fresh id for the form, where JavaScript does not make one */
  formId: string
  /** the largest file taken, in bytes */
  largestFile: number
  /** what another page has put into the box already; '' for nothing */
  typed: string
}

const scripts = ['chat.js', 'chat-view.js', 'chat-queue.js', 'chat-files.js']

/** The chat: whole without JavaScript, which only makes it live. */
export function ChatPage(view: ChatView) {
  const { language, organisation, embedded } = view
  const t = (key: string) => say(language, `webchat:page.${key}`)
  return (
    <Html
      language={language}
      title={`${t('title')} · ${organisation}`}
      styles={['portal.css', 'chat.css']}
      scripts={scripts}
      body={embedded ? 'chat embed' : 'chat'}
    >
      <a class="skip unseen" href="#text">
        {t('skip')}
      </a>
      <Bar
        language={language}
        organisation={organisation}
        other={`/chat?${embedded ? 'embed=1&' : ''}lang=${language === 'vi' ? 'en' : 'vi'}`}
        {...(embedded && { home: '/chat?embed=1', apart: '/chat' })}
      />
      <main
        id="chat"
        data-words={JSON.stringify(wordsOf(view))}
        data-after={cursorOf(view.spoken)}
        data-embed={embedded ? '1' : '0'}
        data-zone={view.timeZone}
        data-largest={String(view.largestFile)}
      >
        <h1 class="unseen">{t('title')}</h1>
        <Log {...view} />
        <p id="offline" class="offline" role="status" hidden>
          {t('offline')}
        </p>
        <noscript>
          <p class="plain-refresh">
            <a href={embedded ? '/chat?embed=1#end' : '/chat#end'}>{t('refresh')}</a>
          </p>
        </noscript>
        <Composer {...view} />
      </main>
      <template id="icon-file">
        <Icon name="file-text" size={18} />
      </template>
    </Html>
  )
}

function Log({ language, spoken, timeZone }: ChatView) {
  const t = (key: string) => say(language, `webchat:page.${key}`)
  const open = lastOpen(spoken)
  return (
    <div id="log" class="log" role="log" aria-label={t('log')} tabindex={0}>
      <ol id="talk" class="talk">
        <li class="line desk greeting">
          <div class="bubble">
            <p class="words">{t('greeting')}</p>
            <p class="meta">{t('greeting.private')}</p>
          </div>
          {spoken.length === 0 && (
            <fieldset class="choices starters">
              <legend class="unseen">{t('starters')}</legend>
              {['menu', 'mine', 'human'].map((name) => (
                <button
                  type="submit"
                  class="choice"
                  form="say"
                  name="quick"
                  value={t(`starter.${name}`)}
                >
                  {t(`starter.${name}`)}
                </button>
              ))}
            </fieldset>
          )}
        </li>
        {spoken.map((line, index) => (
          <Line
            line={line}
            before={spoken[index - 1]}
            open={line === open}
            language={language}
            timeZone={timeZone}
          />
        ))}
      </ol>
      <div id="end" class="foot-of-talk">
        <button type="button" id="news" class="news" hidden>
          {t('news')}
        </button>
      </div>
    </div>
  )
}

function Composer({ language, embedded, formId, typed }: ChatView) {
  const t = (key: string) => say(language, `webchat:page.${key}`)
  return (
    <form
      id="say"
      class="composer"
      method="post"
      action={embedded ? '/chat?embed=1' : '/chat'}
      enctype="multipart/form-data"
    >
      <input type="hidden" name="id" value={formId} />
      <label class="attach" title={t('attach')}>
        <Icon name="paperclip" />
        <span class="unseen">{t('attach')}</span>
        <input
          type="file"
          name="file"
          multiple
          accept="image/*,.pdf,.doc,.docx,.xls,.xlsx,audio/*"
        />
      </label>
      <textarea
        id="text"
        name="text"
        rows={1}
        aria-label={t('input')}
        placeholder={t('input.hint')}
        autocomplete="off"
      >
        {typed}
      </textarea>
      <button type="submit" class="button">
        <Icon name="send-horizontal" />
        <span>{t('send')}</span>
      </button>
    </form>
  )
}

/** The line whose buttons still answer: the last that offers any, unless one of them was pressed. */
function lastOpen(spoken: Spoken[]): Spoken | undefined {
  const at = spoken.findLastIndex((line) => line.choices.length > 0)
  const offered = spoken[at]
  const pressed = spoken
    .slice(at + 1)
    .some((line) => line.from === 'me' && offered?.choices.some(({ label }) => label === line.text))
  return pressed ? undefined : offered
}

function cursorOf(spoken: Spoken[]): string {
  const { message, delivery } = spoken.at(-1)?.cursor ?? { message: 0, delivery: 0 }
  return `${message}.${delivery}`
}

/** The words that the script needs, under its own names. */
function wordsOf({ language, largestFile }: ChatView): Record<string, string> {
  const t = (key: string, values = {}) => say(language, `webchat:page.${key}`, values)
  const largest = Math.round(largestFile / 1024 / 1024)
  return {
    me: t('by.me'),
    desk: t('by.desk'),
    choices: t('choices'),
    sending: t('state.sending'),
    sent: t('state.sent'),
    waiting: t('state.waiting'),
    failed: t('state.failed'),
    retry: t('retry'),
    edit: t('edit'),
    discard: t('discard'),
    uploading: t('state.uploading', { percent: '{{percent}}' }),
    large: t('attach.large', { name: '{{name}}', largest }),
  }
}
