import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { loadavg } from 'node:os'

/** The value below which `share` (0-1) of the numbers lie. */
export function percentile(numbers: number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
}

export function median(numbers: number[]): number {
  return percentile(numbers, 0.5)
}

/** Rows under a head, as a Markdown table that can be read as plain text too. */
export function table(head: string[], rows: string[][]): string {
  const all = [head, ...rows]
  const widths = head.map((_, at) => Math.max(...all.map((row) => [...(row[at] ?? '')].length)))
  const line = (cells: string[]) =>
    `| ${cells.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join(' | ')} |`
  const rule = `| ${widths.map((width, at) => (at === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`
  return [line(head), rule, ...rows.map(line)].join('\n')
}

const ticksPerSecond = Number(execFileSync('getconf', ['CLK_TCK']).toString())

interface Stat {
  parent: number
  name: string
  seconds: number
  withChildren: number
}

function statOf(pid: number): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const name = text.slice(text.indexOf('(') + 1, text.lastIndexOf(')'))
    const rest = text.slice(text.lastIndexOf(')') + 2).split(' ')
    const ticks = (from: number, to: number) =>
      rest.slice(from, to).reduce((sum, value) => sum + Number(value), 0) / ticksPerSecond
    return {
      parent: Number(rest[1]),
      name,
      seconds: ticks(11, 13),
      withChildren: ticks(11, 15),
    }
  } catch {
    return undefined
  }
}

/** Processor seconds a process has used. */
export function cpuOf(pid: number): number {
  return statOf(pid)?.seconds ?? 0
}

/** Processor seconds of a PostgreSQL server that this process started, with all its backends, living and ended. */
export function cpuOfPostgres(startedBy = process.pid): number {
  const all = readdirSync('/proc')
    .map(Number)
    .filter(Boolean)
    .map((pid) => ({ pid, stat: statOf(pid) }))
  const servers = all.filter(
    ({ stat }) => stat?.parent === startedBy && stat.name.startsWith('postgres'),
  )
  return servers.reduce((sum, server) => {
    const backends = all.filter(({ stat }) => stat?.parent === server.pid)
    const living = backends.reduce((total, { stat }) => total + (stat?.seconds ?? 0), 0)
    return sum + (server.stat?.withChildren ?? 0) + living
  }, 0)
}

/** Resident memory of a process in MB: now, and its highest so far. */
export function memoryOf(pid: number): { now: number; peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const read = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? Number.NaN) / 1024
  return { now: read('VmRSS'), peak: read('VmHWM') }
}

/** What else the machine is doing, for the reader to judge the numbers by. */
export function load(): string {
  return `load average ${loadavg()
    .map((value) => value.toFixed(2))
    .join(' ')}`
}
