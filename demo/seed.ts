import { eq } from 'drizzle-orm'
import { pino } from 'pino'
import { forgetOffice, loadOffice } from '#core/office.ts'
import { warnDeadlines } from '#core/tickets/warn.ts'
import { connect, type Db } from '#db/client.ts'
import { businesses } from '#db/schema/people.ts'
import { settings } from '#db/schema/profile.ts'
import { staff } from '#db/schema/staff.ts'
import { tickets } from '#db/schema/tickets.ts'
import { chanceOf } from './chance.ts'
import { taxCodeOf } from './chat.ts'
import { seedConsultants, seedNetwork } from './consultants.ts'
import { allSent, holdForBlocked } from './deliveries.ts'
import { seedDifficulties } from './difficulties.ts'
import { workOnLaw } from './law-office.ts'
import { fillShelves, openOffice } from './office.ts'
import { planStories } from './plan.ts'
import { seedPlan } from './plan-progress.ts'
import { type DemoData, readDemoData } from './read-data.ts'
import { readLawData } from './read-law-data.ts'
import { seedReports } from './reports.ts'
import { leftUnfinished, signIns, watchClocks } from './routine.ts'
import { seedSurveys } from './surveys.ts'
import { ticketLife } from './ticket-life.ts'
import { seedTraining } from './training.ts'
import { liveThrough, type World } from './world.ts'

const marker = 'demo'
const pastMs = 245 * 86_400_000

export interface Seeding {
  dataDir: string
  now: Date
  /** some people ask over Telegram: only without a bot that could write to anybody */
  telegram: boolean
  /** where the portal is, for links in notices */
  publicUrl: string
}

/** Thrown when the database holds somebody's real work. */
export class NotADemo extends Error {
  constructor() {
    super('NotADemo')
    this.name = 'NotADemo'
  }
}

/**
 * Fills a new database with an office that has worked for eight months: true when it did so now, false when it had
 * before. One transaction: a demo that is stopped meanwhile begins anew. Throws NotADemo where others work already.
 */
export async function seedDemo(url: string, seeding: Seeding): Promise<boolean> {
  // A power cut may cost the sample data: waiting for the disk at each of some thousand steps would cost more.
  const address = new URL(url)
  address.searchParams.set('synchronous_commit', 'off')
  const connection = connect(address.href, { max: 1 })
  try {
    return await connection.db.transaction((tx) => seedIn(tx, seeding))
  } finally {
    await connection.close()
    forgetOffice()
  }
}

/** The same in a transaction of the caller's. */
export async function seedIn(tx: Db, seeding: Seeding): Promise<boolean> {
  const { now } = seeding
  const mark = { key: marker, value: { seededAt: now.toISOString() }, updatedAt: now }
  const first = await tx.insert(settings).values(mark).onConflictDoNothing().returning()
  if (first.length === 0) return false
  if (await isUsed(tx)) throw new NotADemo()
  const data = readDemoData()
  const world = await openWorld(tx, data, seeding)
  await seedNetwork(world)
  const lives = planStories(world, data).map((story) => ticketLife(world, story))
  await liveThrough(world, [
    ...lives,
    watchClocks(world),
    signIns(world, data),
    leftUnfinished(world, data),
  ])
  await warnDeadlines(tx, now)
  await fillShelves(tx, data, world.staff, now)
  await describeBusinesses(tx, data)
  await seedTraining(world)
  await seedConsultants(world, data)
  await seedDifficulties(world)
  await holdForBlocked(tx, now)
  await allSent(tx)
  await seedPlan(world)
  await seedSurveys(world)
  await workOnLaw(world, { data, law: readLawData(), publicUrl: seeding.publicUrl })
  // Last: what is issued counts all of the above.
  await seedReports(world)
  return true
}

async function isUsed(tx: Db): Promise<boolean> {
  const [ticket] = await tx.select({ id: tickets.id }).from(tickets).limit(1)
  const [person] = await tx.select({ id: staff.id }).from(staff).limit(1)
  return ticket !== undefined || person !== undefined
}

async function openWorld(tx: Db, data: DemoData, seeding: Seeding): Promise<World> {
  const { now: end, dataDir, telegram } = seeding
  const clock = { now: new Date(end.getTime() - pastMs) }
  forgetOffice()
  const people = await openOffice(tx, data, await loadOffice(tx), clock.now)
  const office = await loadOffice(tx)
  const log = pino({ level: 'silent' })
  return {
    db: tx,
    dataDir,
    desk: { db: tx, dataDir, log, now: () => clock.now, nudge() {} },
    office,
    calendar: office.calendar,
    chance: chanceOf(1409),
    clock,
    end,
    staff: people,
    talking: new Set(),
    telegram,
  }
}

/** Size and sector, which the office writes down itself. */
async function describeBusinesses(tx: Db, data: DemoData): Promise<void> {
  for (const { name, tax, size, sector } of data.businesses) {
    const code = taxCodeOf(tax)
    const which = code === undefined ? eq(businesses.name, name) : eq(businesses.taxCode, code)
    await tx.update(businesses).set({ size, sector }).where(which)
  }
}
