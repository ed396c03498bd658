import type { Context } from 'hono'
import type { Language } from '#core/language.ts'
import type { Shelf } from '#core/law/shelf.ts'
import type { Db } from '#db/client.ts'

export interface PortalSettings {
  db: Db
  publicUrl: string
  /** other sites whose pages may hold the chat, as origins */
  embedOrigins: string[]
  timeZone: string
  web: {
    /** the chat address of whoever asks for a page; sets the cookie */
    visitor: (c: Context) => string
    /** the language of a page; remembers what its address asks for */
    language: (c: Context) => Language
  }
  /** what the search looks in; without it the search says that it is not ready */
  shelf?: Shelf
  /** where the files of documents lie; without it they are not offered */
  dataDir?: string
  /** where else people may write to the office: what it is called, and the address that opens it */
  chatLinks?: { name: string; url: string }[]
  /** today's clock unless told */
  now?: () => Date
}
