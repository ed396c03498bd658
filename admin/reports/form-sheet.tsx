import type { AdminContext } from '#admin/deps.ts'
import { Badge } from '#admin/parts.tsx'
import { number, words } from '#admin/words.ts'
import type { FormCell, FormPaper } from '#core/plan/report-form.ts'
import { lines } from './paper.tsx'

/** Form 21a or 21b as it will be printed; each number says where it comes from and opens its records. */
export function FormSheet({ c, id, paper }: { c: AdminContext; id: number; paper: FormPaper }) {
  const heads = Array.from({ length: paper.headRows }, (_, row) =>
    paper.head.filter((cell) => cell.row === row).sort((a, b) => a.column - b.column),
  )
  return (
    <article class="paper paper-wide" lang="vi">
      <div class="paper-thirds">
        <p>{lines(paper.corner)}</p>
        <p>
          <b>{lines(paper.title)}</b>
          <br />
          {lines(paper.period)}
        </p>
        <p>{lines(paper.parties)}</p>
      </div>
      <div class="paper-table">
        <table class="paper-form">
          <thead>
            {heads.map((cells) => (
              <tr>
                {cells.map(({ rows, columns, text }) => (
                  <th scope={columns > 1 ? 'colgroup' : 'col'} rowspan={rows} colspan={columns}>
                    {text}
                  </th>
                ))}
              </tr>
            ))}
            <tr>
              {paper.marks.map((mark) => (
                <th scope="col">
                  <i>{mark}</i>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {paper.rows.map((row) => (
              <tr>
                {row.map((cell) => (
                  <td class={cell.source === 'label' ? 'paper-left' : 'paper-centre'}>
                    <Figure c={c} id={id} cell={cell} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {paper.notes !== '' && <p class="paper-text">{paper.notes}</p>}
      <div class="paper-thirds paper-foot">
        {paper.signers.map(({ title, how, name }, at) => (
          <p>
            <i>{at === 2 ? paper.dated : ''}</i>
            <br />
            <b>{title}</b>
            <br />
            <i>{how}</i>
            <span class="paper-seal" />
            <b>{name}</b>
          </p>
        ))}
      </div>
    </article>
  )
}

function Figure({ c, id, cell }: { c: AdminContext; id: number; cell: FormCell }) {
  const t = words(c)
  if (cell.source === 'label') return <>{cell.text}</>
  if (cell.source === 'sum') return <b>{cell.text}</b>
  const shown = cell.figure ? (
    <a href={`/admin/reports/${id}/records/${cell.figure}`}>{cell.text}</a>
  ) : (
    cell.text
  )
  if (cell.source === 'records') return <>{shown}</>
  const recorded =
    cell.recorded === undefined
      ? {}
      : { title: t('reports:typed.recorded', { n: number(c, cell.recorded) }) }
  return (
    <>
      {shown}{' '}
      <Badge tone="accent" icon="pencil" {...recorded}>
        {t('reports:mark.typed')}
      </Badge>
    </>
  )
}
