import type { AdminContext } from '#admin/deps.ts'
import { Notice } from '#admin/parts.tsx'
import { words } from '#admin/words.ts'
import type { Piece } from '#core/surveys/pieces.ts'

/** What a colleague has written meanwhile, above one's own words, which are still in the form. */
export function Theirs({
  c,
  conflict: { theirs },
}: {
  c: AdminContext
  conflict: { theirs: Piece['value'] | undefined }
}) {
  const t = words(c)
  return (
    <Notice kind="warning">
      <b>{t(theirs ? 'survey-desk:conflict' : 'survey-desk:conflict.gone')}</b>
      {theirs && (
        <dl class="facts survey-theirs">
          {linesOf(theirs).map(([name, value]) => (
            <>
              <dt>{t(`survey-desk:conflict.${name}`)}</dt>
              <dd>{value}</dd>
            </>
          ))}
        </dl>
      )}
    </Notice>
  )
}

const told = [
  ...['title', 'titleEn', 'intro', 'introEn', 'thanks', 'thanksEn'],
  ...['ask', 'askEn', 'help', 'helpEn'],
] as const

function linesOf(theirs: Piece['value']): [string, string][] {
  const held = theirs as Record<string, unknown>
  const lines = told.flatMap((name): [string, string][] => {
    const value = held[name]
    return typeof value === 'string' && value !== '' ? [[name, value]] : []
  })
  if (!('choices' in theirs)) return lines
  return [...lines, ['choices', theirs.choices.map(({ text }) => text).join(' · ')]]
}
