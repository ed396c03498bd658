/**
 * Milliseconds of processor time that a deed took in this process: unlike the clock's, they do not grow when other
 * tests are given the processor.
 */
export async function busyFor(deed: () => unknown): Promise<number> {
  const begun = process.cpuUsage()
  await deed()
  const { user, system } = process.cpuUsage(begun)
  return (user + system) / 1000
}
