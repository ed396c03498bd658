import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { AdminContext, AdminDeps } from '#admin/deps.ts'
import { flash } from '#admin/flash.ts'
import { readForm } from '#admin/forms.ts'
import { redirect } from '#admin/session.ts'
import { loadOffice } from '#core/office.ts'
import { peopleMarked, type Twin } from '#core/people/twins.ts'
import { Refusal } from '#core/refusal.ts'
import { may } from '#core/staff/roles.ts'
import { type TypedIn, typeIn } from '#core/tickets/type-in.ts'
import { TypeInPage } from './type-in-page.tsx'
import { type Back, readTyped, typedSchema } from './typed-form.ts'

/** The empty form for a question that came by phone, in person or at a conference. */
export async function showTypeIn(c: AdminContext, { db }: AdminDeps) {
  return c.html(<TypeInPage c={c} office={await loadOffice(db)} form={randomUUID()} twins={[]} />)
}

/** Takes the form; it comes back filled in where something was not understood, or when the person may be known. */
export async function takeTypeIn(c: AdminContext, { db }: AdminDeps) {
  const office = await loadOffice(db)
  const actor = { ...c.get('actor'), ip: c.get('ip') }
  const read = await readForm(c, typedSchema)
  const typed = read.ok ? asTyped(read.data) : read.typed
  const again = (back: Omit<Back, 'typed'>, twins: Twin[] = []) => {
    const form = z.uuid().safeParse(typed.form).data ?? randomUUID()
    const page = { c, office, form, twins, filled: { typed, ...back } }
    return c.html(<TypeInPage {...page} />, 422)
  }
  if (!read.ok) return again({ faults: read.faults, values: {} })
  const told = readTyped(read.data, office)
  if (!told.ok) return again(told)
  const twins = await known(db, told.input)
  if (twins.length > 0 && read.data.person === '') {
    return again({ faults: { person: 'inbox:typed.fault.person' }, values: {} }, twins)
  }
  try {
    const ticket = await typeIn(db, actor, told.input, new Date())
    const { code } = ticket
    if (may(actor, 'ticket.read', ticket)) {
      flash(c, 'done', 'inbox:typed.done', { code })
      return redirect(c, `/admin/tickets/${code}`)
    }
    flash(c, 'done', 'inbox:typed.done-office', { code })
    return redirect(c, '/admin/tickets')
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return again({ faults: { form: error.key }, values: {} }, twins)
  }
}

function asTyped(data: object): Record<string, string> {
  const entries = Object.entries(data).map(([name, value]) => [name, String(value ?? '')])
  return Object.fromEntries(entries)
}

/** Only with a consent may anybody be looked for. */
async function known(db: AdminDeps['db'], { consent, facts }: TypedIn): Promise<Twin[]> {
  const { phone, business } = facts
  if (!consent || phone === null || !business?.taxCode) return []
  return peopleMarked(db, { phone, taxCode: business.taxCode })
}
