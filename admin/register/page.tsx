import type { AdminContext } from '#admin/deps.ts'
import { type Filled, Form } from '#admin/inputs.tsx'
import { Layout } from '#admin/layout.tsx'
import { ListTable } from '#admin/list-parts.tsx'
import { Badge, Button, ButtonLink, Card, type Tone } from '#admin/parts.tsx'
import { moment, number, words } from '#admin/words.ts'
import type { RegisterCounts } from '#core/plan/register-counts.ts'
import type { RegisterImport } from '#core/plan/register-import.ts'
import { unsaid } from '#core/plan/register-list.ts'

export const stateTones: Record<RegisterImport['state'], Tone> = {
  preview: 'watch',
  importing: 'accent',
  done: 'good',
  failed: 'alarm',
  dropped: 'neutral',
}

const mostShown = 10
const path = '/admin/register'

interface Props {
  c: AdminContext
  counts: RegisterCounts
  imports: RegisterImport[]
  sectorName: (code: string) => string
  filled: Filled
}

/** Where a file is handed in, the files the register was filled from, and what it has. */
export function RegisterPage(props: Props) {
  const { c, counts, imports } = props
  const t = words(c)
  return (
    <Layout
      c={c}
      title={t('register:title')}
      area="register"
      lead={t('register:lead')}
      {...(counts.total > 0 && {
        actions: (
          <ButtonLink href={`${path}/businesses`} icon="list">
            {t('register:businesses')}
          </ButtonLink>
        ),
      })}
    >
      <div class="stack">
        <Upload {...props} />
        {imports.length > 0 && <Imports c={c} imports={imports} />}
        {counts.total > 0 && <Counts {...props} />}
      </div>
    </Layout>
  )
}

function Upload({ c, counts, filled }: Props) {
  const t = words(c)
  const fault = filled.faults.file
  return (
    <Card title={t('register:upload')}>
      {counts.total === 0 && <p>{t('register:none')}</p>}
      <Form c={c} class="form" action={path} enctype="multipart/form-data">
        <div class={fault ? 'field field-faulty' : 'field'}>
          <label for="f-file">{t('register:upload.file')}</label>
          <input
            type="file"
            id="f-file"
            name="file"
            accept=".xlsx,.csv,.txt"
            aria-describedby="h-file"
            required
          />
          <p class="hint" id="h-file">
            {t('register:upload.hint')}
          </p>
          {fault && (
            <p class="fault" role="alert">
              {t(fault, filled.values?.file)}
            </p>
          )}
        </div>
        <div>
          <Button kind="primary" icon="upload">
            {t('register:upload.do')}
          </Button>
        </div>
      </Form>
    </Card>
  )
}

function Counts({ c, counts, sectorName }: Props) {
  const t = words(c)
  const parts = [
    ['size', counts.bySize, (key: string) => t(`register:size.${key}`)],
    ['sector', counts.bySector, sectorName],
    ['commune', counts.byCommune, (key: string) => key],
  ] as const
  return (
    <Card title={t('register:total', { count: number(c, counts.total) })}>
      <div class="form-grid">
        {parts.map(([name, of, nameOf]) => {
          const all = Object.entries(of).toSorted((x, y) => y[1] - x[1])
          const facts = (some: typeof all) => (
            <dl class="facts">
              {some.map(([key, n]) => (
                <>
                  <dt>
                    <a
                      href={`${path}/businesses?${new URLSearchParams({ [name]: key || unsaid })}`}
                    >
                      {key === '' ? t('register:unknown') : nameOf(key)}
                    </a>
                  </dt>
                  <dd>{number(c, n)}</dd>
                </>
              ))}
            </dl>
          )
          return (
            <section>
              <h3>{t(`register:by-${name}`)}</h3>
              {facts(all.slice(0, mostShown))}
              {all.length > mostShown && (
                <details>
                  <summary>{t('register:rest', { count: all.length - mostShown })}</summary>
                  {facts(all.slice(mostShown))}
                </details>
              )}
            </section>
          )
        })}
      </div>
    </Card>
  )
}

function Imports({ c, imports }: Pick<Props, 'c' | 'imports'>) {
  const t = words(c)
  const heads = ['name', 'at', 'state', 'lines', 'rejected', 'created', 'changed']
  return (
    <section>
      <h2>{t('register:imports')}</h2>
      <ListTable heads={heads.map((head) => t(`register:import.${head}`))}>
        {imports.map((one) => (
          <tr>
            <th scope="row">
              <a href={`${path}/${one.id}`}>{one.name}</a>
            </th>
            <td data-label={t('register:import.at')} class="nowrap">
              {moment(c, one.createdAt)}
            </td>
            <td data-label={t('register:import.state')}>
              <Badge tone={stateTones[one.state]}>{t(`register:state.${one.state}`)}</Badge>
            </td>
            {(['total', 'rejected', 'created', 'changed'] as const).map((name) => (
              <td data-label={t(`register:import.${name === 'total' ? 'lines' : name}`)}>
                {number(c, one[name])}
              </td>
            ))}
          </tr>
        ))}
      </ListTable>
    </section>
  )
}
