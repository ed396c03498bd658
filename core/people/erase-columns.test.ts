import { expect } from 'vitest'
import { test } from '#db/testing.ts'

const code = 'a code of ours: state, kind, channel, language'
const staffId = 'names a member of staff, not the person'
const office = "the office's own data"
const account = 'belongs to an account of the staff'

/** Every column that could hold words: `erased` by `erasePerson`, or why it holds nothing of a person. */
const columns: Record<string, Record<string, string>> = {
  people: { name: 'erased', named: 'erased', phone: 'erased', commune: 'erased' },
  businesses: {
    named: 'erased',
    name: 'erased',
    tax_code: 'erased',
    sector: 'erased',
    commune: 'erased',
    size: 'statistics',
  },
  consents: {
    text_version: 'proof that it was given',
    language: code,
    channel: code,
    how: code,
    staff_id: staffId,
  },
  conversations: {
    address: 'erased',
    answers: 'erased',
    replay: 'erased',
    choices: 'erased',
    asking: 'erased',
    flow: 'erased',
    blocked_why: code,
    channel: code,
    language: code,
  },
  drafts: { flow: 'erased', answers: 'erased' },
  heard_events: { event_id: 'erased', channel: code },
  messages: { text: 'erased', event_id: 'erased', kind: code },
  deliveries: {
    body: 'erased',
    detail: 'erased',
    platform_id: 'erased',
    why: code,
    channel: code,
    class: code,
    cause: code,
    state: code,
    staff_id: staffId,
  },
  tickets: {
    question: 'erased',
    search_text: 'erased',
    search: 'erased',
    suggestion: 'erased',
    commune: 'erased',
    source_note: 'erased',
    code: 'the number of a matter, needed so that codes have no holes',
    channel: code,
    state: code,
    scope: code,
    warning_level: code,
    cooperating_unit_ids: 'ids of units',
    assignee_id: staffId,
    consultant_id: staffId,
  },
  ticket_events: { data: 'erased', kind: code, staff_id: staffId },
  answers: {
    body: 'erased: sent ones keep their words without identities',
    basis: 'erased: sent ones keep their words without identities',
    reason: 'erased',
    state: code,
    author_id: staffId,
    decider_id: staffId,
    told: code,
    told_by: staffId,
  },
  staff_drafts: { body: 'erased', kind: code, staff_id: staffId },
  recommendations: {
    authority: 'erased: identities are cut out',
    content: 'erased: identities are cut out',
    reply: 'erased: identities are cut out',
    outcome: code,
    staff_id: staffId,
  },
  ratings: { comment: 'erased', staff_id: staffId },
  channel_secrets: { channel: code, sealed: account, state: account },
  mails: { message_id: 'erased', subject: 'erased', cut: 'erased', direction: code },
  person_merges: { moved: 'ids of rows', staff_id: staffId, undone_by: staffId },
  link_codes: { hash: 'of a code of ours, of no use after minutes' },
  zalo_groups: { group_id: office, name: office, picked_by: staffId },
  group_posts: {
    group_id: office,
    group_name: office,
    text: 'a published notice',
    state: code,
    detail: code,
    staff_id: staffId,
  },
  subscriptions: {
    field_ids: 'erased',
    sectors: 'erased',
    communes: 'erased',
    pace: 'erased',
    consent_version: 'erased',
  },
  notices: {
    kind: code,
    title: office,
    body: office,
    title_en: office,
    body_en: office,
    link: office,
    audience: office,
    routes: office,
    state: code,
    reason: office,
    author_id: staffId,
    approver_id: staffId,
  },
  notice_recipients: { channel: code, route: code, state: code, why: code },
  notice_broadcasts: { channel: code, state: code, platform_id: code, detail: code },
  files: {
    name: 'erased',
    source: 'erased',
    state: 'erased',
    reason: 'erased',
    type: 'erased',
    sha256: 'erased',
  },
  published_answers: {
    question: 'erased: of what was public identities are cut out',
    body: 'erased: of what was public identities are cut out',
    basis: 'erased: of what was public identities are cut out',
    correction: 'erased',
    reason: 'erased',
    slug: 'the first words of a question without identities',
    state: code,
    author_id: staffId,
    reviewer_id: staffId,
  },
  citations: { holder: code, anchor: 'of a law' },
  review_tasks: { holder: code, cause: code, closed_by: staffId, outcome: code, note: office },
  saved_views: {
    name: 'erased',
    query: 'erased',
    staff_id: staffId,
  },
  settings: { key: office, value: office },
  units: { code: office, name: office, short_name: office },
  fields: {
    code: office,
    name: office,
    name_en: office,
    cooperating_unit_ids: office,
    terms: office,
  },
  communes: { name: office, kind: office },
  holidays: { kind: office, name: office },
  own_words: { language: office, key: office, text: office, staff_id: staffId },
  canned_answers: { title: office, body: office, staff_id: staffId },
  triage_models: {
    model:
      'counts of words over all examples; a word of one example is not in it, and it is made anew from what is left',
  },
  staff: {
    id: account,
    name: account,
    email: account,
    image: account,
    role: account,
    language: account,
    link_code: account,
  },
  sessions: {
    id: account,
    user_id: account,
    token: account,
    ip_address: account,
    user_agent: account,
  },
  accounts: {
    id: account,
    account_id: account,
    provider_id: account,
    user_id: account,
    access_token: account,
    refresh_token: account,
    id_token: account,
    scope: account,
    password: account,
  },
  verifications: { id: account, identifier: account, value: account },
  two_factors: { id: account, secret: account, backup_codes: account, user_id: account },
  rate_limits: { id: account, key: account },
  audit_log: {
    action: 'who of the staff did what: kept by law, holds ids only',
    subject: 'who of the staff did what: kept by law, holds ids only',
    subject_id: 'who of the staff did what: kept by law, holds ids only',
    detail: 'who of the staff did what: kept by law, holds ids only',
    ip: account,
    staff_id: staffId,
  },
  lookups: {
    question: 'erased',
    draft: 'erased',
    judged_note: 'erased',
    asked: code,
    shown: 'keys of provisions',
    state: code,
    verdict: code,
    judgement: code,
    judged_by: staffId,
  },
  self_checks: { code: office, body: office, updated_by: staffId },
  warnings: { staff_id: staffId, level: code },
  presence: { staff_id: staffId },
}

test('every column that can hold words is erased, or it is written down why not', async ({
  sql,
}) => {
  const rows = await sql<{ table: string; columns: string[] }[]>`
    select table_name as table, array_agg(column_name::text order by column_name) as columns
    from information_schema.columns
    where table_schema = 'public'
      and data_type not in ('bigint', 'integer', 'smallint', 'real', 'boolean', 'date')
      and data_type not like 'timestamp%'
    group by table_name`
  const found = Object.fromEntries(rows.map((row) => [row.table, row.columns.toSorted()]))
  const listed = Object.entries(columns).map(([table, names]) => [table, Object.keys(names).sort()])
  expect(found).toEqual(Object.fromEntries(listed))
})
