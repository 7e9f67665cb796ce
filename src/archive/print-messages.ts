import type { Paper } from '../paper/paper.ts'
import type { ArchivedMessage } from './message.ts'

/** So much of a text is printed, in characters: some forty pages. */
const MOST_PRINTED = 100_000

/** A document of messages, one after the other. The bytes of pages that are full are handed out as they are. */
export interface PrintedMessages {
  /** Adds a message; `text` is absent where it cannot be taken apart. @returns bytes that are ready */
  add(message: ArchivedMessage, text: string | undefined): Buffer
  /** @returns the last bytes */
  end(): Promise<Buffer>
}

export interface PrintOptions {
  /** In milliseconds since 1970. */
  readonly at: number
  readonly creator: string
  readonly messages: number
}

/** Begins a document (PDF). What prints is loaded only here. */
export async function printMessages({ at, creator, messages }: PrintOptions): Promise<PrintedMessages> {
  const { openPaper } = await import('../paper/paper.ts')
  let ready: Uint8Array[] = []
  const taken = (): Buffer => {
    const bytes = Buffer.concat(ready)
    ready = []
    return bytes
  }
  const paper = openPaper({ title: 'Tongbu: messages of the archive', at, creator, write: (bytes) => void ready.push(bytes) })
  paper.facts([['Made at', new Date(at).toISOString()], ['Messages', String(messages)]])
  return {
    add: (message, text) => {
      putMessage(paper, message, text)
      return taken()
    },
    end: async () => {
      await paper.end()
      return taken()
    },
  }
}

function putMessage(paper: Paper, message: ArchivedMessage, text: string | undefined): void {
  paper.heading(message.subject === '' ? '(no subject)' : message.subject)
  paper.facts(factsOf(message))
  if (text === undefined) return paper.say('This message cannot be taken apart.')
  for (const line of text.slice(0, MOST_PRINTED).replace(/\r\n?/g, '\n').replace(/\n{3,}/g, '\n\n').trim().split('\n')) paper.say(line)
  if (text.length > MOST_PRINTED) paper.say('… The rest is not printed; an export as EML has all of it.')
}

/** What is known of a message, for people, but its subject; only what there is. */
export function factsOf(message: ArchivedMessage): readonly (readonly [name: string, value: string])[] {
  const people = (all: ArchivedMessage['from']): string => all.map(({ name, address }) => (name === '' ? address : `${name} <${address}>`)).join(', ')
  const facts: readonly (readonly [string, string])[] = [
    ['From', people(message.from)],
    ['To', people(message.to)],
    ['Cc', people(message.cc)],
    ['Bcc', people(message.bcc)],
    ['Sent', message.sentAt ?? ''],
    ['Received', message.receivedAt],
    ['Archived', message.archivedAt],
    ['Pair', message.pair],
    ['Seen in', message.places.map(({ side, folder }) => `${folder} (${side})`).join(', ')],
    ['Attached', message.attachments.join(', ')],
    ['Message-ID', message.messageId ?? ''],
    ['Digest', message.digest ?? ''],
  ]
  return facts.filter(([, value]) => value !== '')
}
