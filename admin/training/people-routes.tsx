import { randomUUID } from 'node:crypto'
import type { Hono } from 'hono'
import { z } from 'zod'
import type { AdminContext, AdminDeps, AdminEnv } from '#admin/deps.ts'
import { download } from '#admin/download.ts'
import { flash } from '#admin/flash.ts'
import { line, optionalLine, readForm, type Typed } from '#admin/forms.ts'
import { emptyForm, type Filled } from '#admin/inputs.tsx'
import { idOf } from '#admin/request.ts'
import { allow, redirect } from '#admin/session.ts'
import { xlsx } from '#admin/workbook.ts'
import { readPhone } from '#core/people/phone.ts'
import { readTaxCode } from '#core/people/tax-code.ts'
import { Refusal } from '#core/refusal.ts'
import { attendanceList, listDocx, listXlsx } from '#core/training/lists.ts'
import { noteCalled, signupRows } from '#core/training/lists-people.ts'
import { signUpByPhone } from '#core/training/phone-sign-up.ts'
import { acceptOffer, giveUp } from '#core/training/seats.ts'
import { PeoplePage, type PeopleView } from './people-page.tsx'
import { wholeOf } from './show-routes.tsx'

const signUpForm = z.object({
  form: z.uuid({ error: 'panel:fault.invalid' }),
  attendees: line(2_000, 'courses:fault.attendees'),
  phone: optionalLine(30),
  business: optionalLine(),
  taxCode: optionalLine(30),
  channel: z.enum(['phone', 'in-person']).catch('phone'),
  consent: z.enum(['oral', 'paper'], { error: 'courses:fault.consent' }),
})

const docx = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'

/** Who comes: the list, signing up who phones, seats given up, and the list for the file. */
export function peopleRoutes(app: Hono<AdminEnv>, deps: AdminDeps): void {
  const { db } = deps
  const writes = allow('training.write')
  const page = async (c: AdminContext, more: Partial<PeopleView> = {}, status: 200 | 422 = 200) => {
    const whole = await wholeOf(c, deps)
    const rows = await signupRows(db, whole.course.id)
    const view = { c, whole, rows, filled: emptyForm, form: randomUUID(), ...more }
    return c.html(<PeoplePage {...view} />, status)
  }
  app
    .get('/courses/:id{[0-9]+}/people', (c) => page(c))
    .post('/courses/:id{[0-9]+}/people', writes, async (c) => {
      const read = await readSignUp(c)
      if (!read.ok) return page(c, { filled: read.filled }, 422)
      try {
        const asked = { ...read.asked, courseId: (await wholeOf(c, deps)).course.id }
        const { seats, already } = await signUpByPhone(db, actorOf(c), asked, new Date())
        const waiting = seats.filter(({ state }) => state === 'waiting').length
        const counts = { n: seats.length - waiting, waiting, already: already.length }
        flash(c, waiting > 0 ? 'warning' : 'done', 'courses:done.signed-up', counts)
        return redirect(c, `/admin/courses/${idOf(c)}/people`)
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        const refused = { key: error.key, values: error.values }
        return page(c, { filled: { typed: read.typed, faults: {} }, refused }, 422)
      }
    })
    .post('/courses/:id{[0-9]+}/people/:signup{[0-9]+}/giving-up', writes, async (c) => {
      await seatDeed(c, deps, 'giving-up')
      return redirect(c, `/admin/courses/${idOf(c)}/people`)
    })
    .post('/courses/:id{[0-9]+}/people/:signup{[0-9]+}/acceptance', writes, async (c) => {
      await seatDeed(c, deps, 'acceptance')
      return redirect(c, `/admin/courses/${idOf(c)}/people`)
    })
    .post('/courses/:id{[0-9]+}/people/:signup{[0-9]+}/called', writes, async (c) => {
      const which = { courseId: idOf(c), signupId: idOf(c, 'signup') }
      await noteCalled(db, actorOf(c), which, new Date())
      flash(c, 'done', 'courses:done.called')
      return redirect(c, `/admin/courses/${idOf(c)}/people`)
    })
    .get('/courses/:id{[0-9]+}/list.docx', async (c) => {
      const list = await attendanceList(db, actorOf(c), idOf(c), new Date())
      const bytes = new Uint8Array(await listDocx(list, new Date()))
      return c.body(bytes, 200, download(`danh-sach-lop-${idOf(c)}.docx`, docx))
    })
    .get('/courses/:id{[0-9]+}/list.xlsx', async (c) => {
      const list = await attendanceList(db, actorOf(c), idOf(c), new Date())
      const bytes = new Uint8Array(await listXlsx(list))
      return c.body(bytes, 200, download(`danh-sach-lop-${idOf(c)}.xlsx`, xlsx))
    })
}

async function seatDeed(
  c: AdminContext,
  { db }: AdminDeps,
  deed: 'giving-up' | 'acceptance',
): Promise<void> {
  const actor = actorOf(c)
  const act = deed === 'giving-up' ? giveUp : acceptOffer
  try {
    await db.transaction((tx) => act(tx, { actor }, idOf(c, 'signup'), new Date()))
    flash(c, 'done', `courses:done.${deed}`)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    flash(c, 'problem', error.key, error.values)
  }
}

function actorOf(c: AdminContext) {
  return { ...c.get('actor'), ip: c.get('ip') }
}

type ReadSignUp =
  | { ok: true; asked: Omit<Parameters<typeof signUpByPhone>[2], 'courseId'>; typed: Typed }
  | { ok: false; filled: Filled }

async function readSignUp(c: AdminContext): Promise<ReadSignUp> {
  const read = await readForm(c, signUpForm)
  if (!read.ok) return { ok: false, filled: read }
  const { form, attendees, phone, business, taxCode, channel, consent } = read.data
  const typed = { attendees, phone, business, taxCode, channel, consent }
  const number = phone === '' ? undefined : readPhone(phone)
  const code = taxCode === '' ? undefined : readTaxCode(taxCode)
  const faults: Filled['faults'] = {}
  const values: NonNullable<Filled['values']> = {}
  for (const [name, reading] of Object.entries({ phone: number, taxCode: code })) {
    if (reading && 'invalid' in reading) {
      faults[name] = reading.invalid
      values[name] = reading.values ?? {}
    }
  }
  if (Object.keys(faults).length > 0) return { ok: false, filled: { typed, faults, values } }
  const tax = code && 'value' in code ? code.value : undefined
  const named = business || tax
  return {
    ok: true,
    typed,
    asked: {
      ...{ form, channel, consent },
      attendees: attendees.split(/[\n;,]+/),
      phone: number && 'value' in number ? number.value : null,
      business: named ? { name: named, ...(tax !== undefined && { taxCode: tax }) } : null,
    },
  }
}
