import type { AdminContext } from '#admin/deps.ts'
import { type Filled, Form, SelectField, TextField } from '#admin/inputs.tsx'
import { Layout } from '#admin/layout.tsx'
import { Badge, Button, ButtonLink, Card, Empty, Notice, type Tone } from '#admin/parts.tsx'
import { words } from '#admin/words.ts'
import type { SpecialDay } from '#core/calendar/calendar.ts'
import type { UsualDay } from '#core/calendar/public-holidays.ts'
import { type Fault, tellFault } from '#core/fault.ts'

export const kinds = ['off', 'morning-off', 'afternoon-off', 'working'] as const

const looks: Record<SpecialDay['kind'], { tone: Tone; icon: string }> = {
  off: { tone: 'good', icon: 'calendar-off' },
  'morning-off': { tone: 'accent', icon: 'sunrise' },
  'afternoon-off': { tone: 'accent', icon: 'sunset' },
  working: { tone: 'watch', icon: 'briefcase' },
}

interface Holidays {
  c: AdminContext
  year: number
  days: SpecialDay[]
  usual: UsualDay[]
  filled: Filled
  faults: Fault[]
  saved: number
}

export function HolidaysPage({ c, year, days, usual, filled, faults, saved }: Holidays) {
  const t = words(c)
  const years = (
    <>
      <ButtonLink href={`/admin/holidays?year=${year - 1}`} icon="chevron-left">
        {year - 1}
      </ButtonLink>
      <ButtonLink href={`/admin/holidays?year=${year + 1}`} icon="chevron-right">
        {year + 1}
      </ButtonLink>
    </>
  )
  return (
    <Layout
      c={c}
      title={t('office:holidays.title', { year })}
      area="holidays"
      lead={t('office:holidays.lead')}
      actions={years}
    >
      {faults.length > 0 && <ImportFaults c={c} faults={faults} saved={saved} />}
      <div class="columns">
        <div class="stack">
          <Days c={c} days={days} />
          <Card title={t('office:holidays.usual')}>
            <p class="muted">{t('office:holidays.usual-why')}</p>
            <ul class="checks">
              {usual.map(({ day, name }) => (
                <li>
                  <b>{shown(day)}</b> {name}
                </li>
              ))}
            </ul>
          </Card>
        </div>
        <div class="stack">
          <AddDay c={c} filled={filled} year={year} />
          <Card title={t('office:holidays.import')}>
            <Form c={c} class="form" action="/admin/holidays/import" enctype="multipart/form-data">
              <div class={filled.faults.file ? 'field field-faulty' : 'field'}>
                <label for="f-file">{t('office:holidays.file')}</label>
                <input
                  type="file"
                  id="f-file"
                  name="file"
                  accept=".csv,text/csv,text/plain"
                  required
                />
                <p class="hint">{t('office:holidays.file-hint')}</p>
                <p class="copy">
                  <code>30/04/2027;nghỉ;Ngày Chiến thắng</code>
                </p>
                {filled.faults.file && <p class="fault">{t(filled.faults.file)}</p>}
              </div>
              <div>
                <Button icon="upload">{t('office:holidays.import')}</Button>
              </div>
            </Form>
          </Card>
        </div>
      </div>
    </Layout>
  )
}

function ImportFaults({ c, faults, saved }: { c: AdminContext; faults: Fault[]; saved: number }) {
  const t = words(c)
  return (
    <Notice kind="problem">
      <p>{t('office:holidays.faults', { saved, count: faults.length })}</p>
      <ul>
        {faults.slice(0, 50).map((fault) => (
          <li>{tellFault(c.get('language'), fault)}</li>
        ))}
      </ul>
    </Notice>
  )
}

function Days({ c, days }: { c: AdminContext; days: SpecialDay[] }) {
  const t = words(c)
  if (days.length === 0)
    return (
      <Card>
        <Empty icon="calendar-days" title={t('office:holidays.none')} />
      </Card>
    )
  return (
    <div class="table-wrap">
      <table class="table stacked">
        <thead>
          <tr>
            <th>{t('office:holiday.day')}</th>
            <th>{t('office:holiday.kind')}</th>
            <th>{t('office:holiday.name')}</th>
            <th class="shrink">
              <span class="visually-hidden">{t('panel:deeds')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {days.map(({ day, kind, name }) => (
            <tr>
              <th scope="row" class="nowrap">
                {shown(day)} <span class="muted small">{weekday(c, day)}</span>
              </th>
              <td>
                <Badge {...looks[kind]}>{t(`office:holiday.${kind}`)}</Badge>
              </td>
              <td>{name}</td>
              <td>
                <Form c={c} action={`/admin/holidays/${day}/removal`}>
                  <Button kind="quiet" aria-label={t('office:holiday.remove', { day: shown(day) })}>
                    {t('office:remove')}
                  </Button>
                </Form>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function AddDay({ c, filled, year }: { c: AdminContext; filled: Filled; year: number }) {
  const t = words(c)
  return (
    <Card title={t('office:holiday.add')}>
      <Form c={c} class="form" action={`/admin/holidays?year=${year}`} filled={filled}>
        <TextField c={c} name="day" type="date" label={t('office:holiday.day')} filled={filled} />
        <SelectField
          c={c}
          name="kind"
          label={t('office:holiday.kind')}
          value="off"
          filled={filled}
          options={kinds.map((value) => ({ value, label: t(`office:holiday.${value}`) }))}
        />
        <TextField
          c={c}
          name="name"
          label={t('office:holiday.name')}
          filled={filled}
          attributes={{ maxlength: 200 }}
        />
        <div>
          <Button kind="primary" icon="plus">
            {t('office:holiday.add')}
          </Button>
        </div>
      </Form>
    </Card>
  )
}

function shown(day: string): string {
  return day.split('-').reverse().join('/')
}

function weekday(c: AdminContext, day: string): string {
  const language = c.get('language') === 'vi' ? 'vi-VN' : 'en-GB'
  const format = { weekday: 'long', timeZone: 'UTC' } as const
  return new Intl.DateTimeFormat(language, format).format(new Date(day))
}
