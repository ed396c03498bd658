import type { Hono } from 'hono'
import { z } from 'zod'
import type { AdminContext, AdminDeps, AdminEnv } from '#admin/deps.ts'
import { download } from '#admin/download.ts'
import { NotFound } from '#admin/faults.ts'
import { flash } from '#admin/flash.ts'
import { line, optionalId, optionalLine, readForm, sentBody, type Typed } from '#admin/forms.ts'
import { emptyForm, type Filled } from '#admin/inputs.tsx'
import { idOf } from '#admin/request.ts'
import { allow, redirect } from '#admin/session.ts'
import { isWebAddress } from '#core/outgoing.ts'
import { Refusal } from '#core/refusal.ts'
import { lessonCounts } from '#core/training/lesson-results.ts'
import {
  type Lesson,
  lessonsOf,
  moveLesson,
  quizIn,
  quizText,
  removeLesson,
  saveLesson,
} from '#core/training/lessons.ts'
import {
  addMaterial,
  materialsOf,
  openMaterial,
  openToAll,
  removeMaterial,
} from '#core/training/materials.ts'
import { LessonPage, MaterialsPage } from './materials-page.tsx'
import { wholeOf } from './show-routes.tsx'

const lessonForm = z.object({
  title: line(200),
  body: optionalLine(30_000),
  link: optionalLine(500).refine((url) => url === '' || isWebAddress(url), {
    error: 'courses:fault.link',
  }),
  fileId: optionalId,
  quiz: optionalLine(20_000),
})

const course = '/courses/:id{[0-9]+}'

/** What people learn by: files and lessons. */
export function materialRoutes(app: Hono<AdminEnv>, deps: AdminDeps): void {
  app.get(`${course}/materials`, async (c) => {
    const whole = await wholeOf(c, deps)
    const { id } = whole.course
    const [files, lessons, counts] = await Promise.all([
      materialsOf(deps.db, id),
      lessonsOf(deps.db, id),
      lessonCounts(deps.db, id),
    ])
    return c.html(<MaterialsPage {...{ c, whole, files, lessons, counts }} />)
  })
  fileRoutes(app, deps)
  lessonRoutes(app, deps)
}

function fileRoutes(app: Hono<AdminEnv>, deps: AdminDeps): void {
  const { db, dataDir } = deps
  const writes = allow('training.write')
  const here = (c: AdminContext) => redirect(c, `/admin/courses/${idOf(c)}/materials#files`)
  const which = (c: AdminContext) => ({ courseId: idOf(c), id: idOf(c, 'file') })
  app
    .post(`${course}/files`, writes, async (c) => {
      const { file, open } = await c.req.parseBody()
      if (!(file instanceof File) || file.size === 0) {
        flash(c, 'warning', 'courses:files.choose')
        return here(c)
      }
      const added = { courseId: idOf(c), file, open: open !== undefined }
      await telling(c, 'courses:done.file', () =>
        addMaterial(db, dataDir, actorOf(c), added, new Date()),
      )
      return here(c)
    })
    .get(`${course}/files/:file{[0-9]+}`, async (c) => {
      const file = await openMaterial(db, dataDir, { ...which(c), all: true })
      if (!file) throw new NotFound()
      const headers = { 'Content-Length': String(file.size), ...download(file.name, file.type) }
      return c.body(file.stream, 200, headers)
    })
    .post(`${course}/files/:file{[0-9]+}/opening`, writes, async (c) => {
      const open = (await sentBody(c)).open === 'yes'
      await telling(c, 'courses:done.file-opened', () =>
        openToAll(db, actorOf(c), { ...which(c), open }, new Date()),
      )
      return here(c)
    })
    .post(`${course}/files/:file{[0-9]+}/removal`, writes, async (c) => {
      await telling(c, 'courses:done.file-removed', () =>
        removeMaterial(db, actorOf(c), which(c), new Date()),
      )
      return here(c)
    })
}

