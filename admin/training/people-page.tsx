import type { AdminContext } from '#admin/deps.ts'
import { type Filled, Form, SelectField, TextArea, TextField } from '#admin/inputs.tsx'
import { Badge, Button, ButtonLink, Card, ChannelMark, Empty, Notice } from '#admin/parts.tsx'
import { moment, words } from '#admin/words.ts'
import type { Values } from '#core/language.ts'
import { may } from '#core/staff/roles.ts'
import type { CourseWhole } from '#core/training/course-list.ts'
import { placeOfCourse } from '#core/training/held-by.ts'
import type { SignupRow } from '#core/training/lists-people.ts'
import { CourseFrame, pathOf } from './frame.tsx'
import { SeatBadge } from './looks.tsx'

export interface PeopleView {
  c: AdminContext
  whole: CourseWhole
  rows: SignupRow[]
  filled: Filled
  refused?: { key: string; values: Values } | undefined
  /** of the form: sent twice, it signs up once */
  form: string
}

const active = ['seated', 'offered', 'waiting']

/** Who has a seat, to whom one is offered, who waits in which order; and signing up who phones. */
export function PeoplePage(view: PeopleView) {
  const { c, whole, rows } = view
  const t = words(c)
  const { course } = whole
  const writes = may(c.get('actor'), 'training.write', placeOfCourse(course))
  const open = ['published', 'running'].includes(course.state)
  return (
    <CourseFrame
      c={c}
      whole={whole}
      tab="people"
      actions={
        rows.length > 0 && (
          <>
            <ButtonLink href={`${pathOf(course)}/list.docx`} icon="file-text">
              {t('courses:list-docx')}
            </ButtonLink>
            <ButtonLink href={`${pathOf(course)}/list.xlsx`} icon="sheet">
              {t('courses:list-xlsx')}
            </ButtonLink>
          </>
        )
      }
    >
      {view.refused && <Notice kind="problem">{t(view.refused.key, view.refused.values)}</Notice>}
      <div class="columns course-columns">
        {rows.length === 0 ? (
          <Card>
            <Empty icon="users" title={t('courses:people.none')} />
          </Card>
        ) : (
          <People {...{ c, whole, rows }} writes={writes && open} />
        )}
        {writes && open && <SignUpForm {...view} />}
      </div>
    </CourseFrame>
  )
}

