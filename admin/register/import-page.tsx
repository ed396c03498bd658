import type { AdminContext } from '#admin/deps.ts'
import { type Filled, Form, SelectField } from '#admin/inputs.tsx'
import { Layout } from '#admin/layout.tsx'
import { Tabs } from '#admin/paging.tsx'
import { Badge, Button, ButtonLink, Card, Empty, Notice } from '#admin/parts.tsx'
import { number, words } from '#admin/words.ts'
import { columnNames, needed } from '#core/plan/register-columns.ts'
import type { RegisterImport } from '#core/plan/register-import.ts'
import type { LineView, RegisterLineRow } from '#core/plan/register-taking.ts'
import { stateTones } from './page.tsx'

interface Props {
  c: AdminContext
  found: RegisterImport
  view: LineView
  lines: RegisterLineRow[]
  most: number
  filled: Filled
  /** what taking it over would do; undefined when that is decided */
  told: { created: number; changed: number; unchanged: number } | undefined
  sectorName: (code: string) => string
}

/** One file: its columns, what is wrong with its lines, and what became of them. */
export function ImportPage(props: Props) {
  const { c, found, filled } = props
  const t = words(c)
  const good = found.total - found.rejected
  const unknown = needed.some((name) => found.columns[name] === undefined)
  return (
    <Layout
      c={c}
      title={t('register:import.title', { name: found.name })}
      area="register"
      trail={[{ href: '/admin/register', label: t('register:title') }]}
    >
      {filled.faults.form && <Notice kind="problem">{t(filled.faults.form)}</Notice>}
      {unknown && found.state === 'preview' && (
        <Notice kind="warning">{t('register:needed')}</Notice>
      )}
      <div class="stack">
        <Card>
          <p class="row-line">
            <Badge tone={stateTones[found.state]}>{t(`register:state.${found.state}`)}</Badge>
            {t(
              'register:preview.counts',
              counted(c, { total: found.total, good, rejected: found.rejected }),
            )}
          </p>
          {found.state === 'preview' && !unknown && good > 0 && <Start {...props} />}
          {found.state === 'importing' && (
            <p role="status">
              {t(
                'register:progress',
                counted(c, { done: found.created + found.changed + found.unchanged, total: good }),
              )}{' '}
              <a href={`/admin/register/${found.id}`}>{t('register:refresh')}</a>
            </p>
          )}
          {found.state === 'preview' && (
            <Form c={c} action={`/admin/register/${found.id}/removal`}>
              <input type="hidden" name="version" value={found.version} />
              <Button kind="quiet" icon="trash-2">
                {t('register:drop')}
              </Button>
            </Form>
          )}
        </Card>
        {found.state === 'preview' && <ColumnsForm c={c} found={found} />}
        {found.state !== 'dropped' && (
          <div>
            <Lines {...props} />
          </div>
        )}
      </div>
    </Layout>
  )
}

function counted(c: AdminContext, values: Record<string, number>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([key, n]) => [key, number(c, n)]))
}

function Start({ c, found, told }: Props) {
  const t = words(c)
  return (
    <Form c={c} class="form" action={`/admin/register/${found.id}/start`}>
      <input type="hidden" name="version" value={found.version} />
      {told && <p>{t('register:preview.foreseen', counted(c, told))}</p>}
      <p class="hint">{t('register:start.hint')}</p>
      <div>
        <Button kind="primary" icon="check">
          {t('register:start', { count: number(c, found.total - found.rejected) })}
        </Button>
      </div>
    </Form>
  )
}

function ColumnsForm({ c, found }: { c: AdminContext; found: RegisterImport }) {
  const t = words(c)
  const options = found.header.map((header, at) => ({
    value: at,
    label: t('register:columns.nth', { number: at + 1, header }),
  }))
  return (
    <Card title={t('register:columns')}>
      <Form c={c} class="form" action={`/admin/register/${found.id}/columns`}>
        <p class="hint">{t('register:columns.lead')}</p>
        <input type="hidden" name="version" value={found.version} />
        {columnNames.map((name) => (
          <SelectField
            c={c}
            name={name}
            label={t(`register:column.${name}`)}
            options={options}
            value={found.columns[name]}
            empty={t('register:columns.none')}
            required={needed.some((one) => one === name)}
          />
        ))}
        <div>
          <Button icon="refresh-cw">{t('register:columns.do')}</Button>
        </div>
      </Form>
    </Card>
  )
}

function Lines({ c, found, view, lines, most, sectorName }: Props) {
  const t = words(c)
  const base = `/admin/register/${found.id}`
  const counts: [LineView, number | undefined][] =
    found.state === 'preview'
      ? [
          ['rejected', found.rejected],
          ['warned', undefined],
          ['all', found.total],
        ]
      : [
          ['rejected', found.rejected],
          ['warned', undefined],
          ['created', found.created],
          ['changed', found.changed],
          ['unchanged', found.unchanged],
          ['all', found.total],
        ]
  const shown = lines.slice(0, most)
  const href = (one: LineView) => `${base}?view=${one}`
  return (
    <>
      <Tabs
        label={t('register:import.lines')}
        now={href(view)}
        items={counts.map(([one, count]) => ({
          href: href(one),
          label: t(`register:view.${one}`),
          ...(count !== undefined && { count }),
        }))}
      />
      {shown.length === 0 ? (
        <Card>
          <Empty icon="list" title={t('register:lines.none')} />
        </Card>
      ) : (
        <LineTable c={c} lines={shown} sectorName={sectorName} />
      )}
      <p class="row-line">
        {lines.length > most && (
          <ButtonLink href={`${href(view)}&after=${shown.at(-1)?.line}`} icon="chevron-right">
            {t('register:lines.more')}
          </ButtonLink>
        )}
        <ButtonLink href={`${base}/lines.csv?view=${view}`} icon="download">
          {t('register:download')}
        </ButtonLink>
      </p>
    </>
  )
}

function LineTable({ c, lines, sectorName }: Pick<Props, 'c' | 'lines' | 'sectorName'>) {
  const t = words(c)
  const why = (row: RegisterLineRow) =>
    [row.fault, row.warning].flatMap((key) => (key ? [t(key, row.faultValues ?? {})] : []))
  return (
    <div class="table-wrap">
      <table class="table stacked">
        <thead>
          <tr>
            <th>{t('register:column.line')}</th>
            {columnNames.map((name) => (
              <th>{t(`register:column.${name}`)}</th>
            ))}
            <th>{t('register:column.why')}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((row) => (
            <tr>
              <th scope="row">{row.line}</th>
              <td data-label={t('register:column.taxCode')} class="mono">
                {row.taxCode}
              </td>
              <td data-label={t('register:column.name')}>{row.name}</td>
              <td data-label={t('register:column.size')} class="nowrap">
                {row.size && t(`register:size.${row.size}`)}
              </td>
              <td data-label={t('register:column.sector')}>
                {row.sector && sectorName(row.sector)}
              </td>
              <td data-label={t('register:column.commune')}>{row.commune}</td>
              <td data-label={t('register:column.why')}>
                {why(row).map((text) => (
                  <div>{text}</div>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