function lessonRoutes(app: Hono<AdminEnv>, deps: AdminDeps): void {
  const { db } = deps
  const writes = allow('training.write')
  const here = (c: AdminContext) => redirect(c, `/admin/courses/${idOf(c)}/materials`)
  const which = (c: AdminContext) => ({ courseId: idOf(c), id: idOf(c, 'lesson') })
  app
    .get(`${course}/lessons/new`, writes, (c) => lessonPage(c, deps, undefined, emptyForm))
    .get(`${course}/lessons/:lesson{[0-9]+}`, writes, async (c) => {
      const lesson = await lessonOf(c, deps)
      return lessonPage(c, deps, lesson, { typed: shown(lesson), faults: {} })
    })
    .post(`${course}/lessons`, writes, (c) => save(c, deps, undefined))
    .post(`${course}/lessons/:lesson{[0-9]+}`, writes, async (c) =>
      save(c, deps, await lessonOf(c, deps)),
    )
    .post(`${course}/lessons/:lesson{[0-9]+}/move`, writes, async (c) => {
      const by = (await sentBody(c)).by === '-1' ? -1 : 1
      await telling(c, 'courses:done.lesson-moved', () =>
        moveLesson(db, actorOf(c), which(c), by, new Date()),
      )
      return here(c)
    })
    .post(`${course}/lessons/:lesson{[0-9]+}/removal`, writes, async (c) => {
      await telling(c, 'courses:done.lesson-removed', () =>
        removeLesson(db, actorOf(c), which(c), new Date()),
      )
      return here(c)
    })
}

async function lessonOf(c: AdminContext, deps: AdminDeps): Promise<Lesson> {
  const lessons = await lessonsOf(deps.db, idOf(c))
  const lesson = lessons.find(({ id }) => id === idOf(c, 'lesson'))
  if (!lesson) throw new NotFound()
  return lesson
}

function shown({ title, body, link, fileId, quiz }: Lesson): Typed {
  return { title, body, link, fileId: fileId === null ? '' : String(fileId), quiz: quizText(quiz) }
}

async function save(c: AdminContext, deps: AdminDeps, lesson: Lesson | undefined) {
  const read = await readForm(c, lessonForm)
  if (!read.ok) return lessonPage(c, deps, lesson, read)
  const { title, body, link, fileId, quiz } = read.data
  try {
    const facts = {
      ...{ title, link, fileId: fileId ?? null, quiz: quizIn(quiz) },
      body: body.replace(/\r\n/g, '\n'),
    }
    const which = { courseId: idOf(c), id: lesson?.id }
    await saveLesson(deps.db, actorOf(c), which, facts, new Date())
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const typed = { title, body, link, quiz, fileId: String(fileId ?? '') }
    return lessonPage(c, deps, lesson, { typed, faults: {} }, error)
  }
  flash(c, 'done', 'courses:done.lesson')
  return redirect(c, `/admin/courses/${idOf(c)}/materials`)
}

async function lessonPage(
  c: AdminContext,
  deps: AdminDeps,
  lesson: Lesson | undefined,
  filled: Filled,
  refusal?: Refusal,
) {
  const { course: found } = await wholeOf(c, deps)
  const files = await materialsOf(deps.db, found.id)
  const refused = refusal && { key: refusal.key, values: refusal.values }
  const faulty = refusal !== undefined || Object.keys(filled.faults).length > 0
  const page = <LessonPage {...{ c, course: found, lesson, files, filled, refused }} />
  return c.html(page, faulty ? 422 : 200)
}

/** Does it and says so, or says why not. */
async function telling(c: AdminContext, done: string, deed: () => Promise<void>): Promise<void> {
  try {
    await deed()
    flash(c, 'done', done)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    flash(c, 'problem', error.key, error.values)
  }
}

function actorOf(c: AdminContext) {
  return { ...c.get('actor'), ip: c.get('ip') }
}
