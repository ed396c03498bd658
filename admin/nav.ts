import type { Deed } from '#core/staff/deeds.ts'

export interface Area {
  id: string
  path: string
  icon: string
  /** who sees it; everybody when absent */
  deed?: Deed
}

/** The work: what is opened every day. Words: `panel:nav.<id>`. */
export const workAreas: Area[] = [
  { id: 'home', path: '/admin', icon: 'house' },
  { id: 'tickets', path: '/admin/tickets', icon: 'inbox', deed: 'ticket.read' },
  { id: 'numbers', path: '/admin/numbers', icon: 'chart-column', deed: 'numbers.read' },
  { id: 'people', path: '/admin/people', icon: 'users', deed: 'people.read' },
  { id: 'canned', path: '/admin/canned', icon: 'message-square-quote', deed: 'canned.read' },
]

/** The law, and what the public is told of it. */
const lawAreas: Area[] = [
  {
    id: 'published',
    path: '/admin/published',
    icon: 'book-open-check',
    deed: 'published.read',
  },
  { id: 'reviews', path: '/admin/reviews', icon: 'book-alert', deed: 'published.read' },
  { id: 'assistant', path: '/admin/assistant', icon: 'search-check', deed: 'assistant.read' },
  { id: 'law', path: '/admin/law', icon: 'scale', deed: 'law.read' },
  { id: 'notices', path: '/admin/notices', icon: 'megaphone', deed: 'notices.read' },
  { id: 'rollout', path: '/admin/rollout', icon: 'route', deed: 'law.read' },
]

/** What the plan promises beside answers: classes, surveys, difficulties, tasks, reports. */
const planAreas: Area[] = [
  { id: 'dashboard', path: '/admin/dashboard', icon: 'gauge', deed: 'plan.read' },
  { id: 'targets', path: '/admin/targets', icon: 'goal', deed: 'plan.read' },
  { id: 'plan', path: '/admin/plan', icon: 'list-todo', deed: 'plan.read' },
  { id: 'courses', path: '/admin/courses', icon: 'graduation-cap', deed: 'training.read' },
  { id: 'surveys', path: '/admin/surveys', icon: 'clipboard-list', deed: 'surveys.read' },
  { id: 'call-backs', path: '/admin/call-backs', icon: 'phone-call', deed: 'surveys.read' },
  { id: 'consultants', path: '/admin/consultants', icon: 'handshake', deed: 'consultants.edit' },
  { id: 'fees', path: '/admin/fees', icon: 'hand-coins', deed: 'fees.edit' },
  { id: 'register', path: '/admin/register', icon: 'store', deed: 'register.import' },
  {
    id: 'difficulties',
    path: '/admin/difficulties',
    icon: 'triangle-alert',
    deed: 'difficulties.read',
  },
  {
    id: 'recommendations',
    path: '/admin/recommendations',
    icon: 'megaphone',
    deed: 'difficulties.read',
  },
  { id: 'reports', path: '/admin/reports', icon: 'file-text', deed: 'reports.read' },
]

/** The desk itself: what is set up and looked after. */
const deskAreas: Area[] = [
  { id: 'staff', path: '/admin/staff', icon: 'id-card', deed: 'staff.edit' },
  { id: 'units', path: '/admin/units', icon: 'building-2', deed: 'units.edit' },
  { id: 'fields', path: '/admin/fields', icon: 'library', deed: 'fields.edit' },
  { id: 'feeds', path: '/admin/law/feeds', icon: 'rss', deed: 'feeds.edit' },
  { id: 'holidays', path: '/admin/holidays', icon: 'calendar-days', deed: 'holidays.edit' },
  { id: 'self-checks', path: '/admin/self-checks', icon: 'list-checks', deed: 'self-checks.edit' },
  { id: 'texts', path: '/admin/texts', icon: 'text-quote', deed: 'texts.edit' },
  { id: 'settings', path: '/admin/settings', icon: 'sliders-horizontal', deed: 'settings.edit' },
  { id: 'channels', path: '/admin/channels', icon: 'radio-tower', deed: 'channels.edit' },
  { id: 'health', path: '/admin/health', icon: 'activity', deed: 'health.edit' },
  { id: 'audit', path: '/admin/audit', icon: 'scroll-text', deed: 'audit.read' },
]

/** The groups of the navigation below the daily work. Words: `panel:nav.group.<id>`. */
export const groups = [
  { id: 'law', areas: lawAreas },
  { id: 'plan', areas: planAreas },
  { id: 'desk', areas: deskAreas },
]