function People({
  c,
  whole,
  rows,
  writes,
}: Pick<PeopleView, 'c' | 'whole' | 'rows'> & { writes: boolean }) {
  const t = words(c)
  const waiting = rows.filter(({ state }) => state === 'waiting')
  return (
    <div class="table-wrap">
      <table class="table stacked course-people">
        <thead>
          <tr>
            <th scope="col" class="num">
              {t('courses:people.no')}
            </th>
            <th scope="col">{t('courses:people.name')}</th>
            <th scope="col">{t('courses:people.state')}</th>
            <th scope="col">{t('courses:people.from')}</th>
            <th scope="col">
              <span class="visually-hidden">{t('courses:people.deeds')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row {...{ c, whole, row, writes }} position={waiting.indexOf(row) + 1} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

const deedIcons = { acceptance: 'check', 'giving-up': 'undo-2', called: 'phone-call' } as const
type SeatDeedName = keyof typeof deedIcons

/** What is to be told by telephone, each kind once. */
function callWords(t: ReturnType<typeof words>, toCall: string[]): string {
  const kinds = toCall.map((what) => what.replace(/^remind-.*/, 'remind').replace(/:.*/, ''))
  return [...new Set(kinds)].map((kind) => t(`courses:call.${kind}`)).join(', ')
}

interface RowProps {
  c: AdminContext
  whole: CourseWhole
  row: SignupRow
  writes: boolean
  position: number
}

function Row({ c, whole, row, writes, position }: RowProps) {
  const t = words(c)
  const calls = may(c.get('actor'), 'training.write', placeOfCourse(whole.course))
  return (
    <tr>
      <td class="num" data-label={t('courses:people.no')}>
        {row.number}
      </td>
      <td>
        <b>{row.attendee || t('courses:people.erased')}</b>
        {row.business && <p class="muted small">{row.business}</p>}
      </td>
      <td data-label={t('courses:people.state')}>
        <SeatBadge c={c} state={row.state} />
        <p class="muted small">
          {row.state === 'waiting' && t('courses:people.position', { n: position })}
          {row.state === 'offered' &&
            t('courses:people.until', { at: moment(c, row.offeredUntil) })}
          {row.attended > 0 && t('courses:people.there', { n: row.attended })}
        </p>
        {row.toCall.length > 0 && (
          <Badge tone="watch" icon="phone">
            {t('courses:people.call', { what: callWords(t, row.toCall) })}
          </Badge>
        )}
      </td>
      <td data-label={t('courses:people.from')}>
        <ChannelMark c={c} channel={row.channel === 'in-person' ? 'visit' : row.channel} />
        <p class="muted small nowrap">{moment(c, row.createdAt)}</p>
      </td>
      <td>
        <div class="actions">
          {calls && row.toCall.length > 0 && <SeatDeed {...{ c, whole, row }} deed="called" />}
          {writes && row.state === 'offered' && (
            <SeatDeed {...{ c, whole, row }} deed="acceptance" />
          )}
          {writes && active.includes(row.state) && (
            <SeatDeed {...{ c, whole, row }} deed="giving-up" />
          )}
        </div>
      </td>
    </tr>
  )
}

function SeatDeed({
  c,
  whole,
  row,
  deed,
}: Pick<RowProps, 'c' | 'whole' | 'row'> & { deed: SeatDeedName }) {
  const t = words(c)
  return (
    <Form c={c} action={`${pathOf(whole.course)}/people/${row.id}/${deed}`}>
      <Button
        kind={deed === 'giving-up' ? 'quiet' : 'plain'}
        icon={deedIcons[deed]}
        aria-label={`${t(`courses:${deed}`)}: ${row.attendee}`}
      >
        {t(`courses:${deed}`)}
      </Button>
    </Form>
  )
}

function SignUpForm({ c, whole, filled, form }: PeopleView) {
  const t = words(c)
  return (
    <Card title={t('courses:sign-up')}>
      <p class="muted">{t('courses:sign-up.lead')}</p>
      <Form c={c} class="form" action={`${pathOf(whole.course)}/people`} filled={filled}>
        <input type="hidden" name="form" value={form} />
        <TextArea
          c={c}
          name="attendees"
          label={t('courses:sign-up.names')}
          hint={t('courses:sign-up.names.hint')}
          rows={3}
          filled={filled}
          attributes={{ maxlength: 2000 }}
        />
        <div class="form-grid">
          <TextField
            c={c}
            name="phone"
            label={t('courses:sign-up.phone')}
            required={false}
            filled={filled}
            attributes={{ inputmode: 'tel', maxlength: 20 }}
          />
          <TextField
            c={c}
            name="business"
            label={t('courses:sign-up.business')}
            required={false}
            filled={filled}
            attributes={{ maxlength: 200 }}
          />
          <TextField
            c={c}
            name="taxCode"
            label={t('courses:sign-up.tax-code')}
            required={false}
            filled={filled}
            attributes={{ inputmode: 'numeric', maxlength: 20 }}
          />
          <SelectField
            c={c}
            name="channel"
            label={t('courses:sign-up.channel')}
            filled={filled}
            options={[
              { value: 'phone', label: t('panel:channel.phone') },
              { value: 'in-person', label: t('panel:channel.visit') },
            ]}
          />
        </div>
        <SelectField
          c={c}
          name="consent"
          label={t('courses:sign-up.consent')}
          hint={t('courses:sign-up.consent.hint')}
          empty={t('courses:sign-up.consent.none')}
          filled={filled}
          options={[
            { value: 'oral', label: t('courses:sign-up.consent.oral') },
            { value: 'paper', label: t('courses:sign-up.consent.paper') },
          ]}
        />
        <div>
          <Button kind="primary" icon="user-plus">
            {t('courses:sign-up.send')}
          </Button>
        </div>
      </Form>
    </Card>
  )
}
