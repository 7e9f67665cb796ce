import { createHash } from 'node:crypto'
import { stringify } from 'yaml'
import { loadConfig } from '../../config/load-config.ts'
import type { Side } from '../../domain/side.ts'
import type { TrialClouds } from '../../host/trial-clouds.ts'
import type { Sandbox } from '../../sandbox/sandbox.ts'
import type { DingtalkPerson, SeenMessage } from '../../sandbox/seed/dingtalk-person.ts'
import type { OutlookPerson } from '../../sandbox/seed/outlook-person.ts'
import type { FolderPlace } from '../../sandbox/seed/places.ts'
import type { SnapshotMailbox, SnapshotMessage } from '../../sandbox/snapshot.ts'
import type { TrialFolder, TrialMail, TrialMailbox, TrialMessage } from '../../server/routes/try-it.ts'
import { sandboxConfig } from '../demo/sandbox-config.ts'
import type { Surroundings } from '../surroundings.ts'
import { FIRST_FOLDERS, FIRST_MAILS, type FirstMail } from './first-mails.ts'

/** Somebody at a mail program, in either cloud. */
type Person = Pick<DingtalkPerson & OutlookPerson, 'messages' | 'mark' | 'move' | 'put' | 'ensureFolder'>

/** What a message says of itself, which never changes. */
interface Said extends Pick<TrialMessage, 'from' | 'subject' | 'preview'> {
  readonly text: string
  readonly attachments: readonly { readonly name: string; readonly bytes: number }[]
}

/** So often the two are looked at where no cloud tells of a change by itself: one person watches, and nobody's limits are at stake. */
const PACE = { hotSeconds: 1, warmSeconds: 1, idleSeconds: 2, safetySeconds: 2 }
const UNREAD = { read: false, flagged: false, answered: false }
const PREVIEW = 120

/** Starts both clouds, in this process, with a few mails in each. `publicUrl`: where they tell of changes. */
export async function openTrialClouds({ clock, temporaryFolder }: Pick<Surroundings, 'clock' | 'temporaryFolder'>, publicUrl: string): Promise<TrialClouds> {
  const { startSandbox } = await import('../../sandbox/sandbox.ts')
  const { meetPeople } = await import('../../sandbox/seed/people.ts')
  const sandbox = await startSandbox()
  const { ready } = sandbox
  const folder = temporaryFolder()
  const { dingtalk, outlook, close } = await meetPeople(ready)
  const persons: Readonly<Record<Side, Person>> = { left: dingtalk, right: outlook }
  const config = loadConfig(`${sandboxConfig(ready, `sqlite:${folder.path}/try-it.db`)}${stringify({ serve: { publicUrl, ...PACE }, log: { level: 'warn' } })}`, {}, () => '')
  await fillMailboxes(persons, clock.now())
  const look = looker(sandbox)
  const seen = async (on: Side, id: string): Promise<SeenMessage | undefined> => (await persons[on].messages()).find(({ messageId }) => idOf(messageId) === id)
  return {
    config,
    look: async () => ({ left: await look.mailbox('left'), right: await look.mailbox('right') }),
    read: async (on, id) => {
      const said = await look.said(on, id)
      return said && { text: said.text, attachments: [...said.attachments] }
    },
    put: async (on, mail) => {
      const messageId = `${createHash('sha256').update(`${clock.now()} ${mail.subject}`).digest('hex').slice(0, 20)}@try-it.example`
      await persons[on].put('inbox', await mimeOf(mail, addressOn(sandbox, on), new Date(clock.now()), messageId), UNREAD, new Date(clock.now()))
      return idOf(messageId)
    },
    mark: async (on, id, { read, flagged }) => {
      const message = await seen(on, id)
      if (message !== undefined) await persons[on].mark(message, { ...(read === undefined ? {} : { read }), ...(flagged === undefined ? {} : { flagged }) })
      return message !== undefined
    },
    move: async (on, id, to) => {
      const message = await seen(on, id)
      const folder = (await look.mailbox(on)).folders.find(({ key }) => key === to)
      if (message === undefined || folder === undefined) return false
      await persons[on].move(message, folder.role ?? to.split('/'))
      return true
    },
    close: async () => {
      await close()
      await sandbox.close()
      folder.remove()
    },
  }
}

/** The same message has the same name on both sides. */
const idOf = (messageId: string): string => createHash('sha256').update(messageId.replace(/[<>\s]/g, '')).digest('hex').slice(0, 16)

