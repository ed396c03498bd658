import { type Language, say } from '#core/language.ts'

/** Where people find the desk in the apps they have: what the app is called, and the address that opens it. */
export interface ChatLink {
  name: string
  url: string
}

export interface CourseLink extends ChatLink {
  /** what to write there oneself: the app hands no word over */
  say?: string
}

/** What people write to come to a class: short enough to be copied from paper by hand. */
export function courseWord(language: Language, { id }: { id: number }): string {
  return say(language, 'training:word', { id })
}

/**
 * The ways straight to the sign-up of a class: the web chat, and each app with the parameter it hands to a bot (m.me:
 * `ref`; t.me: `start`). Zalo hands over none, so there the word is to be sent.
 */
export function courseLinks(
  chats: ChatLink[],
  site: string,
  course: { id: number; slug: string },
  language: Language,
): CourseLink[] {
  const ref = `lop-${course.slug}`
  return [
    { name: 'Web', url: `${site.replace(/\/+$/, '')}/chat?ref=${ref}` },
    ...chats.map(({ name, url }) => {
      const { hostname } = new URL(url)
      if (hostname === 'm.me') return { name, url: `${url}?ref=${ref}` }
      if (hostname === 't.me') return { name, url: `${url}?start=${ref}` }
      return { name, url, say: courseWord(language, course) }
    }),
  ]
}
