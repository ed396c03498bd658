import type { AdminContext } from '#admin/deps.ts'
import { Layout } from '#admin/layout.tsx'
import { Badge, ButtonLink, Card, Empty, Notice } from '#admin/parts.tsx'
import { moment, words } from '#admin/words.ts'
import { may } from '#core/staff/roles.ts'
import {
  leastClasses,
  type PlannedCourse,
  type Quarter,
  type UnitYear,
} from '#core/training/calendar-year.ts'
import { CourseBadge } from './looks.tsx'

interface PlanView {
  c: AdminContext
  year: number
  units: UnitYear[]
}

const quarters: Quarter[] = [1, 2, 3, 4]

/** The year's plan of classes, a row a division: what is planned for each quarter, and whether it is enough. */
export function YearPlanPage({ c, year, units }: PlanView) {
  const t = words(c)
  const short = units.filter(({ planned }) => planned < leastClasses)
  const here = '/admin/courses/plan'
  return (
    <Layout
      c={c}
      title={t('courses:plan.title', { year })}
      area="courses"
      lead={t('courses:plan.lead', { n: leastClasses })}
      trail={[{ href: '/admin/courses', label: t('panel:nav.courses') }]}
      actions={
        <>
          <ButtonLink href={`${here}?year=${year - 1}`} icon="chevron-left">
            {year - 1}
          </ButtonLink>
          <ButtonLink href={`${here}?year=${year + 1}`} icon="chevron-right">
            {year + 1}
          </ButtonLink>
        </>
      }
    >
      {short.length > 0 && (
        <Notice kind="warning">
          {t('courses:plan.short', {
            n: leastClasses,
            units: short.map(({ name, planned }) => `${name} (${planned})`).join('; '),
          })}
        </Notice>
      )}
      {units.length === 0 ? (
        <Card>
          <Empty icon="calendar-range" title={t('courses:plan.none')} />
        </Card>
      ) : (
        <div class="table-wrap">
          <table class="table stacked year-plan">
            <thead>
              <tr>
                <th scope="col">{t('courses:field.unit')}</th>
                {quarters.map((quarter) => (
                  <th scope="col">{t('courses:plan.quarter', { quarter })}</th>
                ))}
                <th scope="col">{t('courses:plan.counts')}</th>
              </tr>
            </thead>
            <tbody>
              {units.map((unit) => (
                <Row c={c} year={year} unit={unit} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Layout>
  )
}

function Row({ c, year, unit }: { c: AdminContext; year: number; unit: UnitYear }) {
  const t = words(c)
  const place = {
    leadUnitId: unit.unitId,
    ...{ cooperatingUnitIds: [], assigneeId: null, consultantId: null },
  }
  const writes = may(c.get('actor'), 'training.write', place)
  const enough = unit.planned >= leastClasses
  return (
    <tr>
      <th scope="row">{unit.name}</th>
      {quarters.map((quarter) => (
        <td data-label={t('courses:plan.quarter', { quarter })}>
          <ul class="year-cell">
            {unit.courses
              .filter((course) => course.quarter === quarter)
              .map((course) => (
                <Planned c={c} course={course} />
              ))}
          </ul>
          {writes && (
            <a
              class="year-add"
              href={`/admin/courses/new?unit=${unit.unitId}&quarter=${year}-Q${quarter}`}
            >
              {t('courses:plan.add')}
              <span class="visually-hidden">
                {' '}
                {unit.name}, {t('courses:plan.quarter', { quarter })}
              </span>
            </a>
          )}
        </td>
      ))}
      <td data-label={t('courses:plan.counts')}>
        <p>{t('courses:plan.count', { planned: unit.planned, held: unit.held })}</p>
        <Badge tone={enough ? 'good' : 'late'}>
          {t(enough ? 'courses:plan.enough' : 'courses:plan.missing', {
            n: leastClasses - unit.planned,
          })}
        </Badge>
      </td>
    </tr>
  )
}

function Planned({ c, course }: { c: AdminContext; course: PlannedCourse }) {
  const t = words(c)
  return (
    <li>
      <a href={`/admin/courses/${course.id}`}>{course.title}</a>
      <p class="muted small">
        {[
          course.startsAt && moment(c, course.startsAt, true),
          !course.counts && t(`courses:kind.${course.kind}`),
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      <CourseBadge c={c} state={course.state} />
    </li>
  )
}
