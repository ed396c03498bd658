/** An address worth looking at, put forward on the feeds' page; nothing is looked at before an administrator says so. */
export interface Suggestion {
  /** its name: `law-feeds:suggestion.<id>` */
  id: string
  /** where a person finds its feeds; the address itself where we know one */
  site: string
  url?: string
}

/** Official sources of this domain. Their addresses are as others have noted them; the first look tells. */
export const suggestions: Suggestion[] = [
  {
    id: 'gazette',
    site: 'https://congbao.chinhphu.vn',
    url: 'https://congbao.chinhphu.vn/cac-van-ban-moi-ban-hanh.rss',
  },
  { id: 'ministry', site: 'https://mst.gov.vn', url: 'https://mst.gov.vn/rss/home.rss' },
  { id: 'national', site: 'https://vbpl.vn' },
]
