import type { Logger } from 'pino'
import { forgetOldLookups } from '#core/assistant/lookups.ts'
import { type Drafting, startDrafting } from '#core/assistant/model/drafting.ts'
import { readPassages } from '#core/assistant/model/passages.ts'
import { tellDraft } from '#core/assistant/model/tell.ts'
import type { Channel, ChannelName } from '#core/channel.ts'
import { sweepSilence } from '#core/conversation/silence.ts'
import { sendHeldElsewhere } from '#core/deliveries/elsewhere.ts'
import { noteQuotas } from '#core/deliveries/reach-rules.ts'
import { tidyFiles } from '#core/files/sweep.ts'
import { type Job, type Jobs, startJobs } from '#core/jobs.ts'
import { pollFeeds } from '#core/law/feeds/poll.ts'
import { startImporting } from '#core/law/import/importing.ts'
import { openExpiryReviews } from '#core/law/published/reviews.ts'
import { runBroadcasts } from '#core/notices/broadcasts.ts'
import { endLeftNotices } from '#core/notices/ending.ts'
import { remindInForce } from '#core/notices/reminders.ts'
import { includeLate, startNotices, tendDigest } from '#core/notices/starting.ts'
import { forgetLeftChats } from '#core/people/erase-chats.ts'
import { eraseLongSilent } from '#core/people/retention.ts'
import { remindFees } from '#core/plan/fee-reminders.ts'
import { tendReferrals } from '#core/plan/referral-consent.ts'
import { takeRegister } from '#core/plan/register-taking.ts'
import { tendReports } from '#core/plan/report-reminders.ts'
import { remindPlanTasks } from '#core/plan/task-reminders.ts'
import { sweepAttempts } from '#core/staff/attempts.ts'
import { keepAnonymous } from '#core/surveys/anonymous.ts'
import { trainTriage } from '#core/tickets/triage-learning.ts'
import { warnDeadlines } from '#core/tickets/warn.ts'
import { tendCourses } from '#core/training/course-states.ts'
import { remindCourses } from '#core/training/reminders.ts'
import { lapseOffers } from '#core/training/seats.ts'
import { tellCourses } from '#core/training/telling.ts'
import type { Db } from '#db/client.ts'
import type { Config } from './config.ts'

export interface Work {
  db: Db
  dataDir: string
  url: string
  log: Logger
  now(): Date
  config: Config
  channels: Channel[]
}

/** Begins what a worker does beside sending: deeds by the clock, and files handed in for import. */
export async function startWork(work: Work, endings: (() => unknown)[]): Promise<Jobs> {
  const { db, dataDir, url, log, now, config } = work
  const jobs = await startJobs({ db, url, log, now, timeZone: config.timeZone }, jobsOf(work))
  endings.push(() => jobs.stop())
  const importing = startImporting({ db, dataDir, log, now })
  endings.push(() => importing.stop())
  return jobs
}

function jobsOf({ dataDir, channels, log, config }: Work): Job[] {
  return [
    { name: 'warn-deadlines', cron: '*/5 * * * *', run: warnDeadlines },
    { name: 'send-held-elsewhere', cron: '*/5 * * * *', run: sendHeldElsewhere },
    { name: 'note-quotas', cron: '*/10 * * * *', run: (db, at) => noteQuotas(db, channels, at) },
    { name: 'sweep-silence', cron: '7 * * * *', run: sweepSilence },
    { name: 'tidy-files', cron: '17 * * * *', run: (db, at) => tidyFiles(db, dataDir, at) },
    { name: 'forget-left-chats', cron: '27 * * * *', run: forgetLeftChats },
    { name: 'sweep-attempts', cron: '37 * * * *', run: sweepAttempts },
    {
      name: 'erase-long-silent',
      cron: '40 2 * * *',
      run: (db, at) => eraseLongSilent(db, dataDir, at),
    },
    { name: 'forget-look-ups', cron: '20 3 * * *', run: forgetOldLookups },
    { name: 'keep-anonymous', cron: '47 * * * *', run: keepAnonymous },
    { name: 'train-triage', cron: '0 3 * * *', run: trainTriage },
    { name: 'start-notices', cron: '* * * * *', run: startNotices },
    { name: 'end-notices', cron: '* * * * *', run: endLeftNotices },
    {
      name: 'run-broadcasts',
      cron: '* * * * *',
      run: (db, now) => runBroadcasts(db, channels, { now, timeZone: config.timeZone }),
    },
    { name: 'poll-feeds', cron: '*/5 * * * *', run: (db, at) => pollFeeds(db, { log }, at) },
    { name: 'include-late', cron: '*/15 * * * *', run: includeLate },
    { name: 'tend-digest', cron: '*/10 * * * *', run: tendDigest },
    { name: 'remind-in-force', cron: '30 8 * * *', run: remindInForce },
    { name: 'tend-reports', cron: '20 7 * * *', run: tendReports },
    { name: 'lapse-offers', cron: '* * * * *', run: lapseOffers },
    { name: 'tend-courses', cron: '* * * * *', run: tendCourses },
    {
      name: 'tell-courses',
      cron: '* * * * *',
      run: (db, now) => tellCourses(db, { now, site: config.publicUrl }),
    },
    {
      name: 'remind-courses',
      cron: '*/5 * * * *',
      run: (db, now) =>
        remindCourses(db, { now, site: config.publicUrl, timeZone: config.timeZone }),
    },
    { name: 'remind-fees', cron: '20 8 * * *', run: remindFees },
    { name: 'remind-plan-tasks', cron: '15 8 * * *', run: remindPlanTasks },
    { name: 'tend-referrals', cron: '10 8 * * *', run: tendReferrals },
    { name: 'take-register', cron: '* * * * *', run: takeRegister },
    { name: 'open-expiry-reviews', cron: '10 1 * * *', run: openExpiryReviews },
  ]
}

export interface Writing extends Pick<Work, 'db' | 'log' | 'now' | 'config'> {
  nudge(channel: ChannelName): void
}

/** The model's own queue. Without a model its library is not even read. */
export async function startModel(
  work: Writing,
  model: NonNullable<Config['model']>,
): Promise<Drafting> {
  const { db, log, now, config, nudge } = work
  const { openModel } = await import('#core/assistant/model/client.ts')
  return startDrafting({
    ...{ db, log, now, timeZone: config.timeZone, tokensPerDay: model.tokensPerDay },
    ask: openModel(model),
    read: (keys) => readPassages(db, keys, 'vi'),
    async tell(asked, written) {
      const to = await tellDraft(db, asked, written, { publicUrl: config.publicUrl, now: now() })
      if (to) nudge(to)
    },
  })
}
