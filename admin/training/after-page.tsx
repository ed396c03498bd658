import type { AdminContext } from '#admin/deps.ts'
import { Form } from '#admin/inputs.tsx'
import { Badge, Button, ButtonLink, Card, Empty, Meter } from '#admin/parts.tsx'
import { moment, number, words } from '#admin/words.ts'
import { may } from '#core/staff/roles.ts'
import type { certificatesOf } from '#core/training/certificates.ts'
import { enoughSessions } from '#core/training/certificates.ts'
import type { CourseWhole } from '#core/training/course-list.ts'
import { placeOfCourse } from '#core/training/held-by.ts'
import type { Ratings } from '#core/training/lists-people.ts'
import { CourseFrame, pathOf } from './frame.tsx'

export interface AfterView {
  c: AdminContext
  whole: CourseWhole
  certificates: Awaited<ReturnType<typeof certificatesOf>>
  ratings: Ratings
  /** in per cent */
  target: number
}

/** When it is over: certificates, how it was rated, and the list for the file. */
export function AfterPage(view: AfterView) {
  return (
    <CourseFrame c={view.c} whole={view.whole} tab="after">
      <div class="columns course-columns">
        <Certificates {...view} />
        <div class="stack">
          <Rated {...view} />
          <ForTheFile {...view} />
        </div>
      </div>
    </CourseFrame>
  )
}

function Certificates({ c, whole, certificates }: AfterView) {
  const t = words(c)
  const { course, sessions } = whole
  const path = `${pathOf(course)}/certificates`
  const writes = may(c.get('actor'), 'training.write', placeOfCourse(course))
  const alone = course.kind === 'e-learning'
  const can = writes && (alone ? course.state !== 'draft' : course.state === 'held')
  return (
    <Card
      title={t('courses:certificates')}
      actions={
        can && (
          <Form c={c} action={path}>
            <Button kind="primary" icon="award">
              {t('courses:certificates.issue')}
            </Button>
          </Form>
        )
      }
    >
      <p class="muted">
        {alone
          ? t('courses:certificates.rule.alone')
          : t('courses:certificates.rule', {
              enough: enoughSessions(sessions.length),
              of: sessions.length,
            })}
      </p>
      {certificates.length === 0 ? (
        <Empty icon="award" title={t('courses:certificates.none')} />
      ) : (
        <div class="table-wrap">
          <table class="table stacked course-people">
            <thead>
              <tr>
                <th scope="col">{t('courses:people.name')}</th>
                <th scope="col">{t('courses:certificates.issued')}</th>
                <th scope="col">
                  <span class="visually-hidden">{t('courses:people.deeds')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {certificates.map((one) => (
                <tr>
                  <td>
                    <a href={`/chung-nhan/${one.code}`}>
                      {one.attendee || t('courses:people.erased')}
                    </a>
                  </td>
                  <td data-label={t('courses:certificates.issued')}>
                    {one.revokedAt ? (
                      <Badge tone="late">
                        {t('courses:certificates.revoked', { day: moment(c, one.revokedAt, true) })}
                      </Badge>
                    ) : (
                      moment(c, one.issuedAt, true)
                    )}
                  </td>
                  <td>
                    {!one.revokedAt && (
                      <div class="actions">
                        <ButtonLink
                          kind="quiet"
                          icon="file-down"
                          href={`/chung-nhan/${one.code}/giay.pdf`}
                        >
                          PDF
                        </ButtonLink>
                        {writes && (
                          <Form c={c} action={`${path}/${one.id}/revocation`}>
                            <Button
                              kind="quiet"
                              icon="ban"
                              aria-label={`${t('courses:certificates.revoke')}: ${one.attendee}`}
                            >
                              {t('courses:certificates.revoke')}
                            </Button>
                          </Form>
                        )}
                      </div>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  )
}

function Rated({ c, ratings, target }: AfterView) {
  const t = words(c)
  const { asked, n, satisfied, scores, comments } = ratings
  if (n === 0) {
    return (
      <Card title={t('courses:ratings')}>
        <p class="muted">{t('courses:ratings.none', { asked })}</p>
      </Card>
    )
  }
  const share = satisfied / n
  const label = t('courses:ratings.share', { share: number(c, share * 100, 1), n })
  return (
    <Card title={t('courses:ratings')}>
      <p>
        <b class="rating-share">{number(c, share * 100, 1)} %</b> {t('courses:ratings.satisfied')}
      </p>
      <Meter value={share} target={target / 100} label={label} />
      <p class="muted small">
        {t('courses:ratings.n', {
          ...{ n, asked, target },
          rate: number(c, asked > 0 ? (n / asked) * 100 : 0, 0),
        })}
      </p>
      <table class="table rating-scores">
        <tbody>
          {[5, 4, 3, 2, 1].map((score) => (
            <tr>
              <th scope="row">{t('courses:ratings.stars', { n: score })}</th>
              <td class="num">{scores[score - 1]}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {comments.length > 0 && (
        <>
          <h3>{t('courses:ratings.comments')}</h3>
          <ul class="rating-comments">
            {comments.map(({ score, comment }) => (
              <li>
                <Badge tone={score >= 4 ? 'good' : score === 3 ? 'watch' : 'late'} icon="star">
                  {score}
                </Badge>{' '}
                {comment}
              </li>
            ))}
          </ul>
        </>
      )}
    </Card>
  )
}

function ForTheFile({ c, whole }: AfterView) {
  const t = words(c)
  return (
    <Card title={t('courses:list')}>
      <p class="muted">{t('courses:list.lead')}</p>
      <div class="actions">
        <ButtonLink href={`${pathOf(whole.course)}/list.docx`} icon="file-text">
          {t('courses:list-docx')}
        </ButtonLink>
        <ButtonLink href={`${pathOf(whole.course)}/list.xlsx`} icon="sheet">
          {t('courses:list-xlsx')}
        </ButtonLink>
      </div>
    </Card>
  )
}
