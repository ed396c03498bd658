import { say } from '#core/language.ts'
import {
  type Block,
  type Cell,
  datedLine,
  type PaperTable,
  type ReportPaper,
} from '#core/plan/report-paper.ts'

const t = (key: string, values?: Record<string, string | number>) =>
  say('vi', `reports:paper.${key}`, values)

/** A report as it will be printed; each number opens the records behind it. */
export function PaperSheet({ id, paper }: { id: number; paper: ReportPaper }) {
  const { parent, agency, number, symbol, place, datedOn, subject } = paper
  return (
    <article class="paper" lang="vi">
      <div class="paper-halves">
        <p>
          <span class="paper-line">{lines(parent)}</span>
          <b class="paper-ruled">{lines(agency)}</b>
        </p>
        <p>
          <b>{t('nation')}</b>
          <br />
          <b class="paper-ruled">{t('motto')}</b>
        </p>
        <p>{t('number', { number: number || '…… ', symbol })}</p>
        <p>
          <i>{t(datedOn ? 'dated' : 'undated', { place, ...datedLine(datedOn) })}</i>
        </p>
      </div>
      <h2 class="paper-title">
        {t('title')}
        <br />
        <span class="paper-ruled">{lines(subject)}</span>
      </h2>
      {paper.blocks.map((block) => (
        <PaperBlock id={id} block={block} issued={datedOn !== ''} />
      ))}
      <div class="paper-halves paper-foot">
        <p class="paper-receivers">
          <b>
            <i>{t('receivers')}</i>
          </b>
          <br />
          {lines(paper.receivers)}
        </p>
        <p>
          <b>{lines(paper.signerTitle)}</b>
          <span class="paper-seal" />
          <b>{paper.signer}</b>
        </p>
      </div>
    </article>
  )
}

function PaperBlock({ id, block, issued }: { id: number; block: Block; issued: boolean }) {
  if (block.kind === 'table') return <Grid id={id} table={block} />
  if (block.kind === 'heading') {
    return block.level === 1 ? <h3>{block.text}</h3> : <h4>{block.text}</h4>
  }
  if (block.empty && !issued) return <p class="muted">{block.text}</p>
  if (block.empty === 'optional') return null
  return (
    <>
      {(block.empty ? t('nothing') : block.text)
        .split('\n')
        .filter((text) => text.trim() !== '')
        .map((text) => (
          <p class="paper-text">{text}</p>
        ))}
    </>
  )
}

function Grid({ id, table }: { id: number; table: PaperTable }) {
  return (
    <div class="paper-table">
      <table>
        <colgroup>
          {table.widths.map((share) => (
            <col width={`${share}%`} />
          ))}
        </colgroup>
        <thead>
          <tr>
            {table.head.map((text) => (
              <th scope="col">{text}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row) => (
            <tr>
              {row.map((cell) => (
                <td class={`paper-${cell.align ?? 'left'}`}>
                  <Shown id={id} cell={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Shown({ id, cell: { text, figure, bold } }: { id: number; cell: Cell }) {
  const shown = bold ? <b>{text}</b> : text
  if (figure === undefined || text === '–') return <>{shown}</>
  return <a href={`/admin/reports/${id}/records/${figure}`}>{shown}</a>
}

/** Lines one below the other. */
export function lines(texts: string[]) {
  return texts.flatMap((text, at) => (at === 0 ? [text] : [<br />, text]))
}
