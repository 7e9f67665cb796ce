import type { Folder, Mail, Marks, Policy, Side } from './mailboxes.ts'

/** A message of a simulated mailbox, as something that stays the same while it is moved and marked. */
export type Handle = object | string | number

/** One message of a mailbox as it really is. */
export interface Seen {
  readonly handle: Handle
  readonly path: string
  readonly serial: number
  readonly isCopy: boolean
  readonly subject: string
  readonly body: string
  readonly id: string | undefined
  readonly marks: Marks
}

/** How a run ended. */
export interface Outcome {
  readonly quiet: boolean
  readonly failed: number
  readonly holds: number
  readonly stoppedBy: string | undefined
}

/** What people do in one mailbox, at once. */
export interface People {
  deliver(folder: Folder, mail: Mail, marks: Marks): Handle
  mark(handle: Handle, change: Partial<Marks>): void
  move(handle: Handle, folder: Folder): void
  expunge(handle: Handle): void
  createFolder(folder: Folder): void
  renameFolder(folder: Folder, name: string): void
  /** Of a message in a snapshot. */
  handleOf(id: string): Handle
}

/** One side answers nothing after so many requests: as many as a run makes, times `after`. */
export interface Trouble {
  readonly side: Side
  readonly after: number
}

/** Two real mailboxes and a real sync between them. */
export interface World {
  readonly people: Readonly<Record<Side, People>>
  /** Paths of all folders, and all messages. */
  look(side: Side): Promise<{ readonly folders: readonly string[]; readonly messages: readonly Seen[] }>
  /** One run until quiet. */
  sync(policy: Policy, trouble?: Trouble): Promise<Outcome>
  /** Writes of the sync to either mailbox since the last call. */
  writes(): number
  /** What the sync made a cloud send. */
  sent(): number
  /** The process ends and starts again. */
  restart(): Promise<void>
  /** The database is deleted. */
  loseDatabase(): Promise<void>
  /** Access tokens, delta links or UIDs are no longer good. */
  expire(what: 'tokens' | 'links' | 'uids'): void
  close(): Promise<void>
}

/** When a mail was received, from its serial. */
export const receivedAt = (serial: number): number => Date.UTC(2026, 0, 5, 8, 0, 0) + serial * 1000

export const serialOf = (receivedAtText: string): number => (Date.parse(receivedAtText) - receivedAt(0)) / 1000

/** Equal arguments make equal bytes. */
export const mimeOf = ({ id, subject, body }: Mail): Buffer =>
  Buffer.from(
    [
      ...(id === undefined ? [] : [`Message-ID: ${id}`]),
      'From: "Chen Dawei" <chen@factory.example>',
      'To: anna@trading.example',
      `Subject: ${subject}`,
      'Date: Mon, 05 Jan 2026 07:59:57 +0000',
      'MIME-Version: 1.0',
      'Content-Type: text/plain; charset=utf-8',
      '',
      body,
      '',
    ].join('\r\n'),
  )

/** What a mail says, read back from its bytes. */
export function readMime(mime: string): { subject: string; body: string; id: string | undefined } {
  const [head = '', ...rest] = mime.replaceAll('\r\n', '\n').split('\n\n')
  const field = (name: string): string | undefined => new RegExp(`^${name}: *(.*)$`, 'im').exec(head)?.[1]?.trim()
  return { subject: field('Subject') ?? '', body: rest.join('\n\n').trim(), id: field('Message-ID') }
}
