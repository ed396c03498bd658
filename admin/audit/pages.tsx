import type { AdminContext } from '#admin/deps.ts'
import { Layout } from '#admin/layout.tsx'
import { Pager } from '#admin/paging.tsx'
import { Button, ButtonLink, Card, Empty } from '#admin/parts.tsx'
import { moment, words } from '#admin/words.ts'
import type { AuditRow } from '#core/staff/audit-list.ts'
import type { StaffMember } from '#core/staff/staff.ts'

/** The first part of every action's name. */
export const auditAreas = [
  'signin',
  'account',
  'staff',
  'people',
  'tickets',
  'units',
  'fields',
  'holidays',
  'texts',
  'canned',
  'law',
  'assistant',
  'self-check',
  'published',
  'notices',
  'settings',
  'deliveries',
  'channels',
  'groups',
  'audit',
] as const

/** What an action is called; its own name when nobody has put it in words. */
export function deedName(c: AdminContext, action: string): string {
  const key = `audit:${action}`
  const name = words(c)(key)
  return name === key || name === action ? action : name
}

interface Audit {
  c: AdminContext
  rows: AuditRow[]
  more: boolean
  page: number
  members: StaffMember[]
}

export function AuditPage({ c, rows, more, page, members }: Audit) {
  const t = words(c)
  const { search } = new URL(c.req.url)
  const save = (
    <ButtonLink href={`/admin/audit/export${search}`} icon="download">
      {t('audit:export')}
    </ButtonLink>
  )
  return (
    <Layout c={c} title={t('panel:nav.audit')} area="audit" lead={t('audit:lead')} actions={save}>
      <Filters c={c} members={members} />
      {rows.length === 0 ? (
        <Card>
          <Empty icon="scroll-text" title={t('audit:none')} />
        </Card>
      ) : (
        <div class="table-wrap">
          <table class="table stacked">
            <thead>
              <tr>
                <th>{t('audit:at')}</th>
                <th>{t('audit:who')}</th>
                <th>{t('audit:deed')}</th>
                <th>{t('audit:subject')}</th>
                <th>{t('audit:address')}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <Line c={c} row={row} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <Pager c={c} page={page} more={more} path="/admin/audit" />
    </Layout>
  )
}

function Filters({ c, members }: { c: AdminContext; members: StaffMember[] }) {
  const t = words(c)
  const asked = (name: string) => c.req.query(name) ?? ''
  return (
    <form method="get" action="/admin/audit" class="filters">
      <div class="field">
        <label for="staff">{t('audit:who')}</label>
        <select id="staff" name="staff">
          <option value="">{t('audit:everybody')}</option>
          {members.map(({ id, name }) => (
            <option value={id} selected={id === asked('staff')}>
              {name}
            </option>
          ))}
        </select>
      </div>
      <div class="field">
        <label for="area">{t('audit:area')}</label>
        <select id="area" name="area">
          <option value="">{t('audit:everything')}</option>
          {auditAreas.map((name) => (
            <option value={name} selected={name === asked('area')}>
              {t(`audit:area.${name}`)}
            </option>
          ))}
        </select>
      </div>
      <div class="field">
        <label for="from">{t('audit:from')}</label>
        <input type="date" id="from" name="from" value={asked('from')} />
      </div>
      <div class="field">
        <label for="to">{t('audit:to')}</label>
        <input type="date" id="to" name="to" value={asked('to')} />
      </div>
      <Button icon="list-filter">{t('panel:filter')}</Button>
    </form>
  )
}

function Line({ c, row }: { c: AdminContext; row: AuditRow }) {
  const t = words(c)
  const facts = Object.entries(row.detail)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => fact(c, name, value))
  return (
    <tr>
      <td class="nowrap" data-label={t('audit:at')}>
        {moment(c, row.at)}
      </td>
      <td data-label={t('audit:who')}>{row.name ?? t('audit:system')}</td>
      <th scope="row" data-label={t('audit:deed')}>
        {deedName(c, row.action)}
        {facts.length > 0 && <span class="sub muted small">{facts.join(' · ')}</span>}
      </th>
      <td data-label={t('audit:subject')}>
        <Subject c={c} row={row} />
      </td>
      <td class="nowrap muted" data-label={t('audit:address')}>
        {row.ip || '–'}
      </td>
    </tr>
  )
}

/** A fact of an entry in words; its own name when nobody has put it in words. */
function fact(c: AdminContext, name: string, value: unknown): string {
  const t = words(c)
  const key = `audit:detail.${name}`
  const label = t(key) === key ? name : t(key)
  if (value === true) return label
  if (name === 'role') return `${label}: ${t(`staff:role.${value}`)}`
  return `${label}: ${typeof value === 'object' ? JSON.stringify(value) : value}`
}

const places: Record<string, string> = {
  staff: '/admin/staff/',
  person: '/admin/people/',
  unit: '/admin/units/',
  field: '/admin/fields/',
  canned: '/admin/canned/',
  law: '/admin/law/',
}

function Subject({ c, row }: { c: AdminContext; row: AuditRow }) {
  if (row.subject === null) return <>–</>
  const key = `audit:subject.${row.subject}`
  const named = words(c)(key)
  const label = `${named === key ? row.subject : named} ${shortId(row.subjectId)}`.trim()
  const place = places[row.subject]
  if (place === undefined || row.subjectId === null) return <>{label}</>
  return <a href={`${place}${row.subjectId}`}>{label}</a>
}

function shortId(id: string | null): string {
  if (id === null) return ''
  return /^[0-9a-f-]{36}$/.test(id) ? '' : id
}
