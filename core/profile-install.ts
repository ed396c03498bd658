import type { Db } from '#db/client.ts'
import { communes, fields, holidays, settings, units } from '#db/schema/profile.ts'
import { installPlan } from './plan/install.ts'
import { bareCommune, daysOf, flatTerms } from './profile-links.ts'
import { type Profile, settingShapes } from './profile-shape.ts'

const installedKey = 'profile'

/**
 * Puts a profile into an empty database: settings, units, fields, holidays and communes. Only the first start
 * does; afterwards the tables belong to the office and nothing is touched. The profile's plan of tasks and targets may
 * grow with a later version: what is new of it is added. True when it was installed now. Processes that start together
 * wait for each other on the first row.
 */
export async function installProfile(
  db: Db,
  name: string,
  profile: Profile,
  now: Date,
): Promise<boolean> {
  const installed = await installOnce(db, name, profile, now)
  await installPlan(db, name, now)
  return installed
}

function installOnce(db: Db, name: string, profile: Profile, now: Date): Promise<boolean> {
  return db.transaction(async (tx) => {
    const first = await tx
      .insert(settings)
      .values({ key: installedKey, value: name, updatedAt: now })
      .onConflictDoNothing()
      .returning({ key: settings.key })
    if (first.length === 0) return false
    await installSettings(tx, profile, now)
    await installFields(tx, profile, await installUnits(tx, profile))
    await installDays(tx, profile)
    await installCommunes(tx, profile)
    return true
  })
}

async function installSettings(db: Db, profile: Profile, now: Date): Promise<void> {
  const rows = Object.keys(settingShapes).map((key) => ({
    key,
    value: profile[key as keyof typeof settingShapes],
    updatedAt: now,
  }))
  await db.insert(settings).values(rows)
}

async function installUnits(db: Db, profile: Profile): Promise<Map<string, number>> {
  const rows = profile.units.map(({ code, name, short, focal, approval }, position) => {
    return { code, name, shortName: short, focal, approval, position }
  })
  const ids = await db.insert(units).values(rows).returning({ id: units.id, code: units.code })
  return new Map(ids.map(({ code, id }) => [code, id]))
}

async function installFields(
  db: Db,
  profile: Profile,
  unitIds: Map<string, number>,
): Promise<void> {
  const idOf = (code: string) => {
    const id = unitIds.get(code)
    if (id === undefined) throw new Error(`The profile has no unit ${code}`)
    return id
  }
  const rows = profile.fields.map((field, position) => ({
    code: field.code,
    name: field.name,
    nameEn: field.nameEn,
    leadUnitId: idOf(field.leads),
    cooperatingUnitIds: field.cooperates.map(idOf),
    terms: flatTerms(field.terms),
    position,
  }))
  await db.insert(fields).values(rows)
}

async function installDays(db: Db, profile: Profile): Promise<void> {
  const rows = profile.holidays.flatMap((holiday) =>
    daysOf(holiday).map((day) => ({ day, kind: holiday.kind, name: holiday.name })),
  )
  if (rows.length > 0) await db.insert(holidays).values(rows)
}

async function installCommunes(db: Db, profile: Profile): Promise<void> {
  const rows = profile.communes.map((full, position) => ({ ...bareCommune(full), position }))
  if (rows.length > 0) await db.insert(communes).values(rows)
}
