import type { Member } from './browser.ts'

type AddressOf = (member: Member) => string

/** What staff do all day, each time on something else. */
export async function clicks(members: Member[]): Promise<Record<string, AddressOf>> {
  const codes = new Map<Member, string[]>()
  for (const member of members) {
    const pages = await Promise.all(
      ['', '?state=all', '?state=answered', '?q=nhan+hieu'].map((query) =>
        member.read(`/admin/tickets${query}`),
      ),
    )
    const found = pages.flatMap((page) => page.match(/HL-\d{4}-\d{6}/g) ?? [])
    codes.set(member, [...new Set(found)])
  }
  const any = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)] as T
  return {
    // A leader's home is the dashboard, unless they ask for their own work.
    'own work (home)': () => '/admin?work',
    'numbers, a year': () => '/admin/numbers',
    'inbox, open tickets': () => '/admin/tickets',
    'inbox, all tickets': () => '/admin/tickets?state=all',
    'one filter': () => `/admin/tickets?${any(filters)}`,
    'several filters': () => `/admin/tickets?${any(states)}&${any(filters)}&${any(more)}`,
    'search, a word': () => `/admin/tickets?q=${encodeURIComponent(any(words))}`,
    'search, a sentence': () => `/admin/tickets?q=${encodeURIComponent(any(sentences))}`,
    'search among open': () => `/admin/tickets?state=open&q=${encodeURIComponent(any(words))}`,
    'search, a code': (member) => `/admin/tickets?q=${any(codes.get(member) ?? [])}`,
    'ticket page': (member) => `/admin/tickets/${any(codes.get(member) ?? [])}`,
    'people, a search': () => `/admin/people?q=${encodeURIComponent(any(businesses))}`,
  }
}

const filters = [
  ...[
    'unit=2',
    'unit=3',
    'unit=5',
    'field=1',
    'field=4',
    'assignee=me',
    'assignee=nobody',
    'due=late',
  ],
  ...['level=late', 'level=half', 'channel=telegram', 'scope=specific', 'unread=yes', 'due=today'],
]
const states = ['state=open', 'state=all', 'state=answered', 'state=waiting', 'state=recommended']
const more = ['channel=web', 'scope=general', 'unit=4', 'field=2', 'sort=updated', 'number=missed']
const words = [
  'nhãn hiệu',
  'kiem dinh',
  'quế',
  'sang che',
  'chuyển đổi số',
  'mã vạch',
  'homestay',
  'phạt',
]
const sentences = [
  'đăng ký nhãn hiệu cho hợp tác xã',
  'ho tro kinh phi truy xuat nguon goc',
  'cân điện tử kiểm định bao lâu một lần',
]
const businesses = ['Quế Văn Bàn 17', 'che shan tuyet', '5300000123', 'Homestay Tả Van']
