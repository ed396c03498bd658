import type { AdminContext } from '#admin/deps.ts'
import { emptyForm, type Filled, Form } from '#admin/inputs.tsx'
import { Layout } from '#admin/layout.tsx'
import { Badge, Button, ButtonLink, Card, Empty, type Tone } from '#admin/parts.tsx'
import { moment, number, words } from '#admin/words.ts'
import type { ImportRow, ImportState } from '#core/law/import/imports.ts'
import { mostFiles } from './import-upload.ts'

interface List {
  c: AdminContext
  rows: ImportRow[]
  /** the files that were handed in together; absent on the page of everything */
  batch?: string
  filled?: Filled
}

/** Where files are handed in, and what becomes of each. */
export function ImportListPage(list: List) {
  const { c, batch } = list
  const t = words(c)
  const trail = [{ href: '/admin/law', label: t('law-import:trail') }]
  const all = batch !== undefined && (
    <ButtonLink href="/admin/law/import" icon="list">
      {t('law-import:all')}
    </ButtonLink>
  )
  return (
    <Layout
      c={c}
      title={t('law-import:title')}
      lead={t('law-import:lead')}
      area="law"
      trail={trail}
      actions={all || undefined}
    >
      <Card title={t('law-import:hand-in')}>
        <HandIn {...list} />
      </Card>
      <ImportRows {...list} />
    </Layout>
  )
}

function HandIn({ c, filled = emptyForm }: List) {
  const t = words(c)
  const fault = filled.faults.files
  return (
    <Form c={c} action="/admin/law/import" enctype="multipart/form-data" class="form">
      <div class={fault ? 'field field-faulty' : 'field'}>
        <label for="f-files">{t('law-import:files')}</label>
        <input
          type="file"
          id="f-files"
          name="files"
          multiple
          required
          accept=".docx,.pdf,.html,.htm,.txt,.md"
          aria-describedby="h-files"
        />
        <p class="hint" id="h-files">
          {t('law-import:files-hint', { most: mostFiles })}
        </p>
        {fault && <p class="fault">{t(fault)}</p>}
      </div>
      <div>
        <Button kind="primary" icon="upload">
          {t('law-import:send')}
        </Button>
      </div>
    </Form>
  )
}

/** The files and their states; asks again by itself as long as one is still to be read. */
export function ImportRows({ c, rows, batch }: List) {
  const t = words(c)
  const query = batch === undefined ? '' : `?batch=${batch}`
  const open = rows.filter(({ state }) => state === 'waiting' || state === 'reading')
  const live = open.length > 0 && {
    'hx-get': `/admin/law/import/rows${query}`,
    'hx-trigger': 'every 1s',
    'hx-swap': 'outerMorph',
  }
  return (
    <section id="import-rows" {...live}>
      {rows.length === 0 ? (
        <Card>
          <Empty icon="file-text" title={t('law-import:none')} />
        </Card>
      ) : (
        <>
          <h2>{t(batch === undefined ? 'law-import:recent' : 'law-import:batch')}</h2>
          <p class="muted" role="status">
            {t('law-import:progress', { done: rows.length - open.length, all: rows.length })}
          </p>
          <ul class="list">
            {rows.map((row) => (
              <Row c={c} row={row} />
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

function Row({ c, row }: { c: AdminContext; row: ImportRow }) {
  const t = words(c)
  const opens = row.state === 'read' || row.state === 'taken'
  return (
    <li class="list-row" id={`import-${row.id}`}>
      <div class="grow">
        {opens ? (
          <a href={`/admin/law/import/${row.id}`}>
            <b>{row.name}</b>
          </a>
        ) : (
          <b>{row.name}</b>
        )}
        {row.reason && <p class="import-reason">{t(row.reason.key, row.reason.values)}</p>}
      </div>
      <ImportBadge c={c} state={row.state} />
      <span class="muted small">{size(c, row.size)}</span>
      <span class="muted small">{moment(c, row.at)}</span>
    </li>
  )
}

const looks: Record<ImportState, { tone: Tone; icon: string }> = {
  waiting: { tone: 'neutral', icon: 'clock' },
  reading: { tone: 'accent', icon: 'loader' },
  read: { tone: 'watch', icon: 'file-search' },
  taken: { tone: 'good', icon: 'circle-check' },
  refused: { tone: 'alarm', icon: 'file-x' },
  dropped: { tone: 'neutral', icon: 'trash-2' },
}

export function ImportBadge({ c, state }: { c: AdminContext; state: ImportState }) {
  return <Badge {...looks[state]}>{words(c)(`law-import:state.${state}`)}</Badge>
}

function size(c: AdminContext, bytes: number): string {
  const megabytes = bytes / 1024 / 1024
  return megabytes >= 1
    ? `${number(c, megabytes, 1)} MB`
    : `${number(c, Math.max(1, Math.round(bytes / 1024)))} KB`
}
