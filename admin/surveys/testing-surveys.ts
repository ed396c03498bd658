import type { openPanel } from '#admin/testing.ts'

type Panel = Awaited<ReturnType<typeof openPanel>>
type Browser = Awaited<ReturnType<Panel['as']>>

/** What a page says, without the navigation around it. */
export const page = async (response: Response | Promise<Response>) => {
  const text = (await (await response).text()).replace(/\s+/g, ' ')
  return /<main.*<\/main>/.exec(text)?.[0] ?? text
}
export const hidden = (html: string, name: string) =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? ''

/** A survey copied from a template, as a coordinator's browser left it. */
export async function copied(browser: Browser, purpose: string): Promise<number> {
  const response = await browser.post('/admin/surveys', { purpose })
  return Number(/surveys\/(\d+)\/form/.exec(response.headers.get('location') ?? '')?.[1])
}

export async function published(browser: Browser, purpose: string): Promise<number> {
  const id = await copied(browser, purpose)
  const version = hidden(await page(browser.get(`/admin/surveys/${id}`)), 'version')
  await browser.post(`/admin/surveys/${id}/publication`, { version })
  await browser.post(`/admin/surveys/${id}/opening`)
  return id
}
