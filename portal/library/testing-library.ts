import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Hono } from 'hono'
import { pino } from 'pino'
import type { Sql } from 'postgres'
import { publishedLaw, relate } from '#core/law/documents/testing-law.ts'
import { layAnswer } from '#core/law/shelf/testing-base.ts'
import { openShelf } from '#core/law/shelf.ts'
import { forgetOffice, loadOffice } from '#core/office.ts'
import { loadProfile } from '#core/profile.ts'
import { installProfile } from '#core/profile-install.ts'
import type { Db } from '#db/client.ts'
import { createPortal } from '#portal/app.tsx'
import type { PortalSettings } from '#portal/settings.ts'

export const now = new Date('2026-11-22T03:00:00Z')
export const site = 'https://so.test'

/** The portal over a database, with a search unless told otherwise. `get` asks it as a browser would. */
export async function openLibrary(
  { db, sql }: { db: Db; sql: Sql },
  onCleanup: (end: () => Promise<void>) => void,
  { searching = true } = {},
) {
  forgetOffice()
  await installProfile(db, 'lao-cai-skhcn', loadProfile('lao-cai-skhcn'), now)
  const dataDir = await mkdtemp(join(tmpdir(), 'hoi-luat-library-'))
  const log = pino({ level: 'silent' })
  const shelf = searching ? await openShelf({ db, sql, dataDir, log, now: () => now }) : undefined
  onCleanup(async () => {
    await shelf?.stop()
    await rm(dataDir, { recursive: true, force: true })
  })
  const settings: PortalSettings = {
    ...{ db, publicUrl: `${site}/`, embedOrigins: [], timeZone: 'Asia/Ho_Chi_Minh', dataDir },
    web: {
      visitor: () => 'visitor',
      language: (c) => (c.req.query('lang') === 'en' ? 'en' : 'vi'),
    },
    now: () => now,
    ...(shelf && { shelf }),
  }
  const app = new Hono()
  app.route('/', createPortal(settings))
  const get = (path: string, headers: Record<string, string> = {}) => app.request(path, { headers })
  const page = async (path: string) => (await get(path)).text()
  return {
    app,
    get,
    page,
    dataDir,
    caughtUp: () => shelf?.caughtUp(),
    office: await loadOffice(db),
  }
}

const kites = `QUỐC HỘI
Luật số: 12/2025/QH15

LUẬT
THẢ DIỀU

Chương I
QUY ĐỊNH CHUNG
Điều 1. Phạm vi điều chỉnh
Luật này quy định về xưởng diều và việc bán diều.
Điều 2. Nhãn hiệu của xưởng diều
1. Xưởng diều được đặt tên riêng.
2. Nhãn hiệu phải đăng ký tại cơ quan nhận đơn trong ba mươi ngày, gồm:
a) Mẫu nhãn hiệu;
b) Danh mục <diều> & dây.
Chương II
ĐIỀU KHOẢN THI HÀNH
Điều 3. Hiệu lực thi hành
Luật này có hiệu lực từ ngày 01 tháng 01 năm 2026.
`

/** Made-up law: one that was amended and repealed in part, the one it replaced, what comes next, and two answers. */
export async function layLibrary(db: Db, fieldId: number) {
  const law = await publishedLaw(
    db,
    '12/2025/QH15',
    {
      ...{ kind: 'Luật', title: 'Luật Thả diều', issuer: 'Quốc hội', fieldIds: [fieldId] },
      ...{ signedOn: '2025-06-01', inForceOn: '2026-01-01', text: kites },
      summary: 'Xưởng diều phải đăng ký nhãn hiệu trước khi bán.',
      link: 'https://phapluat.test/12',
    },
    now,
  )
  const old = await publishedLaw(
    db,
    '3/2010/NĐ-CP',
    { title: 'Nghị định về diều giấy', signedOn: '2010-02-01', inForceOn: '2010-03-01' },
    now,
  )
  const amending = await publishedLaw(
    db,
    '5/2026/QH15',
    { kind: 'Luật', title: 'Luật sửa đổi', signedOn: '2026-05-01', inForceOn: '2026-07-01' },
    now,
  )
  const coming = await publishedLaw(
    db,
    '9/2026/NĐ-CP',
    { title: 'Nghị định hướng dẫn thả diều', signedOn: '2026-10-01', inForceOn: '2027-01-01' },
    now,
  )
  await relate(db, law, 'replaces', '3/2010/NĐ-CP', {}, now)
  await relate(db, amending, 'amends', '12/2025/QH15', { anchors: ['d2.k1'] }, now)
  await relate(db, amending, 'repeals', '12/2025/QH15', { anchors: ['d3'] }, now)
  await relate(db, coming, 'guides', '12/2025/QH15', {}, now)
  await layAnswer(
    db,
    {
      slug: 'nhan-hieu-dieu-1',
      question: 'Xưởng diều muốn đăng ký nhãn hiệu thì cần gì?',
      body: 'Nộp mẫu nhãn hiệu.\n\nXem https://ipvietnam.test/don.',
    },
    [{ documentId: law, anchor: 'd2.k2' }],
  )
  await layAnswer(
    db,
    { slug: 'dieu-giay-2', question: 'Diều giấy có phải kiểm tra không?', body: 'Phải kiểm tra.' },
    [{ documentId: old, anchor: '' }],
  )
  return { law, old, amending, coming }
}
