import type { AdminContext } from '#admin/deps.ts'
import { CheckField, type Filled, Form, SelectField, TextArea, TextField } from '#admin/inputs.tsx'
import { Layout } from '#admin/layout.tsx'
import { Badge, Button, ButtonLink, Card, Empty, Notice } from '#admin/parts.tsx'
import { moment, number, words } from '#admin/words.ts'
import type { Values } from '#core/language.ts'
import { may } from '#core/staff/roles.ts'
import type { Course } from '#core/training/course.ts'
import type { CourseWhole } from '#core/training/course-list.ts'
import { placeOfCourse } from '#core/training/held-by.ts'
import type { Lesson } from '#core/training/lessons.ts'
import type { Material } from '#core/training/materials.ts'
import { CourseFrame, pathOf } from './frame.tsx'

export interface MaterialsView {
  c: AdminContext
  whole: CourseWhole
  files: Material[]
  lessons: Lesson[]
  counts: Map<number, { tried: number; passed: number }>
}

/** What people take home and learn by: files, and lessons with their quizzes. */
export function MaterialsPage(view: MaterialsView) {
  const { c, whole } = view
  const writes = may(c.get('actor'), 'training.write', placeOfCourse(whole.course))
  return (
    <CourseFrame c={c} whole={whole} tab="materials">
      <div class="columns course-columns">
        <Lessons {...view} writes={writes} />
        <Files {...view} writes={writes} />
      </div>
    </CourseFrame>
  )
}

function Files({ c, whole, files, writes }: MaterialsView & { writes: boolean }) {
  const t = words(c)
  const path = `${pathOf(whole.course)}/files`
  return (
    <Card title={t('courses:files')} id="files">
      {files.length === 0 && <p class="muted">{t('courses:files.none')}</p>}
      <ul class="course-files">
        {files.map((file) => (
          <li>
            <a href={`${path}/${file.id}`}>{file.name}</a>
            <p class="muted small">
              {[
                t('courses:files.kb', { n: number(c, Math.max(1, Math.round(file.size / 1024))) }),
                moment(c, file.addedAt, true),
              ].join(' · ')}
            </p>
            <Badge tone={file.open ? 'good' : 'neutral'} icon={file.open ? 'globe' : 'lock'}>
              {t(file.open ? 'courses:files.open' : 'courses:files.closed')}
            </Badge>
            {writes && (
              <div class="actions">
                <Form c={c} action={`${path}/${file.id}/opening`}>
                  <Button kind="quiet" name="open" value={file.open ? 'no' : 'yes'}>
                    {t(file.open ? 'courses:files.close' : 'courses:files.to-all')}
                  </Button>
                </Form>
                <Form c={c} action={`${path}/${file.id}/removal`}>
                  <Button
                    kind="quiet"
                    icon="trash-2"
                    aria-label={`${t('courses:files.remove')}: ${file.name}`}
                  >
                    {t('courses:files.remove')}
                  </Button>
                </Form>
              </div>
            )}
          </li>
        ))}
      </ul>
      {writes && (
        <Form c={c} class="form" action={path} enctype="multipart/form-data">
          <div class="field">
            <label for="file">{t('courses:files.add')}</label>
            <input type="file" id="file" name="file" required aria-describedby="file-hint" />
            <p class="hint" id="file-hint">
              {t('courses:files.hint')}
            </p>
          </div>
          <CheckField name="open" label={t('courses:files.open-label')} />
          <div>
            <Button icon="upload">{t('courses:files.send')}</Button>
          </div>
        </Form>
      )}
    </Card>
  )
}

