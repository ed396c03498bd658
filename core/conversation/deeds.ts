import type { Choice, Outgoing } from '#core/channel.ts'
import { say } from '#core/language.ts'
import { showSubscription, stopTelling, tellAgain } from '#core/notices/subscribe.ts'
import { exportData, shownData } from '#core/people/data-rights.ts'
import { answerConsent } from '#core/plan/referral-consent.ts'
import { linkStaff } from '#core/staff/link.ts'
import { offerSurvey } from '#core/surveys/offering.ts'
import { publicSurveys } from '#core/surveys/surveys.ts'
import { askForHuman, latestOpen } from '#core/tickets/ask-human.ts'
import { listForPerson, ofPerson, reopenByPerson, ticketsOfPerson } from '#core/tickets/person.ts'
import { rate } from '#core/tickets/rating.ts'
import { timelineForPerson } from '#core/tickets/timeline.ts'
import { classDeed } from '#core/training/class-chat.ts'
import type { Command } from './commands.ts'
import { disconnect } from './connecting.ts'
import { dropDraft, findDraft } from './drafts.ts'
import { startFlow } from './flows.ts'
import { lookUpWords } from './looking.ts'
import type { Reply, Scene } from './scene.ts'
import { startSurvey } from './surveying.ts'

/** Does what a command says, outside any dialogue. */
export async function deeds(scene: Scene, command: Command): Promise<Reply> {
  const { language } = scene
  switch (command.name) {
    case 'menu':
      return { out: [await menu(scene)] }
    case 'start':
      return start(scene)
    case 'ask':
      return { ticketId: null, ...(await startFlow(scene, 'intake')) }
    case 'mine':
      return {
        out: [
          listForPerson(language, await ticketsOfPerson(scene.tx, scene.conversation.personId)),
        ],
      }
    case 'human':
      return human(scene)
    case 'data':
      return { out: [await data(scene)] }
    case 'export':
      return exported(scene)
    case 'erase':
      return startFlow(scene, 'erase')
    case 'connect':
      return startFlow(scene, 'connect')
    case 'disconnect':
      return disconnect(scene)
    case 'language':
      return { out: [languages(scene)] }
    case 'speak':
      return {
        language: command.language,
        out: [{ text: say(command.language, 'conversation:language-set') }],
      }
    case 'stop':
      return stopTelling(scene)
    case 'notices':
      return showSubscription(scene, startFlow)
    case 'subscribe':
      return startFlow(scene, 'subscribe')
    case 'again':
      return tellAgain(scene, startFlow)
    case 'skip':
    case 'back':
    case 'cancel':
      return { out: [{ text: say(language, 'conversation:nothing-to-leave') }] }
    case 'resume':
      return resumed(scene)
    case 'discard':
      return { out: [await discarded(scene)] }
    case 'link':
      return linked(scene, command.code)
    case 'look-up':
      if (command.words !== undefined) return lookUpWords(scene, command.words, startFlow)
      return startFlow(scene, 'look-up')
    case 'survey':
      return startSurvey(scene, command, startFlow)
    case 'self-check':
      return startFlow(scene, 'self-check', command.code ? { code: command.code } : {})
    case 'class':
      return classDeed(scene, command.deed, startFlow)
    default:
      return aboutTicket(scene, command)
  }
}

type TicketCommand = Extract<
  Command,
  { name: 'ticket' | 'withdraw' | 'more' | 'reopen' | 'keep' | 'rate' | 'consult' }
>

async function aboutTicket(scene: Scene, command: TicketCommand): Promise<Reply> {
  const { tx, conversation, language, now } = scene
  const { personId } = conversation
  switch (command.name) {
    case 'ticket': {
      const ticket = await ofPerson(tx, personId, command.code)
      return { out: [await timelineForPerson(tx, ticket, language, now)], ticketId: ticket.id }
    }
    case 'withdraw':
      return startFlow(scene, 'withdraw', { code: command.code })
    case 'more': {
      const { id, code } = await ofPerson(tx, personId, command.code)
      return startFlow(scene, 'add', { code, ticketId: id })
    }
    case 'reopen':
      return reopenByPerson(tx, personId, command.ticketId, language, now)
    case 'keep':
      return { out: [{ text: say(language, 'intake:kept-ended') }], ticketId: null }
    case 'consult': {
      const { referralId, answer } = command
      const who = { personId, language }
      const { out, ticketId } = await answerConsent(tx, who, referralId, answer, now)
      return { out: [out], belongsTo: ticketId }
    }
    case 'rate': {
      const { answerId, score } = command
      const who = { personId, language }
      const { out, low, first, ticketId } = await rate(tx, who, answerId, score, now)
      const more = first && !low ? await offered(scene, ticketId) : []
      if (!low) return { out: [out, ...more], belongsTo: ticketId }
      return { belongsTo: ticketId, ...(await startFlow(scene, 'low-score', { answer: answerId })) }
    }
  }
}

