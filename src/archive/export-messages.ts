import { distinctPaths } from '../backup/file-names.ts'
import { ExportFolder, mboxrd } from '../backup/export-point.ts'
import { parseMessage } from '../mime/parse-message.ts'
import type { FolderFiles } from '../platform/folder-files.ts'
import type { Spool } from '../platform/spool.ts'
import type { Archive } from './archive.ts'
import { bodyText, type ArchivedMessage } from './message.ts'
import { printMessages, type PrintOptions } from './print-messages.ts'

export const ARCHIVE_FORMATS = ['eml', 'mbox', 'jsonl', 'pdf'] as const
/** One file for each message; one file for each pair (mboxrd); one line of JSON for each message; or one document for printing. The last two have the text of messages, without what is attached. */
export type ArchiveFormat = (typeof ARCHIVE_FORMATS)[number]

export interface ExportedMessages {
  readonly messages: number
  /** Of MIME. */
  readonly bytes: number
}

export interface ExportMessagesOptions {
  readonly format: ArchiveFormat
  /** When it is made, in milliseconds since 1970, and by what: a document says so. */
  readonly at: number
  readonly creator: string
  readonly signal: AbortSignal
  readonly onProgress?: (done: number, total: number) => void
}

/** A list of all messages that were written, with the file of each, or with its text. */
const CONTENTS = 'contents.jsonl'

/**
 * Writes messages into an empty folder, each byte for byte but for what mbox demands, and a list of them all.
 * @throws {SyncError} `BACKUP_FOLDER` where the folder is not empty, `BACKUP_FULL`, `BACKUP_DAMAGED`
 */
export async function exportMessages(archive: Pick<Archive, 'open'>, messages: readonly ArchivedMessage[], target: FolderFiles, options: ExportMessagesOptions): Promise<ExportedMessages> {
  const { format, signal, onProgress = () => {} } = options
  const folder = new ExportFolder(target)
  await folder.begin()
  const write = await WRITERS[format](folder, { ...options, messages: messages.length })
  const counts = { messages: 0, bytes: 0 }
  try {
    for (const message of messages) {
      signal.throwIfAborted()
      onProgress(counts.messages, messages.length)
      const content = await archive.open(message)
      try {
        await folder.append(CONTENTS, Buffer.from(`${JSON.stringify({ ...(await write.one(message, content)), ...message })}\n`))
      } finally {
        await content.dispose()
      }
      counts.messages++
      counts.bytes += content.size
    }
    await write.end?.()
  } finally {
    await folder.end()
  }
  return counts
}

interface MessageWriter {
  /** @returns what the list says of it beside what is known anyway */
  one(message: ArchivedMessage, content: Spool): Promise<{ readonly file?: string; readonly text?: string | undefined }>
  end?(): Promise<void>
}

const PDF = 'archive.pdf'

const WRITERS: Readonly<Record<ArchiveFormat, (folder: ExportFolder, options: PrintOptions) => Promise<MessageWriter>>> = {
  eml: async (folder) => {
    const unique = distinctPaths()
    return {
      one: async (message, content) => {
        const file = unique(message.pair, `${message.receivedAt.replace(/[-:]/g, '')}-${message.ref}`, '.eml')
        await folder.write(file, content.open(), false)
        return { file }
      },
    }
  },
  mbox: async (folder) => ({
    one: async (message, content) => {
      const file = `${message.pair}/archive.mbox`
      await folder.write(file, mboxrd(message, content.open()), true)
      return { file }
    },
  }),
  jsonl: async () => ({ one: async (message, content) => ({ text: await textOf(message, content) }) }),
  pdf: async (folder, options) => {
    const printed = await printMessages(options)
    return {
      one: async (message, content) => {
        await folder.append(PDF, printed.add(message, await textOf(message, content)))
        return { file: PDF }
      },
      end: async () => folder.append(PDF, await printed.end()),
    }
  },
}

/** The text of a message as a reader would see it; nothing where it cannot be taken apart. */
export async function textOf(message: Pick<ArchivedMessage, 'isUnreadable'>, content: Spool): Promise<string | undefined> {
  if (message.isUnreadable === true) return undefined
  const parsed = await parseMessage(content)
  try {
    return bodyText(parsed)
  } finally {
    await parsed.dispose()
  }
}
