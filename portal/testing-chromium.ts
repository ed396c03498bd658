import chromium from '@sparticuz/chromium'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    chromium: string
  }
}

/** Unpacks the browser once, into the system's folder for such things: neither in each process nor for each run. */
export async function setup(project: TestProject) {
  project.provide('chromium', await chromium.executablePath())
}
