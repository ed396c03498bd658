import { forgetOffice } from '#core/office.ts'
import type { Setting, SettingName } from '#core/profile-shape.ts'
import { saveSetting } from '#core/settings.ts'
import { audit } from '#core/staff/audit.ts'
import type { By } from '#core/staff/staff.ts'
import type { Db } from '#db/client.ts'

/** Replaces one of the office's settings and writes down who did. */
export async function changeSetting<Name extends SettingName>(
  db: Db,
  name: Name,
  value: Setting<Name>,
  by: By,
): Promise<void> {
  await db.transaction(async (tx) => {
    await saveSetting(tx, name, value, by.now)
    const subject = { subject: 'setting', subjectId: name }
    await audit(tx, {
      at: by.now,
      staffId: by.actor.id,
      action: 'settings.changed',
      ...subject,
      ip: by.ip,
    })
  })
  forgetOffice()
}
