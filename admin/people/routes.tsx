import { Hono } from 'hono'
import type { AdminDeps, AdminEnv } from '#admin/deps.ts'
import { NotFound } from '#admin/faults.ts'
import { flash } from '#admin/flash.ts'
import { sentBody } from '#admin/forms.ts'
import { idOf, pageOf } from '#admin/request.ts'
import { allow, redirect } from '#admin/session.ts'
import { dropUnused } from '#core/files/sweep.ts'
import { loadOffice } from '#core/office.ts'
import { countPeople, listPeople, readBusiness, readPerson } from '#core/people/directory.ts'
import { erasePerson } from '#core/people/erase.ts'
import { mergeByStaff, partByStaff } from '#core/people/merge-by-staff.ts'
import { BusinessPage, PeoplePage } from './pages.tsx'
import { PersonPage } from './person-page.tsx'

/** Who asks: people and businesses. Opening one is a reading of contact data and is written down. */
export function peopleRoutes({ db, dataDir }: AdminDeps) {
  return new Hono<AdminEnv>()
    .use('/people/*', allow('people.read'))
    .get('/people', async (c) => {
      const q = (c.req.query('q') ?? '').slice(0, 100)
      const page = pageOf(c)
      const [list, counts] = await Promise.all([
        listPeople(db, c.get('actor'), { q, page }, { now: new Date(), ip: c.get('ip') }),
        q === '' ? countPeople(db) : undefined,
      ])
      return c.html(<PeoplePage c={c} q={q} page={page} counts={counts} {...list} />)
    })
    .get('/people/businesses/:id', async (c) => {
      const at = { now: new Date(), ip: c.get('ip') }
      const found = await readBusiness(db, c.get('actor'), idOf(c), at)
      if (found === undefined) throw new NotFound()
      const { sector } = found.business
      const office = await loadOffice(db)
      const named = sector && office.sectorName(sector, c.get('language'))
      return c.html(<BusinessPage c={c} {...found} sector={named} />)
    })
    .get('/people/:id', async (c) => {
      const at = { now: new Date(), ip: c.get('ip') }
      const found = await readPerson(db, c.get('actor'), idOf(c), at)
      if (found === undefined) throw new NotFound()
      return c.html(<PersonPage c={c} {...found} />)
    })
    .post('/people/:id/merger', allow('people.merge'), async (c) => {
      const id = idOf(c)
      const { sure, other } = await sentBody(c)
      if (sure === undefined || !/^\d{1,15}$/.test(String(other ?? ''))) {
        flash(c, 'warning', 'directory:merge.tick')
        return redirect(c, `/admin/people/${id}`)
      }
      const actor = { ...c.get('actor'), ip: c.get('ip') }
      const kept = await mergeByStaff(db, actor, [id, Number(other)], new Date())
      flash(c, 'done', 'directory:merge.done')
      return redirect(c, `/admin/people/${kept}`)
    })
    .post('/people/merges/:id/undoing', allow('people.merge'), async (c) => {
      const actor = { ...c.get('actor'), ip: c.get('ip') }
      const kept = await partByStaff(db, actor, idOf(c), new Date())
      flash(c, 'done', 'directory:merge.done-undone')
      return redirect(c, `/admin/people/${kept}`)
    })
    .post('/people/:id/erasure', allow('people.erase'), async (c) => {
      const id = idOf(c)
      const { sure } = await c.req.parseBody()
      if (sure === undefined) {
        flash(c, 'warning', 'directory:erase.tick')
        return redirect(c, `/admin/people/${id}`)
      }
      const erased = await db.transaction((tx) =>
        erasePerson(tx, id, new Date(), { by: c.get('actor').id }),
      )
      await dropUnused(db, dataDir, erased.hashes)
      const { tickets, messages, files } = erased
      flash(c, 'done', 'directory:erase.done', { tickets, messages, files })
      return redirect(c, `/admin/people/${id}`)
    })
}
