import type { AdminContext } from './deps.ts'
import { Button, Kbd } from './parts.tsx'
import { words } from './words.ts'

/** The keys and the word that says what they do (`inbox:help.<word>`). */
const keys: [string, ...string[]][] = [
  ['move', 'j', 'k'],
  ['open', 'Enter'],
  ['answer', 'r'],
  ['note', 'n'],
  ['more', 'm'],
  ['law', 'l'],
  ['assign', 'a'],
  ['transfer', 't'],
  ['accept', 'y'],
  ['search', '/'],
  ['send', 'Ctrl', 'Enter'],
  ['palette', 'Ctrl', 'K'],
  ['leave', 'Esc'],
  ['help', '?'],
]

/** A list that is steered from a text field: no native element does that. */
export function listbox(label: string) {
  return { role: 'listbox', 'aria-label': label }
}

/** What the panel's script needs on every page: the help, the palette, its words, and the place for news. */
export function DeskTools({ c }: { c: AdminContext }) {
  return (
    <>
      <Data c={c} />
      <Help c={c} />
      <Palette c={c} />
    </>
  )
}

function Data({ c }: { c: AdminContext }) {
  const t = words(c)
  return (
    <>
      <div
        id="desk"
        hidden
        data-events="/admin/events"
        data-token={c.get('csrf')}
        data-online={t('inbox:live.online')}
        data-offline={t('inbox:live.offline')}
        data-arrived={t('inbox:live.arrived')}
        data-draft-saved={t('inbox:draft.saved')}
        data-draft-failed={t('inbox:draft.failed')}
        data-canned-found={t('inbox:canned.found')}
        data-canned-none={t('inbox:canned.none')}
        data-go-to={t('inbox:palette.go')}
        data-search-for={t('inbox:palette.search')}
      />
      <div id="desk-news" class="visually-hidden" role="status" aria-live="polite" />
    </>
  )
}

function Help({ c }: { c: AdminContext }) {
  const t = words(c)
  return (
    <dialog id="desk-help" class="dialog" aria-labelledby="desk-help-title">
      <h2 id="desk-help-title">{t('inbox:help.title')}</h2>
      <dl class="key-list">
        {keys.map(([word, ...combination]) => (
          <div>
            <dt>
              {combination.map((key) => (
                <Kbd>{key}</Kbd>
              ))}
            </dt>
            <dd>{t(`inbox:help.${word}`)}</dd>
          </div>
        ))}
      </dl>
      <form method="dialog" class="form-actions spread">
        <span class="check">
          <input type="checkbox" id="letter-keys" checked aria-describedby="letter-keys-why" />
          <label for="letter-keys">{t('inbox:help.letters')}</label>
          <span id="letter-keys-why" class="hint">
            {t('inbox:help.letters-why')}
          </span>
        </span>
        <Button kind="primary">{t('inbox:help.close')}</Button>
      </form>
    </dialog>
  )
}

function Palette({ c }: { c: AdminContext }) {
  const t = words(c)
  return (
    <dialog id="desk-palette" class="palette" aria-label={t('inbox:palette.title')}>
      <form method="get" action="/admin/go">
        <label for="palette-q" class="visually-hidden">
          {t('inbox:palette.title')}
        </label>
        <input
          id="palette-q"
          name="code"
          type="text"
          role="combobox"
          aria-expanded="true"
          aria-controls="palette-list"
          aria-autocomplete="list"
          autocomplete="off"
          placeholder={t('inbox:palette.hint')}
        />
      </form>
      <div id="palette-list" class="palette-list" {...listbox(t('inbox:palette.results'))} />
    </dialog>
  )
}