/** After a good mark an open survey of that purpose may ask for a little more. */
async function offered({ tx, conversation, language, now }: Scene, ticketId: number) {
  const about = { ticketId, personId: conversation.personId }
  const offer = await offerSurvey(tx, 'after-answer', about, language, now)
  return offer ? [offer] : []
}

/** One welcome, then the menu alone; a platform that repeats its follow event within a day hears nothing more. */
async function start(scene: Scene): Promise<Reply> {
  const { conversation, language, office, incoming, now } = scene
  const { welcomedAt } = conversation
  if (welcomedAt) {
    const again = incoming.kind === 'follow' && now.getTime() - welcomedAt.getTime() < oneDay
    return { out: again ? [] : [await menu(scene)] }
  }
  const shown = await menu(scene)
  const welcome = say(language, 'conversation:welcome', { office: office.name(language) })
  return { out: [{ ...shown, text: `${welcome}\n\n${shown.text}` }], welcomed: true }
}

const oneDay = 24 * 60 * 60 * 1000

/** What can be done here; an unfinished question stands first. */
export async function menu(scene: Scene): Promise<Outgoing> {
  const { language } = scene
  const draft = await findDraft(scene.tx, scene.conversation.id)
  const asked = await publicSurveys(scene.tx, scene.now)
  const button = (name: string, key = name): Choice => ({
    id: `do:${name}`,
    label: say(language, `conversation:menu-${key}`),
  })
  const other = language === 'vi' ? 'en' : 'vi'
  return {
    text: `${say(language, 'conversation:menu')}\n${say(language, 'conversation:menu-hint')}`,
    choices: [
      ...(draft ? [button('resume')] : []),
      button('ask'),
      ...(scene.desk.shelf ? [button('look-up')] : []),
      ...(scene.selfChecks.length > 0 ? [button('self-check')] : []),
      ...(asked.length > 0 ? [{ id: 'do:survey', label: say(language, 'surveys:chat.menu') }] : []),
      button('mine'),
      { id: 'do:classes', label: say(language, 'training:menu') },
      { id: 'do:notices', label: say(language, 'notices:menu') },
      ...['human', 'data'].map((name) => button(name)),
      { id: `speak:${other}`, label: say(language, 'conversation:menu-language') },
    ],
  }
}

function languages({ language }: Scene): Outgoing {
  return {
    text: say(language, 'conversation:language'),
    choices: [
      { id: 'speak:vi', label: say(language, 'conversation:language-vi') },
      { id: 'speak:en', label: say(language, 'conversation:language-en') },
    ],
  }
}

/** A human, please: the officer in charge of the open ticket sees it, else the person says what it is about. */
async function human(scene: Scene): Promise<Reply> {
  const { tx, conversation, language, now } = scene
  const ticket = await latestOpen(tx, conversation.personId)
  if (!ticket) return startFlow(scene, 'human')
  await askForHuman(tx, ticket, now)
  const text = say(language, 'intake:human-told', { code: ticket.code })
  return { out: [{ text }], ticketId: ticket.id, belongsTo: ticket.id }
}

async function discarded({ tx, conversation, language }: Scene): Promise<Outgoing> {
  const draft = await findDraft(tx, conversation.id)
  if (draft) await dropDraft(tx, draft.id)
  return { text: say(language, draft ? 'conversation:discarded' : 'conversation:nothing-kept') }
}

async function data(scene: Scene): Promise<Outgoing> {
  const { tx, conversation, language } = scene
  return {
    text: [
      await shownData(tx, conversation.personId, language),
      say(language, 'data:shown.connect'),
    ].join('\n'),
    choices: [
      { id: 'do:export', label: say(language, 'data:do-export') },
      { id: 'do:erase', label: say(language, 'data:do-erase') },
      { id: 'do:connect', label: say(language, 'data:do-connect') },
    ],
  }
}

async function exported(scene: Scene): Promise<Reply> {
  const { tx, conversation, language, now, desk } = scene
  const { id: conversationId, personId } = conversation
  const to = { personId, conversationId }
  const files = await exportData(tx, desk.dataDir, to, language, now)
  const text = say(language, 'data:exported')
  return { out: files.map((file, at) => ({ text: at === 0 ? text : file.name, file })) }
}

async function resumed(scene: Scene): Promise<Reply> {
  const { tx, conversation, language } = scene
  const draft = await findDraft(tx, conversation.id)
  if (!draft) return { out: [{ text: say(language, 'conversation:nothing-kept') }] }
  await dropDraft(tx, draft.id)
  return { ticketId: null, ...(await startFlow(scene, draft.flow, draft.answers)) }
}

async function linked(scene: Scene, code: string): Promise<Reply> {
  const found = await linkStaff(scene.tx, code, scene.conversation.id, scene.now)
  const key = found ? 'conversation:linked' : 'conversation:link-unknown'
  return { out: [{ text: say(scene.language, key) }] }
}
