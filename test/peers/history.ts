import type { ImapFlow } from 'imapflow'
import { generator } from '../../src/sandbox/faults.ts'
import { SIDES, type Side } from '../../src/domain/side.ts'

/** What a person does in a mail program. Messages go by a name that is their Message-ID. */
export type Edit = { readonly on: Side } & (
  | { readonly do: 'deliver'; readonly message: string; readonly folder: string; readonly flags: readonly string[] }
  | { readonly do: 'flag'; readonly message: string; readonly flag: string; readonly set: boolean }
  | { readonly do: 'move'; readonly message: string; readonly folder: string }
  | { readonly do: 'create-folder'; readonly folder: string }
)

export interface History {
  /** After each round of edits, a run of the tool. */
  readonly rounds: readonly (readonly Edit[])[]
  /** Tools that do not settle such a history as we do, by design. */
  readonly notFor: readonly string[]
}

const ROUNDS = 4
const EDITS = 7
const TRASH = 'Trash'
const FLAGS = ['\\Seen', '\\Flagged', '\\Answered']
const NEW_FOLDERS = ['Orders', 'Orders/2026', '客户', 'Quotes & more']

/**
 * A history in which the tools agree by design. In one round a message is either moved, by one side, or flagged; in every other
 * history perhaps by both sides. interimap, which remembers no flags, then keeps all; mbsync and we merge what each side changed.
 * Left out is what the tools do differently: deletions for good (with us they do not cross), renamed folders, drafts, conflicting
 * moves, one mail delivered to both sides (with us it is one), messages that arrive in the trash.
 */
export function drawHistory(seed: number): History {
  const random = generator(seed)
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T
  const places = new Map<string, string>()
  const folders = ['INBOX', 'Sent']
  const mayMeet = seed % 2 === 1
  let hasMet = false
  const rounds = Array.from({ length: ROUNDS }, (_, round) => {
    const edits: Edit[] = []
    const before = [...places.keys()]
    const moved = new Set<string>()
    const flagged = new Map<string, Side>()
    const rested = [...folders]
    for (let n = 0; n < EDITS; n++) {
      const on = pick(SIDES)
      const drawn = random()
      const message = before.length === 0 ? undefined : pick(before)
      if (drawn < 0.08) {
        const folder = NEW_FOLDERS.find((each) => !folders.includes(each))
        if (folder === undefined || folder.includes('/') !== rested.includes(folder.split('/')[0] ?? '')) continue
        folders.push(folder)
        edits.push({ on, do: 'create-folder', folder })
      } else if (drawn < 0.4 || message === undefined) {
        const name = `<m${seed}-${round}-${n}@peers.example>`
        const folder = pick(rested)
        places.set(name, folder)
        edits.push({ on, do: 'deliver', message: name, folder, flags: FLAGS.filter(() => random() < 0.3) })
      } else if (drawn < 0.7) {
        if (moved.has(message) || places.get(message) === TRASH) continue
        const isMeeting = (flagged.get(message) ?? on) !== on
        if (isMeeting && !mayMeet) continue
        hasMet ||= isMeeting
        flagged.set(message, on)
        edits.push({ on, do: 'flag', message, flag: pick(FLAGS), set: random() < 0.6 })
      } else {
        const folder = random() < 0.35 ? TRASH : pick(rested)
        if (moved.has(message) || flagged.has(message) || folder === places.get(message)) continue
        moved.add(message)
        places.set(message, folder)
        edits.push({ on, do: 'move', message, folder })
      }
    }
    return edits
  })
  return { rounds, notFor: hasMet ? ['interimap'] : [] }
}

/** Makes the edit in one account of one world. */
export async function makeEdit(client: ImapFlow, edit: Edit): Promise<void> {
  if (edit.do === 'create-folder') {
    await client.mailboxCreate(edit.folder)
    return
  }
  if (edit.do === 'deliver') {
    await client.append(edit.folder, mailNamed(edit.message), [...edit.flags], arrivalOf(edit.message))
    return
  }
  const uid = await find(client, edit.message)
  if (edit.do === 'move') await client.messageMove(uid, edit.folder, { uid: true })
  else if (edit.set) await client.messageFlagsAdd(uid, [edit.flag], { uid: true })
  else await client.messageFlagsRemove(uid, [edit.flag], { uid: true })
}

/** Opens the folder that holds the message. @throws {Error} when none does: a tool has lost it */
async function find(client: ImapFlow, message: string): Promise<string> {
  for (const { path } of await client.list()) {
    await client.mailboxOpen(path)
    const found = await client.search({ header: { 'Message-ID': message } }, { uid: true })
    const uid = found === false ? undefined : found?.[0]
    if (uid !== undefined) return String(uid)
  }
  throw new Error(`There is no message ${message} any more.`)
}

const numberOf = (message: string): number => [...message].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 1_000_003, 7)

const arrivalOf = (message: string): Date => new Date(Date.UTC(2026, 0, 5) + numberOf(message) * 1000)

function mailNamed(message: string): Buffer {
  const n = numberOf(message)
  const head = [`Message-ID: ${message}`, 'From: Chen <chen@factory.example>', 'To: anna@trading.example', `Subject: Order ${n}`, 'Date: Mon, 05 Jan 2026 08:00:00 +0000']
  return Buffer.from([...head, 'Content-Type: text/plain; charset=utf-8', '', `Body of ${n}. 您好\r\n`.repeat(1 + (n % 30))].join('\r\n'))
}
