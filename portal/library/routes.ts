import { type Context, Hono } from 'hono'
import { compress } from 'hono/compress'
import type { PortalSettings } from '#portal/settings.ts'
import { showAnswer } from './answer.tsx'
import { showAnswers } from './answers-page.tsx'
import { type Compared, showChanges } from './changes.tsx'
import { sendDocumentFile, showDocument, showWhole } from './document.tsx'
import { showDocuments } from './document-list.tsx'
import { sendFeed } from './feeds.ts'
import { showProvision } from './provision.tsx'
import { showSearch, showSuggestions } from './search.tsx'
import { sendRobots, sendSitemap } from './sitemap.ts'

type Show = (c: Context, settings: PortalSettings) => Response | Promise<Response>

/** The pages of law and published answers, the search over them, and what machines read of them. */
export function libraryRoutes(settings: PortalSettings): Hono {
  const app = new Hono()
  const compared: Compared = new Map()
  const page = (path: string, show: Show) => app.get(path, compress(), (c) => show(c, settings))
  page('/tim', showSearch)
  page('/tim/goi-y', showSuggestions)
  page('/van-ban', showDocuments)
  page('/van-ban/:slug', showDocument)
  page('/van-ban/:slug/toan-van', showWhole)
  page('/van-ban/:slug/thay-doi/:version', (c) => showChanges(c, settings, compared))
  app.get('/van-ban/:slug/tep/:id', (c) => sendDocumentFile(c, settings))
  page('/van-ban/:slug/:anchor', showProvision)
  page('/hoi-dap', showAnswers)
  page('/hoi-dap/:slug', showAnswer)
  page('/feeds/:name', sendFeed)
  page('/sitemap.xml', sendSitemap)
  app.get('/robots.txt', (c) => sendRobots(c, settings))
  return app
}
