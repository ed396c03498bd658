import type { Spoken } from '#core/conversation/transcript.ts'
import { type Language, say } from '#core/language.ts'
import { numberedLabel } from '#core/outgoing.ts'
import { Icon } from './icon.tsx'
import { pieces } from './pieces.ts'

interface LineProps {
  line: Spoken
  before: Spoken | undefined
  /** whether its buttons still answer */
  open: boolean
  language: Language
  timeZone: string
}

const shownAtMost = 4_000

/** One thing said, and the day above it when it is another than before. `chat-view.js` draws the same. */
export function Line({ line, before, open, language, timeZone }: LineProps) {
  const t = (key: string) => say(language, `webchat:page.${key}`)
  const day = dayOf(line.at, timeZone)
  return (
    <>
      {(!before || dayOf(before.at, timeZone) !== day) && <li class="day">{day}</li>}
      <li class={`line ${line.from}`} data-id={line.id}>
        <div class="bubble">
          <span class="unseen">{`${t(`by.${line.from}`)}: `}</span>
          <Words line={line} />
          {line.sent.map((name) => (
            <p class="sent-file">
              <Icon name="file-text" size={18} />
              <span>{name}</span>
            </p>
          ))}
          {line.file && (
            <a class="file" href={`/chat/files/${line.file.id}`}>
              <Icon name="file-text" size={18} />
              <span>{line.file.name}</span>
            </a>
          )}
          {line.link && /^https?:\/\//.test(line.link.url) && (
            <p class="more">
              <a href={line.link.url} target="_blank" rel="noopener noreferrer">
                {line.link.label}
              </a>
            </p>
          )}
        </div>
        {line.choices.length > 0 && (
          <fieldset class="choices">
            <legend class="unseen">{t('choices')}</legend>
            {line.choices.map(({ id, label }, at) => (
              <button
                type="submit"
                class={numberedLabel(label, at + 1) === label ? 'choice scored' : 'choice'}
                form="say"
                name="choice"
                value={id}
                disabled={!open}
              >
                {label}
              </button>
            ))}
          </fieldset>
        )}
        <p class="meta">
          <time datetime={line.at.toISOString()}>{hourOf(line.at, timeZone)}</time>
        </p>
      </li>
    </>
  )
}

function Words({ line }: { line: Spoken }) {
  const cut = line.from === 'me' && line.text.length > shownAtMost
  const text = cut ? `${line.text.slice(0, shownAtMost)} […]` : line.text
  if (text === '') return null
  return (
    <p class="words">
      {pieces(text).map((piece) =>
        'url' in piece ? (
          <a href={piece.url} target="_blank" rel="noopener noreferrer">
            {piece.url}
          </a>
        ) : (
          piece.text
        ),
      )}
    </p>
  )
}

function dayOf(at: Date, timeZone: string): string {
  return at.toLocaleDateString('en-GB', { timeZone })
}

function hourOf(at: Date, timeZone: string): string {
  return at.toLocaleTimeString('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' })
}
