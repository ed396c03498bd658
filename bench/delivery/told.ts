/** A way of sending, in a process of its own: told on the command line where the database and the platform are. */
export interface Sender {
  /** Lays so many messages ready to be sent, in one go; returns once they are stored. */
  lay(messages: Message[]): Promise<void>
  /** Stores one message and has it sent; resolves at its commit. */
  say(message: Message): Promise<void>
  stop(): Promise<void>
}

export interface Message {
  to: string
  /** what the platform knows it by: `#12` */
  text: string
}

/** What the bench says to a sender. */
export type Word =
  | { kind: 'lay'; messages: Message[] }
  | { kind: 'say'; message: Message }
  | { kind: 'stop' }

/** What a sender says: that it is ready, that messages lie ready, or when (`moment`) one was stored. */
export type Answer =
  | { kind: 'ready' }
  | { kind: 'laid' }
  | { kind: 'stored'; text: string; at: number }

export const databaseUrl = process.argv[2] ?? ''
export const platform = process.argv[3] ?? ''

/** Milliseconds on a clock that all processes of the machine share. */
export function moment(): number {
  return performance.timeOrigin + performance.now()
}

/** Serves the bench until it says stop. */
export function serve(sender: Sender): void {
  const answer = (word: Answer) => process.send?.(word)
  process.on('message', async (word: Word) => {
    if (word.kind === 'lay') {
      await sender.lay(word.messages)
      answer({ kind: 'laid' })
    } else if (word.kind === 'say') {
      await sender.say(word.message)
      answer({ kind: 'stored', text: word.message.text, at: moment() })
    } else {
      await sender.stop()
      process.exit(0)
    }
  })
  process.once('disconnect', () => process.exit(1))
  answer({ kind: 'ready' })
}
