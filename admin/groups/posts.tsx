import type { AdminContext } from '#admin/deps.ts'
import { Form } from '#admin/inputs.tsx'
import { Pager } from '#admin/paging.tsx'
import { Badge, Button, Card, type Tone } from '#admin/parts.tsx'
import { moment, words } from '#admin/words.ts'
import type { PostRow } from '#core/groups/posts.ts'
import { shippedWords } from '#core/language.ts'

interface Listed {
  c: AdminContext
  page: number
  posts: { rows: PostRow[]; more: boolean }
  waiting: number
}

const tones: Record<PostRow['state'], Tone> = {
  queued: 'watch',
  sending: 'accent',
  sent: 'good',
  failed: 'alarm',
  unknown: 'late',
  stopped: 'neutral',
}

/** Why a post or the account stopped, in words where we have them. */
export function whyOf(c: AdminContext, why: string): string {
  const known = shippedWords('vi', 'groups')[`why.${why}`] !== undefined
  return known ? words(c)(`groups:why.${why}`) : why
}

export function Posts({ c, page, posts: { rows, more }, waiting }: Listed) {
  const t = words(c)
  const stop = waiting > 0 && (
    <Form c={c} action="/admin/groups/posts/stop">
      <Button kind="danger" icon="circle-stop">
        {t('groups:posts.stop')}
      </Button>
    </Form>
  )
  return (
    <Card title={t('groups:posts')} actions={stop || undefined}>
      {rows.length === 0 ? (
        <p class="muted">{t('groups:posts.none')}</p>
      ) : (
        <div class="table-wrap">
          <table class="table stacked">
            <thead>
              <tr>
                <th>{t('groups:posts.created')}</th>
                <th>{t('groups:posts.group')}</th>
                <th>{t('groups:posts.text')}</th>
                <th>{t('groups:posts.state')}</th>
                <th>{t('groups:posts.by')}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <Row c={c} row={row} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <Pager c={c} page={page} more={more} path="/admin/groups" />
    </Card>
  )
}

function Row({ c, row }: { c: AdminContext; row: PostRow }) {
  const t = words(c)
  return (
    <tr>
      <th scope="row" class="nowrap">
        {moment(c, row.createdAt)}
      </th>
      <td data-label={t('groups:posts.group')}>{row.group}</td>
      <td data-label={t('groups:posts.text')}>
        <details class="group-post">
          <summary>{row.text.split('\n')[0]}</summary>
          <p class="prose group-text">{row.text}</p>
        </details>
      </td>
      <td data-label={t('groups:posts.state')}>
        <Badge tone={tones[row.state]}>{t(`groups:state.${row.state}`)}</Badge>
        {row.state === 'sent' && row.sentAt && <span class="sub">{moment(c, row.sentAt)}</span>}
        {row.detail && <span class="sub">{whyOf(c, row.detail)}</span>}
      </td>
      <td data-label={t('groups:posts.by')}>{row.by ?? '–'}</td>
    </tr>
  )
}
