import type { Hono } from 'hono'
import type { AdminContext, AdminDeps, AdminEnv } from '#admin/deps.ts'
import { download } from '#admin/download.ts'
import { NotFound } from '#admin/faults.ts'
import { idOf, pageOf } from '#admin/request.ts'
import { allow } from '#admin/session.ts'
import { sendWorkbook } from '#admin/workbook.ts'
import { openFile } from '#core/files/files.ts'
import { loadOffice, type Office } from '#core/office.ts'
import { audit } from '#core/staff/audit.ts'
import { may } from '#core/staff/roles.ts'
import { crossTable, fieldNames } from '#core/surveys/crosstab.ts'
import { responseTable, wordsTable } from '#core/surveys/export.ts'
import { type Results, readResults } from '#core/surveys/results.ts'
import { filesSent, isSentIn, type SentFile } from '#core/surveys/sent-files.ts'
import { type TextAnswer, textAnswers } from '#core/surveys/texts.ts'
import { type Asked, askedOf } from './asked.ts'
import { FilesPage } from './files-page.tsx'
import { ResultsPage, type ResultsView } from './results-page.tsx'
import { WordsPage } from './words-page.tsx'

const docx = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
const wordsShown = 5

/** What people answered: looked at, set against each other, read, and taken along. */
export function resultsRoutes(app: Hono<AdminEnv>, deps: AdminDeps): void {
  const { db } = deps
  const reads = allow('surveys.read')
  app
    .get('/surveys/:id/results', reads, async (c) => {
      const asked = askedOf(c)
      const results = await resultsOf(c, deps, asked)
      return c.html(<ResultsPage {...(await viewOf(c, deps, asked, results))} />)
    })
    .get('/surveys/:id/results/words/:question', reads, async (c) => {
      const [asked, page] = [askedOf(c), pageOf(c)]
      const results = await resultsOf(c, deps, asked)
      const id = c.req.param('question')
      const found = results.questions.find(({ question }) => question.id === id)
      if (found?.question.kind === 'file' && maySeePersonal(c, results)) {
        const of = { question: id, filter: asked.filter, page }
        const listed = await filesSent(db, results.survey.id, of)
        const shown = { results, asked, question: found.question, page, ...listed }
        return c.html(<FilesPage c={c} {...shown} />)
      }
      if (found?.question.kind !== 'text' || results.hidden) throw new NotFound()
      const office = await loadOffice(db)
      const of = { question: id, filter: asked.filter, fieldId: asked.field, page }
      const { rows, more } = await textAnswers(db, results.survey, of, office)
      const shown = { results, asked, question: found.question, rows, more, page }
      const names = { fields: await namesOf(c, deps), fieldName: fieldNaming(c, office) }
      return c.html(<WordsPage c={c} {...shown} {...names} />)
    })
    .get('/surveys/:id/files/:file', allow('people.contact'), (c) => sendFile(c, deps))
    .get('/surveys/:id/results.xlsx', reads, (c) => exportXlsx(c, deps, 'responses'))
    .get('/surveys/:id/results/words.xlsx', reads, (c) => exportXlsx(c, deps, 'words'))
    .get('/surveys/:id/results.docx', reads, async (c) => {
      const asked = askedOf(c)
      const results = await resultsOf(c, deps, asked)
      const office = await loadOffice(db)
      const { summaryDocx } = await import('#core/surveys/summary.ts')
      const bytes = await summaryDocx(c.get('language'), results, {
        office,
        filter: results.survey.anonymous ? {} : asked.filter,
        now: new Date(),
      })
      return c.body(bytes, 200, download(`${results.survey.slug}.docx`, docx))
    })
}

/** Files and what is marked personal may tell who somebody is; an anonymous survey has neither. */
function maySeePersonal(c: AdminContext, { survey: { anonymous, unitId } }: Results): boolean {
  const nobody = { assigneeId: null, consultantId: null }
  const place = { leadUnitId: unitId, cooperatingUnitIds: [], ...nobody }
  return !anonymous && may(c.get('actor'), 'people.contact', place)
}

/** A file sent as an answer, to be kept and not opened by the browser; that it was read is written down. */
async function sendFile(c: AdminContext, deps: AdminDeps) {
  const { db, dataDir } = deps
  const results = await resultsOf(c, deps, { filter: {} })
  const id = idOf(c, 'file')
  const asked = results.questions.filter(({ question }) => question.kind === 'file')
  const questions = asked.map(({ question }) => question.id)
  const { survey } = results
  if (!maySeePersonal(c, results) || !(await isSentIn(db, survey.id, questions, id))) {
    throw new NotFound()
  }
  const opened = await openFile(db, dataDir, id)
  if (opened === undefined) throw new NotFound()
  const { id: staffId } = c.get('actor')
  await audit(db, {
    ...{ at: new Date(), staffId, ip: c.get('ip'), action: 'surveys.file-read' },
    ...{ subject: 'survey', subjectId: survey.id, detail: { file: id } },
  })
  const size = { 'Content-Length': String(opened.size) }
  return c.body(opened.stream, 200, { ...download(opened.name, opened.type), ...size })
}

