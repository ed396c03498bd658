import type { Finding } from '#core/law/shelf.ts'
import { shortened, type Words } from './visit.ts'

interface SuggestionsProps {
  t: Words
  findings: Finding[]
  didYouMean: string | undefined
}

/** What a search finds while it is typed, for the script of the search box. */
export function Suggestions({ t, findings, didYouMean }: SuggestionsProps) {
  return (
    <>
      {didYouMean && (
        <div role="option" tabIndex={-1} id="s-meant" data-fill={didYouMean} aria-selected="false">
          <span class="s-what">{t('search.meant')}</span> {didYouMean}
        </div>
      )}
      {findings.map(({ what, path, label, heading, validity }, place) => (
        <div role="option" tabIndex={-1} id={`s-${place}`} data-href={path} aria-selected="false">
          <span class="s-what">{t(`what.${what}`)}</span>{' '}
          <b>{shortened(what === 'published' ? heading : label, 110)}</b>
          {what !== 'published' && heading !== label && heading !== '' && (
            <span class="s-more">{shortened(heading, 90)}</span>
          )}
          {validity && validity.standing !== 'in force' && (
            <span class="s-gone">
              {t(`validity.${validity.standing === 'expired' ? 'expired' : 'coming'}`)}
            </span>
          )}
        </div>
      ))}
    </>
  )
}
