import chromium from '@sparticuz/chromium'
import { type Browser, chromium as launcher } from 'playwright-core'

/** A real Chromium out of an npm package: nothing of the machine's own is needed. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = await chromium.executablePath()
  const args = ['--no-sandbox', '--no-zygote', '--headless=shell', '--font-render-hinting=none']
  return launcher.launch({ executablePath, args })
}
