import { configFromEnvironment } from '#config.ts'
import { say } from '#core/language.ts'
import { errorAsText } from '#log.ts'
import { serveByHand } from './by-hand.ts'
import { type Pretended, startPretended } from './pretended.ts'

/** Fixed, so that the settings in .env go on working. */
const port = 8180
const lookMs = 400

/** `npm run fakes`: every platform pretended on this machine, to try the whole desk without an account. */
async function run(): Promise<void> {
  const { publicUrl } = configFromEnvironment()
  const platforms = await startPretended(port, publicUrl)
  const door = await serveByHand(platforms, port)
  print(introduction(platforms))
  const looking = follow(platforms)
  const stop = async () => {
    clearInterval(looking)
    door.close()
    await Promise.all(platforms.map(({ close }) => close()))
    process.exit(0)
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop())
}

/** The settings to start the desk with, and how to be a person on each platform. */
function introduction(platforms: Pretended[]): string {
  const settings = platforms.flatMap(({ name, settings }) => [
    `# ${say('vi', `panel:channel.${name}`)}`,
    ...Object.entries(settings).map(([key, value]) => `${key}='${value}'`),
    '',
  ])
  const lines = platforms.map(
    ({ name }) =>
      `curl http://localhost:${port}/${name}/lan -d '${say('vi', 'demo:fakes.question')}'`,
  )
  return [
    '',
    ...both('fakes.settings'),
    '',
    ...settings,
    ...both('fakes.say'),
    '',
    ...lines,
    '',
    ...both('fakes.read'),
    '',
    `curl http://localhost:${port}/zalo/lan`,
    '',
    ...both('fakes.consent', { address: `http://localhost:${port}/consent` }),
    ...both('fakes.follow'),
    '',
    '',
  ].join('\n')
}

function both(key: string, values: Record<string, string> = {}): string[] {
  return [`# ${say('vi', `demo:${key}`, values)}`, `# ${say('en', `demo:${key}`, values)}`]
}

/** Shows what the desk says to whom, as it comes. */
function follow(platforms: Pretended[]): NodeJS.Timeout {
  const shown = new Map<string, number>()
  return setInterval(async () => {
    for (const { name, told } of platforms) {
      const all = await told()
      for (const { to, text } of all.slice(shown.get(name) ?? 0)) {
        print(`\n${name} → ${to}\n${text.replace(/^/gm, '  ')}\n`)
      }
      shown.set(name, all.length)
    }
  }, lookMs)
}

function print(text: string): void {
  process.stdout.write(text)
}

run().catch((error: unknown) => {
  process.stderr.write(`\n${errorAsText(error)}\n\n`)
  process.exit(1)
})