async function resultsOf(
  c: AdminContext,
  { db }: AdminDeps,
  asked: Pick<Asked, 'filter'>,
): Promise<Results> {
  const results = await readResults(db, idOf(c), asked.filter)
  if (!results) throw new NotFound()
  return results
}

async function viewOf(
  c: AdminContext,
  deps: AdminDeps,
  asked: Asked,
  results: Results,
): Promise<ResultsView> {
  const office = await loadOffice(deps.db)
  const shown = !results.hidden && results.n > 0
  const [fields, cross, texts, files] = await Promise.all([
    namesOf(c, deps),
    shown ? crossOf(deps, asked, results) : undefined,
    shown ? newestWords(deps, asked, results, office) : new Map<string, TextAnswer[]>(),
    maySeePersonal(c, results) ? newestFiles(deps, asked, results) : new Map<string, SentFile[]>(),
  ])
  const { satisfied: target } = office.targets
  return {
    c,
    results,
    asked,
    target,
    fields,
    cross,
    texts,
    files,
    fieldName: fieldNaming(c, office),
  }
}

async function crossOf({ db }: AdminDeps, asked: Asked, results: Results) {
  const { survey, questions } = results
  // Nothing of it is kept by which an anonymous one could be set against anything.
  if (survey.anonymous) return undefined
  const offered = questions.filter(({ shares }) => shares !== undefined)
  const question =
    offered.find(({ question: { id } }) => id === asked.cross) ??
    offered.find(({ question: one }) => one.kind === 'stars' && one.mark) ??
    offered[0]
  if (!question) return undefined
  const of = { question: question.question, by: asked.by, filter: asked.filter }
  const table = await crossTable(db, survey.id, {
    ...{ ...of, n: results.n, madeAt: survey.createdAt },
  })
  return { question, table }
}

async function newestWords({ db }: AdminDeps, asked: Asked, results: Results, office: Office) {
  const { survey } = results
  const worded = results.questions.filter(({ question, n }) => question.kind === 'text' && n > 0)
  const all = worded.map(async ({ question: { id } }) => {
    const of = { question: id, filter: asked.filter, page: 1, most: wordsShown }
    const { rows } = await textAnswers(db, survey, of, office)
    return [id, rows] as const
  })
  return new Map(await Promise.all(all))
}

async function newestFiles({ db }: AdminDeps, asked: Asked, { survey, questions }: Results) {
  const sent = questions.filter(({ question, n }) => question.kind === 'file' && n > 0)
  const all = sent.map(async ({ question: { id } }) => {
    const of = { question: id, filter: asked.filter, page: 1, most: wordsShown }
    return [id, (await filesSent(db, survey.id, of)).rows] as const
  })
  return new Map(await Promise.all(all))
}

async function namesOf(c: AdminContext, { db }: AdminDeps): Promise<Map<number, string>> {
  const names = await fieldNames(db)
  return new Map([...names].map(([id, name]) => [id, name[c.get('language')]]))
}

function fieldNaming(c: AdminContext, office: Office) {
  return (code: string) => office.fieldName(code, c.get('language'))
}

/**
 * Every response as a row, or what was said to an anonymous survey in own words; as it is read, so that memory stays flat.
 */
async function exportXlsx(c: AdminContext, { db }: AdminDeps, what: 'responses' | 'words') {
  const asked = askedOf(c).filter
  const results = await readResults(db, idOf(c), asked)
  if (!results || (what === 'words' && !results.survey.anonymous)) throw new NotFound()
  const { survey, hidden } = results
  const filter = survey.anonymous ? {} : asked
  const actor = c.get('actor')
  const identities = maySeePersonal(c, results)
  const of = { language: c.get('language'), filter: hidden ? { version: -1 } : filter }
  const { columns, rows } =
    what === 'words'
      ? await wordsTable(db, survey, of)
      : await responseTable(db, survey, { ...of, identities })
  const subject = { subject: 'survey', subjectId: survey.id }
  const detail = { ...filter, identities }
  const entry = { staffId: actor.id, action: 'surveys.exported', ip: c.get('ip') }
  await audit(db, { at: new Date(), ...entry, ...subject, detail })
  return sendWorkbook(c, `${survey.slug}${what === 'words' ? '-y-kien' : ''}.xlsx`, columns, rows)
}
