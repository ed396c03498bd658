import { raw } from 'hono/html'
import type { Child } from 'hono/jsx'
import { type Language, say } from '#core/language.ts'
import { assetUrl } from './assets.ts'
import { Icon } from './icon.tsx'

interface Shell {
  language: Language
  title: string
  description?: string
  styles: string[]
  scripts?: string[]
  body: string
  /** more of the page's head */
  head?: Child
  children: Child
}

/** The frame of every public page. */
export function Html({
  language,
  title,
  description,
  styles,
  scripts = [],
  body,
  head,
  children,
}: Shell) {
  return (
    <>
      {raw('<!DOCTYPE html>')}
      <html lang={language}>
        <head>
          <meta charset="utf-8" />
          <meta
            name="viewport"
            content="width=device-width, initial-scale=1, interactive-widget=resizes-content"
          />
          <meta name="theme-color" content="#212960" />
          {description && <meta name="description" content={description} />}
          <title>{title}</title>
          <link rel="icon" href={assetUrl('favicon.svg')} type="image/svg+xml" />
          {styles.map((name) => (
            <link rel="stylesheet" href={assetUrl(name)} />
          ))}
          {scripts.map((name, index) =>
            index === 0 ? (
              <script type="module" src={assetUrl(name)} />
            ) : (
              <link rel="modulepreload" href={assetUrl(name)} />
            ),
          )}
          {head}
        </head>
        <body class={body}>{children}</body>
      </html>
    </>
  )
}

interface Head {
  language: Language
  organisation: string
  /** where the same page is in the other language */
  other: string
  home?: string
  /** where the page opens in a window of its own, when it is in a frame */
  apart?: string
}

/** The cloth band on top: whose desk this is, and the other language. */
export function Bar({ language, organisation, other, home = '/', apart }: Head) {
  return (
    <header class="bar">
      <a class="brand" href={home}>
        <img src={assetUrl('favicon.svg')} alt="" width="36" height="36" />
        <span>
          <b>Hỏi Luật</b>
          <small>{organisation}</small>
        </span>
      </a>
      <a
        class="bar-link"
        href={other}
        hreflang={say(language, 'portal:language.code')}
        lang={say(language, 'portal:language.code')}
      >
        {say(language, 'portal:language')}
      </a>
      {apart && (
        <a
          class="bar-link"
          href={apart}
          target="_blank"
          title={say(language, 'webchat:page.window')}
          rel="noopener"
        >
          <Icon name="external-link" />
          <span class="unseen">{say(language, 'webchat:page.window')}</span>
        </a>
      )}
    </header>
  )
}
