import { eq } from 'drizzle-orm'
import type { Db } from '#db/client.ts'
import { settings } from '#db/schema/profile.ts'
import { type Setting, type SettingName, settingShapes } from './profile-shape.ts'

/**
 * One of the office's settings, or undefined before a profile was installed.
 * Throws when the row holds what this version cannot read.
 */
export async function loadSetting<Name extends SettingName>(
  db: Db,
  name: Name,
): Promise<Setting<Name> | undefined> {
  const [row] = await db
    .select({ value: settings.value })
    .from(settings)
    .where(eq(settings.key, name))
    .limit(1)
  return row && (settingShapes[name].parse(row.value) as Setting<Name>)
}

/** Replaces a setting. Throws when the value has not its shape. */
export async function saveSetting<Name extends SettingName>(
  db: Db,
  name: Name,
  value: Setting<Name>,
  now: Date,
): Promise<void> {
  const sound = settingShapes[name].parse(value)
  await db
    .insert(settings)
    .values({ key: name, value: sound, updatedAt: now })
    .onConflictDoUpdate({ target: settings.key, set: { value: sound, updatedAt: now } })
}
