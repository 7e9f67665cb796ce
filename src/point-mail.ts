import { textOf } from './archive/export-messages.ts'
import { describe, type Described } from './archive/message.ts'
import type { Audit } from './audit-app.ts'
import type { Backups } from './backup-app.ts'
import { pathsOf } from './backup/past-mailboxes.ts'
import type { PointEntry } from './backup/point.ts'
import type { Repository } from './backup/repository.ts'
import { SyncError } from './domain/errors.ts'
import type { Instant } from './domain/instant.ts'
import { SIDES, type Side } from './domain/side.ts'

/** A message of a restore point, by what is known without opening it. */
export interface PointMessage extends Pick<PointEntry, 'id' | 'side' | 'receivedAt' | 'roleClass' | 'marks'> {
  /** Names of folders from the top, with `/` between them. */
  readonly folder: string
  /** Bytes of MIME; absent where it has no content. */
  readonly size?: number
}

export interface PointMailQuery {
  readonly side?: Side
  /** The path of the folder. */
  readonly folder?: string
  /** Received from then on. */
  readonly since?: Instant
  /** Received before then. */
  readonly until?: Instant
  /** Goes on after so many that fit. */
  readonly after: number
  readonly most: number
}

/** A message as it is shown to a person. */
export interface OpenedPointMessage extends PointMessage, Pick<Described, 'subject' | 'from' | 'to' | 'cc' | 'sentAt' | 'attachments'> {
  /** Absent where the message cannot be taken apart. */
  readonly text?: string
}

/** The messages of restore points, to find the one that is to be restored. Every method throws `UNKNOWN_POINT` and what the backup fails with. */
export interface PointMail {
  /** By side: the path of every folder. */
  folders(point: string): Promise<Readonly<Record<Side, readonly string[]>>>
  /** In the order of folders and of their arrival; `isAll`: nothing more fits. */
  list(point: string, query: PointMailQuery): Promise<{ readonly messages: readonly PointMessage[]; readonly isAll: boolean }>
  /** Opens one. Who asks is recorded first. */
  show(point: string, message: { readonly side: Side; readonly id: string }, by: string): Promise<OpenedPointMessage>
}

export function createPointMail({ backups, audit }: { readonly backups: Pick<Backups, 'repository'>; readonly audit: () => Promise<Pick<Audit, 'recordRead'>> }): PointMail {
  const opened = async (id: string) => {
    const repository = await backups.repository()
    const point = await repository.point(id)
    const paths = { left: pathsOf(point.sides.left.folders), right: pathsOf(point.sides.right.folders) }
    const messages = async function* (): AsyncGenerator<PointMessage & { readonly entry: PointEntry }> {
      for await (const entry of repository.entries(point)) {
        const { id: name, side, receivedAt, roleClass, marks, blob, size } = entry
        yield { id: name, side, receivedAt, roleClass, marks, folder: paths[side](entry.folder), entry, ...(blob === undefined || size === undefined ? {} : { size }) }
      }
    }
    return { repository, point, paths, messages }
  }
  return {
    folders: async (id) => {
      const { point, paths } = await opened(id)
      const [left = [], right = []] = SIDES.map((side) => point.sides[side].folders.map((folder) => paths[side](folder.id)).toSorted())
      return { left, right }
    },
    list: async (id, query) => {
      const { messages } = await opened(id)
      const found: PointMessage[] = []
      let seen = 0
      for await (const { entry: _entry, ...message } of messages()) {
        if (!fits(message, query) || seen++ < query.after) continue
        if (found.length === query.most) return { messages: found, isAll: false }
        found.push(message)
      }
      return { messages: found, isAll: true }
    },
    show: async (id, wanted, by) => {
      const { repository, point, messages } = await opened(id)
      for await (const { entry, ...message } of messages()) {
        if (entry.side !== wanted.side || entry.id !== wanted.id) continue
        await (await audit()).recordRead(point.pair, { by, reason: 'restore point', messages: 1 })
        return { ...message, ...(await contentOf(entry, repository)) }
      }
      throw new SyncError('UNKNOWN_POINT', 'The restore point has no such message.')
    },
  }
}

const fits = (message: PointMessage, { side, folder, since, until }: PointMailQuery): boolean =>
  (side === undefined || message.side === side) && (folder === undefined || message.folder === folder) && (since === undefined || message.receivedAt >= since) && (until === undefined || message.receivedAt < until)

async function contentOf({ blob }: PointEntry, repository: Repository): Promise<Omit<OpenedPointMessage, keyof PointMessage>> {
  if (blob === undefined) throw new SyncError('BACKUP_DAMAGED', 'The restore point has no content of that message.')
  const content = await repository.open(blob)
  try {
    const { about } = await describe(content)
    const { subject, from, to, cc, sentAt, attachments } = about
    const text = await textOf(about, content)
    return { subject, from, to, cc, attachments, ...(sentAt === undefined ? {} : { sentAt }), ...(text === undefined ? {} : { text }) }
  } finally {
    await content.dispose()
  }
}
