import type { StatsFs } from 'node:fs'
import { statfs } from 'node:fs/promises'

const megabyte = 1024 * 1024
const least = 500 * megabyte
/** A twentieth of a very large disk would be more than a desk fills in years. */
const most = 5 * 1024 * megabyte

/** The part of `statfs` that says how full a disk is. */
export type Disk = Pick<StatsFs, 'bavail' | 'blocks' | 'bsize'>

export const diskOf = (folder: string): Promise<Disk> => statfs(folder)

/**
 * Whether a disk should take no more files: under 500 MB or 5 % are free. The rest is for the database, which must be
 * able to write for the desk to go on.
 */
export function isNearlyFull({ bavail, blocks, bsize }: Disk): boolean {
  // Some network file systems do not know their size.
  if (blocks === 0) return false
  const reserve = Math.min(Math.max(least, blocks * bsize * 0.05), most)
  return bavail * bsize < reserve
}
