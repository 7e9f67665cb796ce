import { distinctPaths } from '../backup/file-names.ts'
import { ExportFolder, mboxrd, WRITTEN_AT_ONCE } from '../backup/export-point.ts'
import { parseMessage } from '../mime/parse-message.ts'
import { eachAtOnce } from '../platform/each-at-once.ts'
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
  let last = Promise.resolve()
  async function* listed(): AsyncGenerator<Listed> {
    for (const message of messages) {
      signal.throwIfAborted()
      const { promise, resolve: written } = Promise.withResolvers<void>()
      yield { message, file: write.fileOf?.(message), before: last, written }
      last = promise
    }
  }
  try {
    await eachAtOnce(listed(), WRITTEN_AT_ONCE, async ({ message, file, before, written }) => {
      try {
        onProgress(counts.messages, messages.length)
        const content = await archive.open(message)
        try {
          const text = await write.take?.(message, content, file)
          await before
          await write.put?.(message, content, { file, text })
          await folder.append(CONTENTS, Buffer.from(`${JSON.stringify({ file, text: format === 'jsonl' ? text : undefined, ...message })}\n`))
        } finally {
          await content.dispose()
        }
        counts.messages++
        counts.bytes += content.size
      } finally {
        written()
      }
    })
    await write.end?.()
  } finally {
    await folder.end()
  }
  return counts
}

/** A message on its way, of several. */
interface Listed {
  readonly message: ArchivedMessage
  readonly file: string | undefined
  /** Settles once the one before is written. */
  readonly before: Promise<void>
  readonly written: () => void
}

interface MessageWriter {
  /** Where a message will be; asked in the order of messages. */
  fileOf?(message: ArchivedMessage): string
  /** What can be done with several at once. @returns the text, where one is wanted */
  take?(message: ArchivedMessage, content: Spool, file: string | undefined): Promise<string | undefined>
  /** What has to be done in the order of messages. */
  put?(message: ArchivedMessage, content: Spool, taken: { readonly file: string | undefined; readonly text: string | undefined }): Promise<void>
  end?(): Promise<void>
}

const PDF = 'archive.pdf'

const WRITERS: Readonly<Record<ArchiveFormat, (folder: ExportFolder, options: PrintOptions) => Promise<MessageWriter>>> = {
  eml: async (folder) => {
    const unique = distinctPaths()
    return {
      fileOf: ({ pair, receivedAt, ref }) => unique(pair, `${receivedAt.replace(/[-:]/g, '')}-${ref}`, '.eml'),
      take: async (_message, content, file = '') => {
        await folder.write(file, content.open(), false)
        return undefined
      },
    }
  },
  mbox: async (folder) => ({
    fileOf: ({ pair }) => `${pair}/archive.mbox`,
    put: (message, content, { file = '' }) => folder.write(file, mboxrd(message, content.open()), true),
  }),
  jsonl: async () => ({ take: textOf }),
  pdf: async (folder, options) => {
    const printed = await printMessages(options)
    return {
      fileOf: () => PDF,
      take: textOf,
      put: async (message, _content, { text }) => folder.append(PDF, printed.add(message, text)),
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
