import type { AdminContext } from '#admin/deps.ts'
import { Layout } from '#admin/layout.tsx'
import { Pager, Tabs } from '#admin/paging.tsx'
import { Button, ButtonLink, Card, Empty } from '#admin/parts.tsx'
import { moment, words } from '#admin/words.ts'
import type { Field, Unit } from '#core/office.ts'
import { may } from '#core/staff/roles.ts'
import type { ListedCourse } from '#core/training/course-list.ts'
import { kinds } from './form.ts'
import { CourseBadge } from './looks.tsx'

export const stages = ['open', 'held', 'cancelled'] as const
type Stage = (typeof stages)[number]

export interface Asked {
  stage: Stage
  q: string
  unit: number | undefined
  field: number | undefined
  kind: string | undefined
  page: number
}

interface List {
  c: AdminContext
  asked: Asked
  rows: ListedCourse[]
  more: boolean
  units: Unit[]
  fields: Field[]
}

const path = '/admin/courses'

export function CourseListPage({ c, asked, rows, more, units, fields }: List) {
  const t = words(c)
  const filtered = asked.q !== '' || asked.unit || asked.field || asked.kind
  return (
    <Layout
      c={c}
      title={t('panel:nav.courses')}
      area="courses"
      lead={t('courses:lead')}
      actions={
        <>
          <ButtonLink href={`${path}/plan`} icon="calendar-range">
            {t('courses:plan')}
          </ButtonLink>
          {may(c.get('actor'), 'training.write') && (
            <ButtonLink href={`${path}/new`} kind="primary" icon="plus">
              {t('courses:new')}
            </ButtonLink>
          )}
        </>
      }
    >
      <Tabs
        label={t('courses:stages')}
        now={stageHref(asked.stage)}
        items={stages.map((stage) => ({
          href: stageHref(stage),
          label: t(`courses:stage.${stage}`),
        }))}
      />
      <Filters {...{ c, asked, units, fields }} />
      {rows.length === 0 ? (
        <Card>
          <Empty
            icon="graduation-cap"
            title={t(filtered ? 'courses:none.filtered' : `courses:none.${asked.stage}`)}
          />
        </Card>
      ) : (
        <ul class="list">
          {rows.map((row) => (
            <Row c={c} row={row} units={units} />
          ))}
        </ul>
      )}
      <Pager c={c} page={asked.page} more={more} path={path} />
    </Layout>
  )
}

function stageHref(stage: Stage): string {
  return stage === 'open' ? path : `${path}?stage=${stage}`
}

function Filters({ c, asked, units, fields }: Pick<List, 'c' | 'asked' | 'units' | 'fields'>) {
  const t = words(c)
  const english = c.get('language') === 'en'
  return (
    <search>
      <form method="get" action={path} class="filters">
        {asked.stage !== 'open' && <input type="hidden" name="stage" value={asked.stage} />}
        <div class="field field-wide">
          <label for="q">{t('courses:filter.words')}</label>
          <input type="search" id="q" name="q" value={asked.q} maxlength={100} />
        </div>
        <Pick
          name="unit"
          label={t('courses:field.unit')}
          all={t('courses:filter.all')}
          now={asked.unit}
          options={units.map(({ id, shortName }) => ({ value: String(id), label: shortName }))}
        />
        <Pick
          name="field"
          label={t('courses:field.fields')}
          all={t('courses:filter.all')}
          now={asked.field}
          options={fields.map(({ id, name, nameEn }) => ({
            value: String(id),
            label: english ? nameEn : name,
          }))}
        />
        <Pick
          name="kind"
          label={t('courses:field.kind')}
          all={t('courses:filter.all')}
          now={asked.kind}
          options={kinds.map((kind) => ({ value: kind, label: t(`courses:kind.${kind}`) }))}
        />
        <Button icon="search">{t('panel:search')}</Button>
      </form>
    </search>
  )
}

interface PickProps {
  name: string
  label: string
  all: string
  now: string | number | undefined
  options: { value: string; label: string }[]
}

function Pick({ name, label, all, now, options }: PickProps) {
  return (
    <div class="field">
      <label for={`pick-${name}`}>{label}</label>
      <select id={`pick-${name}`} name={name}>
        <option value="">{all}</option>
        {options.map((option) => (
          <option value={option.value} selected={option.value === String(now ?? '')}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  )
}

function Row({ c, row, units }: { c: AdminContext; row: ListedCourse; units: Unit[] }) {
  const t = words(c)
  const unit = units.find(({ id }) => id === row.leadUnitId)?.shortName
  const waiting = row.waiting + row.offered
  return (
    <li class="list-row course-row">
      <div class="grow">
        <a href={`${path}/${row.id}`}>
          <b>{row.title}</b>
        </a>
        <p class="muted small">
          {[t(`courses:kind.${row.kind}`), unit, t(`courses:mode.${row.mode}`)]
            .filter(Boolean)
            .join(' · ')}
        </p>
      </div>
      <span class="nowrap small">
        {row.seats === null
          ? t('courses:seats.free', { n: row.seated })
          : t('courses:seats.of', { n: row.seated, of: row.seats })}
        {waiting > 0 && <span class="muted"> · {t('courses:seats.waiting', { n: waiting })}</span>}
      </span>
      <CourseBadge c={c} state={row.state} />
      <span class="muted small nowrap">
        {row.startsAt
          ? moment(c, row.startsAt)
          : row.plannedFor
            ? quarterWords(t, row.plannedFor)
            : t('courses:undated')}
      </span>
    </li>
  )
}

/** 2026-Q3 in words. */
export function quarterWords(t: ReturnType<typeof words>, planned: string): string {
  const [year = '', quarter = ''] = planned.split('-Q')
  return t('courses:quarter', { quarter, year })
}
