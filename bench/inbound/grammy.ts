import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  type Conversation,
  type ConversationData,
  type ConversationFlavor,
  conversations,
  createConversation,
  type VersionedState,
} from '@grammyjs/conversations'
import { Bot, type Context, webhookCallback } from 'grammy'
import postgres from 'postgres'
import { driverAddress } from '#db/client.ts'
import { ready, told } from './contender.ts'
import { asked, buttons, review } from './words.ts'

/**
 * A bot as grammY's documentation has it: @grammyjs/conversations with its state in a PostgreSQL table, read once
 * and written once an update. It answers before it stores, so a crash in between says a thing twice.
 */
type Ours = ConversationFlavor<Context>

const { databaseUrl, apiRoot, token, secret } = told()
const [address, place] = driverAddress(databaseUrl)
const sql = postgres(address, { ...place, max: 20, onnotice: () => {} })
await sql`create table talks (chat text primary key, state jsonb not null)`
await sql`create table questions (
  id bigint generated always as identity primary key, chat bigint not null, said jsonb not null)`

const bot = new Bot<Ours>(token, {
  client: { apiRoot },
  botInfo: {
    ...{ id: 1, is_bot: true, first_name: 'B', username: 'b_bot', can_join_groups: false },
    ...{ can_read_all_group_messages: false, supports_inline_queries: false },
    ...{ can_connect_to_business: false, has_main_web_app: false, has_topics_enabled: false },
    ...{ allows_users_to_create_topics: false, can_manage_bots: false },
  } as never,
})

type State = VersionedState<ConversationData>

bot.use(
  conversations({
    storage: {
      type: 'key',
      version: 1,
      adapter: {
        read: async (chat: string) => {
          const [row] = await sql<{ state: State }[]>`select state from talks where chat = ${chat}`
          return row?.state
        },
        write: async (chat: string, state: State) => {
          await sql`
            insert into talks (chat, state) values (${chat}, ${sql.json(state as never)})
            on conflict (chat) do update set state = excluded.state`
        },
        delete: async (chat: string) => {
          await sql`delete from talks where chat = ${chat}`
        },
      },
    },
  }),
)

async function intake(talk: Conversation<Ours, Context>, ctx: Context) {
  const question = ctx.message?.text ?? ''
  const chat = ctx.chatId ?? 0
  await ctx.reply(asked.field, { reply_markup: buttons.field })
  const pick = async () => {
    const pressed = await talk.waitFor('callback_query:data')
    await pressed.answerCallbackQuery()
    return pressed.callbackQuery.data
  }
  const type = async () => (await talk.waitFor('message:text')).message.text
  const field = await pick()
  await ctx.reply(asked.consent, { reply_markup: buttons.consent })
  const consent = await pick()
  await ctx.reply(asked.business)
  const business = await type()
  await ctx.reply(asked.commune)
  const commune = await type()
  await ctx.reply(asked.phone)
  const phone = await type()
  const said = { question, field, consent, business, commune, phone }
  await ctx.reply(review(said), { reply_markup: buttons.review })
  await pick()
  const id = await talk.external(async () => {
    const [row] = await sql<{ id: string }[]>`
      insert into questions (chat, said) values (${chat}, ${sql.json(said)}) returning id`
    return Number(row?.id)
  })
  await ctx.reply(asked.sent(id))
}

bot.use(createConversation(intake))
bot.on('message:text', (ctx) => ctx.conversation.enter('intake'))

const server = createServer(webhookCallback(bot, 'http', { secretToken: secret }))
server.listen(0, '127.0.0.1', () => {
  ready(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, () => sql.end())
})
