import { pino } from 'pino'
import { createGroupsFake } from '#bots/zalo-personal/fake.ts'
import { createZaloGroups } from '#bots/zalo-personal/zalo-personal.ts'
import { sealingKey } from '#core/channels/secrets.ts'
import type { Db } from '#db/client.ts'

/** Zalo groups as the panel meets them, on a pretended account; nothing is posted from here. */
export function pretendedGroups(db: Db) {
  const fake = createGroupsFake()
  const key = sealingKey('a secret for tests only')
  const log = pino({ level: 'silent' })
  const now = () => new Date()
  const { desk } = createZaloGroups({
    db,
    url: '',
    key,
    works: false,
    sender: fake.sender,
    log,
    now,
  })
  return { fake, desk, key }
}
