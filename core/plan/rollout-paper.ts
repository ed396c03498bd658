import { dayOf } from '#core/calendar/calendar.ts'
import { say } from '#core/language.ts'
import { nameOf } from '#core/law/documents/citation.ts'
import { loadOffice } from '#core/office.ts'
import type { Db } from '#db/client.ts'
import { letterheadOf } from './report-defaults.ts'
import {
  type Block,
  type PaperTable,
  plainDay,
  type ReportPaper,
  vietnamese,
} from './report-paper.ts'
import type { Rollout } from './rollout.ts'

const t = (key: string, values?: Record<string, string | number>) =>
  say('vi', `rollout:paper.${key}`, values)

/** The report on the rollout of a law, with the figures of this moment, in the layout of Decree 30/2020/NĐ-CP. */
export async function rolloutPaper(db: Db, rollout: Rollout, now: Date): Promise<ReportPaper> {
  const office = await loadOffice(db)
  const { province, symbol, ...head } = await letterheadOf(db, office, null)
  const { document } = rollout
  const name = nameOf({ ...document, title: '' }, 'vi').trim()
  return {
    ...head,
    ...{ symbol: `/${symbol}`, number: '', place: province, datedOn: '' },
    subject: [t('subject', { name }), document.title],
    blocks: [
      text(t('until', { day: plainDay(dayOf(now)) })),
      ...part('told', tableOfNotices(rollout)),
      ...part('taught', tableOfCourses(rollout)),
      ...part('asked'),
      text(
        t('asked.figures', {
          n: vietnamese(rollout.questions.n),
          answered: vietnamese(rollout.questions.answered),
          published: vietnamese(rollout.published),
          lookups: vietnamese(rollout.lookups),
        }),
      ),
      ...part('surveyed', tableOfSurveys(rollout)),
      ...part('recommended', tableOfRecommendations(rollout)),
    ],
    receivers: [t('receivers.file')],
    ...{ signerTitle: [t('signer-title')], signer: '' },
  }
}

function text(words: string): Block {
  return { kind: 'text', text: words }
}

/** A part under its heading; a table without rows is said to be empty. */
function part(key: string, table?: PaperTable): Block[] {
  const heading: Block = { kind: 'heading', level: 1, text: t(key) }
  if (!table) return [heading]
  return [heading, table.rows.length > 0 ? table : text(t(`${key}.none`))]
}

type Rows = { text: string; align?: 'right' }[][]

function tableOf(key: string, columns: string[], widths: number[], rows: Rows): PaperTable {
  const head = columns.map((column) => t(`${key}.${column}`))
  return { kind: 'table', head, widths, rows }
}

const figure = (n: number) => ({ text: vietnamese(n), align: 'right' as const })
const day = (at: Date | null) => ({ text: at ? plainDay(dayOf(at)) : '–' })

function tableOfNotices({ notices }: Rollout): PaperTable {
  const rows = notices.map(({ title, sentAt, people, sent }) => [
    ...[{ text: title }, day(sentAt), figure(people), figure(sent)],
  ])
  return tableOf('told', ['title', 'day', 'people', 'sent'], [46, 20, 17, 17], rows)
}

function tableOfCourses({ courses }: Rollout): PaperTable {
  const rows = courses.map(({ title, startsAt, seated, attended }) => [
    ...[{ text: title }, day(startsAt), figure(seated), figure(attended)],
  ])
  return tableOf('taught', ['title', 'day', 'seated', 'attended'], [46, 20, 17, 17], rows)
}

function tableOfSurveys({ surveys }: Rollout): PaperTable {
  const rows = surveys.map(({ title, n, invited, satisfaction }) => [
    { text: title },
    figure(invited),
    figure(n),
    {
      text:
        satisfaction?.percent == null
          ? '–'
          : t('surveyed.share', {
              percent: vietnamese(satisfaction.percent),
              n: vietnamese(satisfaction.n),
            }),
      align: 'right' as const,
    },
  ])
  return tableOf('surveyed', ['title', 'invited', 'n', 'satisfied'], [46, 15, 15, 24], rows)
}

function tableOfRecommendations({ recommendations }: Rollout): PaperTable {
  const rows = recommendations.map(({ title, content, authority, number, outcome }) => [
    { text: title || content },
    { text: authority },
    { text: number || '–' },
    { text: outcome ? say('vi', `tickets:outcome.${outcome}`) : t('recommended.waiting') },
  ])
  return tableOf(
    'recommended',
    ['content', 'authority', 'number', 'outcome'],
    [44, 22, 14, 20],
    rows,
  )
}
