import type { Hono } from 'hono'
import type { AdminContext, AdminDeps, AdminEnv } from '#admin/deps.ts'
import { flash } from '#admin/flash.ts'
import { idOf } from '#admin/request.ts'
import { allow, redirect } from '#admin/session.ts'
import { loadOffice } from '#core/office.ts'
import { Refusal } from '#core/refusal.ts'
import {
  certificatesOf,
  issueCertificates,
  revokeCertificate,
} from '#core/training/certificates.ts'
import { ratingsOf } from '#core/training/lists-people.ts'
import { AfterPage } from './after-page.tsx'
import { wholeOf } from './show-routes.tsx'

const course = '/courses/:id{[0-9]+}'

/** What is left of a class: certificates and how it was rated. */
export function afterRoutes(app: Hono<AdminEnv>, deps: AdminDeps): void {
  const { db } = deps
  const writes = allow('training.write')
  const here = (c: AdminContext) => redirect(c, `/admin/courses/${idOf(c)}/after`)
  app
    .get(`${course}/after`, async (c) => {
      const whole = await wholeOf(c, deps)
      const [certificates, ratings, office] = await Promise.all([
        certificatesOf(db, whole.course.id),
        ratingsOf(db, whole.course.id),
        loadOffice(db),
      ])
      const target = office.targets.satisfied
      return c.html(<AfterPage {...{ c, whole, certificates, ratings, target }} />)
    })
    .post(`${course}/certificates`, writes, async (c) => {
      await telling(c, async () => {
        const n = await issueCertificates(db, actorOf(c), idOf(c), new Date())
        if (n === 0) flash(c, 'warning', 'courses:certificates.nobody')
        else flash(c, 'done', 'courses:done.certified', { n })
      })
      return here(c)
    })
    .post(`${course}/certificates/:certificate{[0-9]+}/revocation`, writes, async (c) => {
      await telling(c, async () => {
        const which = { courseId: idOf(c), id: idOf(c, 'certificate') }
        await revokeCertificate(db, actorOf(c), which, new Date())
        flash(c, 'done', 'courses:done.revoked')
      })
      return here(c)
    })
}

async function telling(c: AdminContext, deed: () => Promise<void>): Promise<void> {
  try {
    await deed()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    flash(c, 'problem', error.key, error.values)
  }
}

function actorOf(c: AdminContext) {
  return { ...c.get('actor'), ip: c.get('ip') }
}
