import { Agent, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import postgres from 'postgres'
import { type Context, Scenes, session, Telegraf } from 'telegraf'
import { driverAddress } from '#db/client.ts'
import { ready, told } from './contender.ts'
import { asked, buttons, review, type Said } from './words.ts'

/**
 * A bot as telegraf's documentation has it: a WizardScene with its session in a PostgreSQL table, read once and
 * written once an update. It answers before it stores, so a crash in between says a thing twice.
 */
interface Ours extends Context {
  session: Scenes.WizardSession
  scene: Scenes.SceneContextScene<Ours, Scenes.WizardSessionData>
  wizard: Scenes.WizardContextWizard<Ours>
}

const { databaseUrl, apiRoot, token, secret } = told()
const [address, place] = driverAddress(databaseUrl)
const sql = postgres(address, { ...place, max: 20, onnotice: () => {} })
await sql`create table talks (key text primary key, session jsonb not null)`
await sql`create table questions (
  id bigint generated always as identity primary key, chat bigint not null, said jsonb not null)`

const saidOf = (ctx: Ours) => ctx.wizard.state as Said
const textOf = (ctx: Ours) => (ctx.message && 'text' in ctx.message ? ctx.message.text : '')
async function pressed(ctx: Ours): Promise<string> {
  await ctx.answerCbQuery()
  return ctx.callbackQuery && 'data' in ctx.callbackQuery ? ctx.callbackQuery.data : ''
}

const intake = new Scenes.WizardScene<Ours>(
  'intake',
  async (ctx) => {
    saidOf(ctx).question = textOf(ctx)
    await ctx.reply(asked.field, { reply_markup: buttons.field })
    ctx.wizard.next()
  },
  async (ctx) => {
    saidOf(ctx).field = await pressed(ctx)
    await ctx.reply(asked.consent, { reply_markup: buttons.consent })
    ctx.wizard.next()
  },
  async (ctx) => {
    saidOf(ctx).consent = await pressed(ctx)
    await ctx.reply(asked.business)
    ctx.wizard.next()
  },
  async (ctx) => {
    saidOf(ctx).business = textOf(ctx)
    await ctx.reply(asked.commune)
    ctx.wizard.next()
  },
  async (ctx) => {
    saidOf(ctx).commune = textOf(ctx)
    await ctx.reply(asked.phone)
    ctx.wizard.next()
  },
  async (ctx) => {
    saidOf(ctx).phone = textOf(ctx)
    await ctx.reply(review(saidOf(ctx)), { reply_markup: buttons.review })
    ctx.wizard.next()
  },
  async (ctx) => {
    await pressed(ctx)
    const [row] = await sql<{ id: string }[]>`
      insert into questions (chat, said) values (${ctx.chat?.id ?? 0}, ${sql.json(saidOf(ctx) as never)})
      returning id`
    await ctx.reply(asked.sent(Number(row?.id)))
    await ctx.scene.leave()
  },
)

const bot = new Telegraf<Ours>(token, { telegram: { apiRoot, webhookReply: false } })
// Given in the options, telegraf drops the agent when the root is plain http.
bot.telegram.options.agent = new Agent({ keepAlive: true, maxSockets: 64 })
bot.botInfo = { id: 1, is_bot: true, first_name: 'B', username: 'b_bot' } as never
bot.use(
  session({
    store: {
      get: async (key) => {
        const [row] = await sql<{ session: Scenes.WizardSession }[]>`
          select session from talks where key = ${key}`
        return row?.session
      },
      set: async (key, value) => {
        await sql`
          insert into talks (key, session) values (${key}, ${sql.json(value as never)})
          on conflict (key) do update set session = excluded.session`
      },
      delete: async (key) => {
        await sql`delete from talks where key = ${key}`
      },
    },
  }),
)
bot.use(new Scenes.Stage<Ours>([intake]).middleware())
bot.on('message', (ctx) => ctx.scene.enter('intake'))

const server = createServer(bot.webhookCallback('/', { secretToken: secret }))
server.listen(0, '127.0.0.1', () => {
  ready(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, () => sql.end())
})
