import { choice, yesNo } from '#core/conversation/questions.ts'
import type { Reply, Scene } from '#core/conversation/scene.ts'
import type { Flow, Talk } from '#core/conversation/talk.ts'
import { type Language, say } from '#core/language.ts'
import type { Office } from '#core/office.ts'
import { otherField } from '#core/profile-shape.ts'
import { loadSetting } from '#core/settings.ts'
import { resumeNotices, stopNotices } from './stopping.ts'
import {
  consentVersion,
  type Subscription,
  subscribe,
  subscriptionOf,
  type Wanted,
} from './subscriptions.ts'
import { all, communeWanted, enough, type Item, several } from './wishes.ts'

type Context = Pick<Scene, 'tx' | 'office' | 'facts'>

/** What to hear of, and how soon; then, with everything in view, whether it may be kept. */
export const subscribing: Flow<Wanted | null, Context> = {
  name: 'subscribe',
  version: 1,
  async run(talk, { tx, office, facts }) {
    const fields = await talk.look('fields', () => fieldsOf(office))
    const picked = await severalOf(talk, 'fields', fields, {
      text: 'notices:ask.fields',
      all: 'notices:ask.all-fields',
    })
    const sectors = await talk.look('sectors', () => sectorsOf(tx))
    const sectorCodes =
      sectors.length === 0
        ? []
        : await severalOf(talk, 'sectors', sectors, {
            text: 'notices:ask.sectors',
            all: 'notices:ask.all-sectors',
          })
    const commune = await talk.askOptional('commune', communeWanted(office.communes, facts.commune))
    const pace = await talk.ask('pace', paceQuestion())
    const wanted: Wanted = {
      fieldIds: picked.map(Number),
      sectors: sectorCodes,
      communes: commune === null ? [] : [commune],
      pace,
    }
    const agreed = await talk.ask('consent', consentQuestion(office, wanted, sectors))
    return agreed === 'yes' ? wanted : null
  },
}

/** Asks until a list or enough was said; none means all. */
async function severalOf(
  talk: Talk,
  name: string,
  items: Item[],
  words: { text: string; all: string },
): Promise<string[]> {
  const picked: string[] = []
  for (let round = 0; picked.length < items.length; round++) {
    const asked = round === 0 ? name : `${name}+${round}`
    const text = round === 0 ? words.text : 'notices:ask.more'
    const said = await talk.ask(
      asked,
      several(asked, items, { ...words, text, picked: [...picked] }),
    )
    if (said.includes(all)) return []
    if (said.includes(enough)) return picked
    picked.push(...said)
    if (said.length > 1) return picked
  }
  return picked
}

function fieldsOf(office: Office): Item[] {
  return office.fields
    .filter(({ code }) => code !== otherField)
    .map(({ id, name, nameEn }) => ({ id: String(id), name, nameEn }))
}

async function sectorsOf(tx: Scene['tx']): Promise<Item[]> {
  const sectors = (await loadSetting(tx, 'sectors')) ?? []
  return sectors
    .filter(({ code }) => code !== otherField)
    .map(({ code, name, nameEn }) => ({ id: code, name, nameEn }))
}

function paceQuestion() {
  return choice<'now' | 'weekly'>('pace', (language) => say(language, 'notices:ask.pace'), [
    { id: 'now', label: (language) => say(language, 'notices:pace.now') },
    { id: 'weekly', label: (language) => say(language, 'notices:pace.weekly') },
  ])
}

function consentQuestion(office: Office, wanted: Wanted, sectors: Item[]) {
  const sectorName = (code: string, language: Language) => {
    const found = sectors.find(({ id }) => id === code)
    return (language === 'en' ? found?.nameEn : found?.name) ?? code
  }
  return yesNo(
    'consent',
    (language) =>
      say(language, 'notices:ask.consent', {
        office: office.name(language),
        wanted: describe(office, wanted, language, sectorName),
      }),
    { yes: 'notices:ask.consent-yes', no: 'notices:ask.consent-no' },
  )
}

/** A subscription in words, a line for each thing. */
function describe(
  office: Office,
  wanted: Wanted,
  language: Language,
  sectorName = office.sectorName,
): string {
  const fields = wanted.fieldIds.map((id) => {
    const code = office.fields.find((field) => field.id === id)?.code
    return code === undefined ? '' : office.fieldName(code, language)
  })
  const sectors = wanted.sectors.map((code) => sectorName(code, language))
  const listed = (key: string, items: string[]) => {
    const some = items.filter((item) => item !== '')
    const value = some.length > 0 ? some.join('; ') : say(language, `notices:wanted.all-${key}`)
    return say(language, `notices:wanted.${key}`, { value })
  }
  return [
    listed('fields', fields),
    listed('sectors', sectors),
    listed('communes', wanted.communes),
    say(language, 'notices:wanted.pace', { value: say(language, `notices:pace.${wanted.pace}`) }),
  ].join('\n')
}

/** The end of the dialogue: kept, or nothing was kept. */
export async function keepSubscription(scene: Scene, wanted: Wanted | null): Promise<Reply> {
  const { tx, conversation, language, now } = scene
  if (!wanted) return { out: [{ text: say(language, 'notices:not-subscribed') }], progress: null }
  const { personId, id: conversationId } = conversation
  await subscribe(tx, { personId, conversationId }, wanted, now)
  return { out: [{ text: say(language, 'notices:subscribed') }], progress: null }
}

type Start = (scene: Scene, name: string) => Promise<Reply>

/** What somebody subscribed to, with what can be done about it; whoever has none is asked. */
export async function showSubscription(scene: Scene, start: Start): Promise<Reply> {
  const { tx, conversation, language, office } = scene
  const subscription = await subscriptionOf(tx, conversation.personId)
  if (!subscription) return start(scene, 'subscribe')
  const stopped = subscription.stoppedAt !== null
  const button = (name: string) => ({
    id: `do:${name}`,
    label: say(language, `notices:do.${name}`),
  })
  return {
    out: [
      {
        text: [
          say(language, stopped ? 'notices:shown.stopped' : 'notices:shown'),
          describe(office, subscription, language),
        ].join('\n'),
        choices: [button('subscribe'), button(stopped ? 'again' : 'stop')],
      },
    ],
  }
}

/** `dừng`: from this moment no notice goes out. */
export async function stopTelling({ tx, conversation, language, now }: Scene): Promise<Reply> {
  await stopNotices(tx, conversation.personId, now)
  return { out: [{ text: say(language, 'conversation:notices-stopped') }] }
}

/** `nhận lại`: notices go on as agreed before; whoever never agreed is asked. */
export async function tellAgain(scene: Scene, start: Start): Promise<Reply> {
  const { tx, conversation, language, now, office } = scene
  const { personId } = conversation
  if (!(await resumeNotices(tx, personId, consentVersion, now))) return start(scene, 'subscribe')
  const subscription = (await subscriptionOf(tx, personId)) as Subscription
  const text = say(language, 'notices:resumed')
  return { out: [{ text: `${text}\n${describe(office, subscription, language)}` }] }
}
