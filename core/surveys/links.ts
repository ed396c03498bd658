interface Link {
  /** `page`: the portal's own page, `chat`: its web chat; else what the app is called */
  name: string
  url: string
}

/** Everybody's page of a survey. */
export function surveyPage(site: string, slug: string): string {
  return `${site.replace(/\/+$/, '')}/khao-sat/${slug}`
}

/** The ways straight to a survey: its page, the web chat, and each app with the parameter it hands to a bot. */
export function surveyLinks(chats: Link[], site: string, slug: string): Link[] {
  const ref = `ks-${slug}`
  return [
    { name: 'page', url: surveyPage(site, slug) },
    { name: 'chat', url: `${site.replace(/\/+$/, '')}/chat?ref=${ref}` },
    ...chats.map(({ name, url }) => {
      const { hostname } = new URL(url)
      if (hostname === 'm.me') return { name, url: `${url}?ref=${ref}` }
      if (hostname === 't.me') return { name, url: `${url}?start=${ref}` }
      return { name, url }
    }),
  ]
}
