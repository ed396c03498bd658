import { isNode, isPair, type LineCounter, type Document as YamlDocument } from 'yaml'

/** The way to a place in a document: keys and positions in lists. */
export type Path = (string | number)[]

/** The line of a key or list item; of the nearest thing around it when it is missing. */
export function lineAt(document: YamlDocument, lines: LineCounter, path: Path): number {
  for (let length = path.length; length > 0; length -= 1) {
    const around = document.getIn(path.slice(0, length - 1), true)
    const step = path[length - 1]
    const pair = isNode(around) && 'items' in around ? itemAt(around.items, step) : undefined
    if (pair !== undefined) return lines.linePos(pair).line
  }
  return 1
}

function itemAt(items: unknown[], step: string | number | undefined): number | undefined {
  if (typeof step === 'number') return startOf(items[step])
  const pair = items.find((item) => isPair(item) && String(item.key) === step)
  return isPair(pair) ? startOf(pair.key) : undefined
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined
}