function Lessons({ c, whole, lessons, counts, writes }: MaterialsView & { writes: boolean }) {
  const t = words(c)
  const path = `${pathOf(whole.course)}/lessons`
  return (
    <Card
      title={t('courses:lessons')}
      actions={
        writes && (
          <ButtonLink href={`${path}/new`} icon="plus">
            {t('courses:lessons.add')}
          </ButtonLink>
        )
      }
    >
      {lessons.length === 0 && <Empty icon="book-open" title={t('courses:lessons.none')} />}
      <ol class="course-lessons">
        {lessons.map((lesson, index) => (
          <li>
            <div class="grow">
              {writes ? <a href={`${path}/${lesson.id}`}>{lesson.title}</a> : <b>{lesson.title}</b>}
              <p class="muted small">
                {t('courses:lessons.counts', {
                  questions: lesson.quiz.length,
                  tried: counts.get(lesson.id)?.tried ?? 0,
                  passed: counts.get(lesson.id)?.passed ?? 0,
                })}
              </p>
            </div>
            {writes && (
              <Form c={c} class="actions course-moves" action={`${path}/${lesson.id}/move`}>
                {index > 0 && (
                  <Button kind="quiet" icon="arrow-up" name="by" value="-1">
                    <span class="visually-hidden">
                      {t('courses:lessons.up', { title: lesson.title })}
                    </span>
                  </Button>
                )}
                {index < lessons.length - 1 && (
                  <Button kind="quiet" icon="arrow-down" name="by" value="1">
                    <span class="visually-hidden">
                      {t('courses:lessons.down', { title: lesson.title })}
                    </span>
                  </Button>
                )}
              </Form>
            )}
          </li>
        ))}
      </ol>
    </Card>
  )
}

interface LessonView {
  c: AdminContext
  course: Course
  lesson?: Lesson | undefined
  files: Material[]
  filled: Filled
  refused?: { key: string; values: Values } | undefined
}

/** Writing a lesson: text, a link, a file, and a quiz typed as one text. */
export function LessonPage({ c, course, lesson, files, filled, refused }: LessonView) {
  const t = words(c)
  const path = `${pathOf(course)}/lessons`
  return (
    <Layout
      c={c}
      title={lesson?.title ?? t('courses:lessons.add')}
      area="courses"
      trail={[
        { href: '/admin/courses', label: t('panel:nav.courses') },
        { href: `${pathOf(course)}/materials`, label: course.title },
      ]}
    >
      {refused && <Notice kind="problem">{t(refused.key, refused.values)}</Notice>}
      <Card>
        <Form c={c} class="form" action={lesson ? `${path}/${lesson.id}` : path} filled={filled}>
          <TextField
            c={c}
            name="title"
            label={t('courses:lesson.title')}
            filled={filled}
            attributes={{ maxlength: 200 }}
          />
          <TextArea
            c={c}
            name="body"
            label={t('courses:lesson.body')}
            hint={t('courses:lesson.body.hint')}
            required={false}
            rows={10}
            filled={filled}
            attributes={{ maxlength: 30_000 }}
          />
          <div class="form-grid">
            <TextField
              c={c}
              name="link"
              type="url"
              label={t('courses:lesson.link')}
              required={false}
              filled={filled}
              attributes={{ maxlength: 500 }}
            />
            <SelectField
              c={c}
              name="fileId"
              label={t('courses:lesson.file')}
              required={false}
              empty={t('courses:lesson.file.none')}
              filled={filled}
              options={files.map(({ id, name }) => ({ value: id, label: name }))}
            />
          </div>
          <TextArea
            c={c}
            name="quiz"
            label={t('courses:lesson.quiz')}
            hint={t('courses:lesson.quiz.hint')}
            required={false}
            rows={12}
            filled={filled}
            attributes={{ maxlength: 20_000 }}
          />
          <div class="form-actions">
            <Button kind="primary">{t('panel:save')}</Button>
            <ButtonLink href={`${pathOf(course)}/materials`}>{t('courses:cancel-edit')}</ButtonLink>
          </div>
        </Form>
      </Card>
      {lesson && (
        <Form c={c} action={`${path}/${lesson.id}/removal`} class="lesson-remove">
          <Button kind="danger" icon="trash-2">
            {t('courses:lessons.remove')}
          </Button>
        </Form>
      )}
    </Layout>
  )
}
