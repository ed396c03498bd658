import type { AdminContext } from '#admin/deps.ts'
import { CheckField, Form, TextField } from '#admin/inputs.tsx'
import { Badge, Button, Card, Notice } from '#admin/parts.tsx'
import { twinWords } from '#admin/tickets/twins.tsx'
import { moment, words } from '#admin/words.ts'
import type { Merged } from '#core/people/merge-by-staff.ts'
import type { Twin } from '#core/people/twins.ts'
import { may } from '#core/staff/roles.ts'

interface Records {
  c: AdminContext
  person: { id: number; erasedAt: Date | null }
  twins: Twin[]
  merges: Merged[]
}

/** The row stands for nobody any more: where its chats and questions are now. */
export function MergedAway({ c, person, merges }: Records) {
  const t = words(c)
  const into = merges.find((merge) => merge.mergedId === person.id && merge.undoneAt === null)
  if (into === undefined) return null
  return (
    <Notice kind="info">
      {t('directory:merged-into')}{' '}
      <a href={`/admin/people/${into.keptId}`}>{t('directory:record', { id: into.keptId })}</a>.
    </Notice>
  )
}

/** Who may be the same person, and what was merged so far; each merge can be undone. */
export function Records(props: Records) {
  const { c, person, merges, twins } = props
  const mayMerge = may(c.get('actor'), 'people.merge') && person.erasedAt === null
  const away = merges.some((merge) => merge.mergedId === person.id && merge.undoneAt === null)
  return (
    <>
      {twins.length > 0 && <Suggested {...props} mayMerge={mayMerge} />}
      {merges.length > 0 && <Merges {...props} mayMerge={mayMerge} />}
      {mayMerge && !away && <ByHand c={c} id={person.id} />}
    </>
  )
}

function Suggested({ c, person, twins, mayMerge }: Records & { mayMerge: boolean }) {
  const t = words(c)
  return (
    <Card title={t('directory:twins')}>
      <p class="muted">{t('directory:twins.why')}</p>
      <ul class="form">
        {twins.map((twin) => (
          <li>
            <a href={`/admin/people/${twin.id}`}>{t('directory:record', { id: twin.id })}</a>{' '}
            <span class="muted small">{twinWords(c, twin)}</span>
            {mayMerge && (
              <Form c={c} action={`/admin/people/${person.id}/merger`} class="form">
                <input type="hidden" name="other" value={twin.id} />
                <input type="hidden" name="sure" value="on" />
                <div>
                  <Button icon="merge">{t('directory:merge.do')}</Button>
                </div>
              </Form>
            )}
          </li>
        ))}
      </ul>
      <p class="hint">{t('directory:merge.undoable')}</p>
    </Card>
  )
}

function Merges({ c, person, merges, mayMerge }: Records & { mayMerge: boolean }) {
  const t = words(c)
  const other = (merge: Merged) => (merge.keptId === person.id ? merge.mergedId : merge.keptId)
  return (
    <Card title={t('directory:merges')}>
      <ul class="form">
        {merges.map((merge) => (
          <li>
            <Badge tone={merge.undoneAt === null ? 'accent' : 'neutral'} icon="merge">
              {t(merge.undoneAt === null ? 'directory:merge.stands' : 'directory:merge.undone')}
            </Badge>{' '}
            <a href={`/admin/people/${other(merge)}`}>
              {t('directory:record', { id: other(merge) })}
            </a>
            <p class="muted small">
              {t('directory:merge.by', { name: whose(c, merge.by), at: moment(c, merge.at) })}
              {merge.undoneAt !== null &&
                ` ${t('directory:merge.undone-by', { name: whose(c, merge.undoneBy), at: moment(c, merge.undoneAt) })}`}
            </p>
            {mayMerge && merge.undoneAt === null && (
              <Form c={c} action={`/admin/people/merges/${merge.id}/undoing`}>
                <Button icon="undo-2">{t('directory:merge.undo')}</Button>
              </Form>
            )}
          </li>
        ))}
      </ul>
    </Card>
  )
}

function whose(c: AdminContext, name: string | null): string {
  return name ?? words(c)('directory:merge.themselves')
}

/** Staff may know better than numbers do. */
function ByHand({ c, id }: { c: AdminContext; id: number }) {
  const t = words(c)
  return (
    <Card>
      <details>
        <summary>{t('directory:merge.by-hand')}</summary>
        <Form c={c} class="form" action={`/admin/people/${id}/merger`}>
          <p class="muted">{t('directory:merge.what')}</p>
          <TextField
            c={c}
            name="other"
            label={t('directory:merge.other')}
            attributes={{ inputmode: 'numeric', pattern: '\\d{1,15}', autocomplete: 'off' }}
          />
          <CheckField name="sure" label={t('directory:merge.sure')} />
          <div>
            <Button icon="merge">{t('directory:merge.do')}</Button>
          </div>
        </Form>
      </details>
    </Card>
  )
}
