import type { Child } from 'hono/jsx'
import type { AdminContext } from '#admin/deps.ts'
import { Layout } from '#admin/layout.tsx'
import { Tabs } from '#admin/paging.tsx'
import { words } from '#admin/words.ts'
import type { Course } from '#core/training/course.ts'
import type { CourseWhole } from '#core/training/course-list.ts'
import { CourseBadge } from './looks.tsx'

const tabs = ['show', 'people', 'materials', 'after'] as const
export type Tab = (typeof tabs)[number]

interface Framed {
  c: AdminContext
  whole: CourseWhole
  tab: Tab
  actions?: Child
  children: Child
}

/** The page of one class: its name, how it stands, and the tabs. */
export function CourseFrame({ c, whole, tab, actions, children }: Framed) {
  const t = words(c)
  const { course, counts } = whole
  const hrefOf = (one: Tab) => `${pathOf(course)}${one === 'show' ? '' : `/${one}`}`
  const people = counts.seated + counts.offered + counts.waiting
  return (
    <Layout
      c={c}
      title={course.title}
      area="courses"
      trail={[{ href: '/admin/courses', label: t('panel:nav.courses') }]}
      lead={
        <span class="course-lead">
          <CourseBadge c={c} state={course.state} /> {t(`courses:kind.${course.kind}`)}
        </span>
      }
      {...(actions && { actions })}
    >
      <Tabs
        label={t('courses:tabs')}
        now={hrefOf(tab)}
        items={tabs.map((one) => ({
          ...{ href: hrefOf(one), label: t(`courses:tab.${one}`) },
          ...(one === 'people' && { count: people }),
        }))}
      />
      {children}
    </Layout>
  )
}

export function pathOf({ id }: Pick<Course, 'id'>): string {
  return `/admin/courses/${id}`
}
