import type { Context } from 'hono'
import { secure } from '#portal/secure.ts'
import { Frame } from './frame.tsx'
import { SearchBox } from './search-box.tsx'
import type { Visit } from './visit.ts'

/** An address of nothing, or of nothing public any more: says so, and offers to search. */
export function showMissing(c: Context, visit: Visit): Response | Promise<Response> {
  const { t } = visit
  secure(c, "'none'")
  return c.html(
    <Frame visit={visit} title={t('missing.title')} unlisted>
      <h1>{t('missing.title')}</h1>
      <p class="note">{t('missing.text')}</p>
      <SearchBox t={t} />
    </Frame>,
    404,
  )
}
