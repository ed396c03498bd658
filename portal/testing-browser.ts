import { AxeBuilder } from '@axe-core/playwright'
import { type Browser, chromium as launcher, type Page } from 'playwright-core'
import { inject } from 'vitest'

/** A real Chromium out of an npm package: nothing of the machine's own is needed. */
export async function openBrowser(): Promise<Browser> {
  const args = ['--no-sandbox', '--no-zygote', '--headless=shell', '--font-render-hinting=none']
  return launcher.launch({ executablePath: inject('chromium'), args })
}

/** What on a page, or on a part of it, stands in the way of somebody who cannot see or point: each fault and its place. */
export async function barriersOn(page: Page, part = 'html'): Promise<string[]> {
  // None of our pages frames another site's, for which each look would open a page of its own.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] })
  const { violations } = await axe.include(part).analyze()
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
}
