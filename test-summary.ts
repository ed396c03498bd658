import type { Reporter, TestModule } from 'vitest/node'

/** Ends a run with one plain line, for readers that are programs. */
export const summary: Reporter = {
  onTestRunEnd(modules, errors) {
    const count = (state: string) =>
      modules.reduce((sum, module) => sum + counted(module, state), 0)
    const broken = modules.filter(
      (module) => module.state() === 'failed' && counted(module, 'failed') === 0,
    )
    const failed = count('failed') + broken.length + errors.length
    process.stdout.write(
      `${count('passed')} passed, ${failed} failed, ${count('skipped')} skipped\n`,
    )
  },
}

function counted(module: TestModule, state: string): number {
  return [...module.children.allTests()].filter((test) => test.result().state === state).length
}