const keyOf = (role: TrialFolder['role'], path: readonly string[]): string => role ?? path.join('/')

const addressOn = ({ ready }: Sandbox, side: Side): string => (side === 'left' ? ready.accounts.dingtalk.address : ready.accounts.outlook.address)

/** Looks into the mailboxes from the inside. What a message says is read once. */
function looker(sandbox: Sandbox) {
  const known = new Map<string, Promise<Said>>()
  const snapshot = (side: Side): SnapshotMailbox => (side === 'left' ? sandbox.dingtalk : sandbox.outlook).snapshot(addressOn(sandbox, side))
  const saidBy = (side: Side, message: SnapshotMessage): Promise<Said> => {
    const name = `${side} ${message.internetMessageId}`
    const said = known.get(name) ?? saidIn(message.mime())
    known.set(name, said)
    return said
  }
  const identified = (messages: readonly SnapshotMessage[]) => messages.flatMap((message) => (message.internetMessageId === undefined ? [] : [{ id: idOf(message.internetMessageId), message }]))
  return {
    mailbox: async (side: Side): Promise<TrialMailbox> => {
      const { address, folders, messages } = snapshot(side)
      const listed = identified(messages).map(async ({ id, message }): Promise<TrialMessage> => {
        const { from, subject, preview, attachments } = await saidBy(side, message)
        return { id, folder: keyOf(message.folderRole, message.path), from, subject, preview, receivedAt: message.receivedAt, read: message.read, flagged: message.flag === 'flagged', attachments: attachments.length }
      })
      const shown = folders.map(({ role, path }): TrialFolder => ({ key: keyOf(role, path), ...(role === undefined ? {} : { role }), name: path.at(-1) ?? '' }))
      return { address, folders: shown, messages: (await Promise.all(listed)).sort((a, b) => (a.receivedAt < b.receivedAt ? 1 : -1)) }
    },
    said: async (side: Side, id: string): Promise<Said | undefined> => {
      const found = identified(snapshot(side).messages).find((each) => each.id === id)
      return found && saidBy(side, found.message)
    },
  }
}

async function saidIn(mime: Buffer): Promise<Said> {
  const { simpleParser } = await import('mailparser')
  const { from, subject = '', text = '', attachments } = await simpleParser(mime)
  const [sender] = from?.value ?? []
  const visible = text.trim()
  return { from: sender?.name || (sender?.address ?? ''), subject, text: visible, preview: visible.replace(/\s+/g, ' ').slice(0, PREVIEW), attachments: attachments.map(({ filename = '', size }) => ({ name: filename, bytes: size })) }
}

/** Puts the first mails into both mailboxes, as old as they say before `now`. */
export async function fillMailboxes(persons: Readonly<Record<Side, Person>>, now: number): Promise<void> {
  for (const path of FIRST_FOLDERS) for (const person of [persons.left, persons.right]) await person.ensureFolder(path)
  for (const [index, mail] of FIRST_MAILS.entries()) {
    const at = new Date(now - mail.minutesAgo * 60_000)
    const person = persons[mail.on]
    const folder: FolderPlace = mail.folder ?? 'inbox'
    await person.put(folder, await mimeOf(mail, mail.to, at, `first.${index}@try-it.example`), { read: mail.read ?? false, flagged: mail.flagged ?? false, answered: false }, at)
  }
}

const PACKING_LIST = { filename: 'packing-list.csv', content: 'carton,item,pieces,kg\r\n1,TY-204,48,11.2\r\n2,TY-204,48,11.2\r\n3,TY-310,24,9.6\r\n', contentType: 'text/csv' }

async function mimeOf(mail: Pick<FirstMail, 'from' | 'subject' | 'text' | 'attachment'> | TrialMail, to: string, date: Date, messageId: string): Promise<Buffer> {
  const { compose } = await import('../../sandbox/seed/compose.ts')
  const attachment = 'withAttachment' in mail ? (mail.withAttachment ? PACKING_LIST : undefined) : mail.attachment
  const from = typeof mail.from === 'string' ? { name: mail.from, address: 'visitor@try-it.example' } : mail.from
  return compose({ from, to, subject: mail.subject, text: mail.text, date, messageId: `<${messageId}>`, attachments: attachment === undefined ? [] : [attachment] }, messageId)
}
