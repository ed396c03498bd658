import { Hono } from 'hono'
import { z } from 'zod'
import type { AdminContext, AdminDeps, AdminEnv } from '#admin/deps.ts'
import { flash } from '#admin/flash.ts'
import { line, optionalLine, type Read, readForm } from '#admin/forms.ts'
import { emptyForm } from '#admin/inputs.tsx'
import { by } from '#admin/request.ts'
import { allow, redirect } from '#admin/session.ts'
import { changeSetting } from '#core/office/settings.ts'
import { settingShapes } from '#core/profile-shape.ts'
import { loadSetting } from '#core/settings.ts'
import { SettingsPage } from './pages.tsx'

const days = z
  .string()
  .trim()
  .transform((text) => Number(text.replace(',', '.')))
  .refine((value) => value > 0 && value <= 365 && Number.isInteger(value * 2), {
    error: 'settings:fault.days',
  })
const wholeDays = z
  .string()
  .trim()
  .transform((text) => Number(text.replace(',', '.')))
  .refine((value) => Number.isInteger(value) && value > 0 && value <= 365, {
    error: 'settings:fault.whole-days',
  })
const percent = z
  .string()
  .trim()
  .transform((text) => Number(text.replace(',', '.')))
  .refine((value) => value >= 0 && value <= 100, { error: 'settings:fault.percent' })
const span = z
  .string()
  .trim()
  .refine((text) => spanShape(text), { error: 'settings:fault.span' })
const orNothing = (max: number) =>
  optionalLine(max).transform((text) => (text === '' ? undefined : text))

const organisation = z.object({
  name: line(200),
  nameEn: line(200),
  shortName: line(80),
  parent: orNothing(200),
  province: line(80),
  address: orNothing(300),
  phone: orNothing(60),
  email: orNothing(200).refine((text) => text === undefined || z.email().safeParse(text).success, {
    error: 'panel:fault.email',
  }),
  website: orNothing(300).refine((text) => text === undefined || /^https?:\/\/./.test(text), {
    error: 'settings:fault.website',
  }),
})
const terms = z
  .object({
    acknowledge: days,
    classify: days,
    answer: wholeDays,
    complex: wholeDays,
    morning: span,
    afternoon: span,
  })
  .refine(({ morning, afternoon }) => morning.slice(6) <= afternoon.slice(0, 5), {
    path: ['afternoon'],
    error: 'settings:fault.order',
  })
  .refine(({ answer, complex }) => complex >= answer, {
    path: ['complex'],
    error: 'settings:fault.complex',
  })
const targets = z.object({ satisfied: percent, resolved: percent, inTime: percent })
const consent = z.object({
  version: line(40),
  retentionYears: z
    .string()
    .regex(/^\d{1,2}$/, { error: 'settings:fault.years' })
    .transform(Number)
    .refine((value) => value > 0, { error: 'settings:fault.years' }),
})

/** What the profile brought and the office may change: who it is, terms and hours, targets, consent. */
export function settingsRoutes({ db }: AdminDeps) {
  const show = async (
    c: AdminContext,
    part = '',
    filled: Read<unknown> | undefined = undefined,
  ) => {
    const [who, hours, runs, aims, agreed] = await Promise.all([
      loadSetting(db, 'organisation'),
      loadSetting(db, 'hours'),
      loadSetting(db, 'terms'),
      loadSetting(db, 'targets'),
      loadSetting(db, 'consent'),
    ])
    const now = {
      organisation: who ?? {},
      terms: { ...runs, ...hours },
      targets: { inTime: 100, ...aims },
      consent: agreed ?? {},
    }
    const faulty = filled !== undefined && !filled.ok ? filled : emptyForm
    return c.html(<SettingsPage c={c} now={now} part={part} filled={faulty} />, filled ? 422 : 200)
  }
  const saved = (c: AdminContext) => {
    flash(c, 'done', 'settings:saved')
    return redirect(c, '/admin/settings')
  }
  return new Hono<AdminEnv>()
    .use('/settings/*', allow('settings.edit'))
    .get('/settings', (c) => show(c))
    .post('/settings/organisation', async (c) => {
      const form = await readForm(c, organisation)
      if (!form.ok) return show(c, 'organisation', form)
      const value = settingShapes.organisation.parse(form.data)
      await changeSetting(db, 'organisation', value, by(c))
      return saved(c)
    })
    .post('/settings/terms', async (c) => {
      const form = await readForm(c, terms)
      if (!form.ok) return show(c, 'terms', form)
      const { morning, afternoon, ...runs } = form.data
      await changeSetting(db, 'terms', runs, by(c))
      await changeSetting(db, 'hours', { morning, afternoon }, by(c))
      return saved(c)
    })
    .post('/settings/targets', async (c) => {
      const form = await readForm(c, targets)
      if (!form.ok) return show(c, 'targets', form)
      const others = await loadSetting(db, 'targets')
      await changeSetting(db, 'targets', { ...others, ...form.data }, by(c))
      return saved(c)
    })
    .post('/settings/consent', async (c) => {
      const form = await readForm(c, consent)
      if (!form.ok) return show(c, 'consent', form)
      await changeSetting(db, 'consent', form.data, by(c))
      return saved(c)
    })
}

function spanShape(text: string): boolean {
  return (
    /^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$/.test(text) &&
    text.slice(0, 5) < text.slice(6)
  )
}
